-- What was declared and what was chosen stays; what a vote is asked to let through does not change under the voters.

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['lending_accountsdeclaration', 'lending_linkdeclaration', 'lending_fundrules'] LOOP
        EXECUTE format('CREATE TRIGGER keeps_rows BEFORE UPDATE OR DELETE ON %I
                        FOR EACH ROW EXECUTE FUNCTION lending_refuse_change()', name);
        EXECUTE format('CREATE TRIGGER keeps_table BEFORE TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION lending_refuse_change()', name);
    END LOOP;
END $$;

CREATE FUNCTION lending_consultation_overrides() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.overrides IS DISTINCT FROM OLD.overrides THEN
        RAISE EXCEPTION 'what a consultation is asked to override does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER keeps_overrides BEFORE UPDATE ON lending_consultation
    FOR EACH ROW EXECUTE FUNCTION lending_consultation_overrides();
