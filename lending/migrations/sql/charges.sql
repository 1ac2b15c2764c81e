-- What was charged to which instalment stays as it was written; a charge is reversed, and only that is written to it.

CREATE TRIGGER keeps_rows BEFORE UPDATE OR DELETE ON lending_chargedpart
    FOR EACH ROW EXECUTE FUNCTION lending_refuse_change();
CREATE TRIGGER keeps_table BEFORE TRUNCATE ON lending_chargedpart
    FOR EACH STATEMENT EXECUTE FUNCTION lending_refuse_change();
