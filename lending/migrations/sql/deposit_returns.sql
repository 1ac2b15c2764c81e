-- What went back of each deposit until now, as one return; from now on a return is only taken back, once.

INSERT INTO lending_depositreturn (id, fund_id, deposit_id, amount, amount_currency, returned_on, entry_id)
SELECT gen_random_uuid(), fund_id, id, returned, returned_currency, returned_on, return_entry_id
  FROM lending_deposit WHERE return_entry_id IS NOT NULL;

CREATE FUNCTION lending_return_is_taken_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR OLD.reversed_on IS NOT NULL OR NEW.reversed_on IS NULL
       OR (NEW.id, NEW.fund_id, NEW.deposit_id, NEW.amount, NEW.amount_currency, NEW.returned_on, NEW.entry_id)
          IS DISTINCT FROM
          (OLD.id, OLD.fund_id, OLD.deposit_id, OLD.amount, OLD.amount_currency, OLD.returned_on, OLD.entry_id)
    THEN
        RAISE EXCEPTION 'lending_depositreturn keeps what was written: a return is only taken back, once'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER keeps_rows BEFORE UPDATE OR DELETE ON lending_depositreturn
    FOR EACH ROW EXECUTE FUNCTION lending_return_is_taken_back();
CREATE TRIGGER keeps_table BEFORE TRUNCATE ON lending_depositreturn
    FOR EACH STATEMENT EXECUTE FUNCTION lending_refuse_change();

SET CONSTRAINTS ALL IMMEDIATE;
