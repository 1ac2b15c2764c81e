-- What a sponsor answers for stays as it was agreed; nobody answers for itself; a call is only taken back, once, unpaid.

CREATE TRIGGER keeps_rows BEFORE UPDATE OR DELETE ON lending_guarantee
    FOR EACH ROW EXECUTE FUNCTION lending_refuse_change();
CREATE TRIGGER keeps_table BEFORE TRUNCATE ON lending_guarantee
    FOR EACH STATEMENT EXECUTE FUNCTION lending_refuse_change();

CREATE FUNCTION lending_sponsor_is_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM lending_loan l JOIN lending_membership m ON m.id = NEW.membership_id
         WHERE l.id = NEW.loan_id AND l.membership_id <> NEW.membership_id
           AND m.fund_id = l.fund_id AND NEW.fund_id = l.fund_id
    ) THEN
        RAISE EXCEPTION 'a sponsor is another member of the borrower''s fund'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_sponsor_is_another_member';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER is_another BEFORE INSERT ON lending_guarantee
    FOR EACH ROW EXECUTE FUNCTION lending_sponsor_is_another();

CREATE FUNCTION lending_call_is_taken_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR OLD.reversed_on IS NOT NULL OR NEW.reversed_on IS NULL
       OR (NEW.id, NEW.fund_id, NEW.guarantee_id, NEW.prepared_id, NEW.amount, NEW.amount_currency, NEW.called_on,
           NEW.pay_by)
          IS DISTINCT FROM
          (OLD.id, OLD.fund_id, OLD.guarantee_id, OLD.prepared_id, OLD.amount, OLD.amount_currency, OLD.called_on,
           OLD.pay_by)
    THEN
        RAISE EXCEPTION 'lending_guaranteecall keeps what was written: a call is only taken back, once'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT FROM lending_repayment r WHERE r.call_id = NEW.id AND r.reversed_on IS NULL) THEN
        RAISE EXCEPTION 'call % was paid on: its receipt is reversed first', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_call_taken_back_is_unpaid';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER keeps_rows BEFORE UPDATE OR DELETE ON lending_guaranteecall
    FOR EACH ROW EXECUTE FUNCTION lending_call_is_taken_back();
CREATE TRIGGER keeps_table BEFORE TRUNCATE ON lending_guaranteecall
    FOR EACH STATEMENT EXECUTE FUNCTION lending_refuse_change();
