-- A voted change of a loan is in force under an addendum that every party has accepted; so is a loan that takes over
-- others. The last addendum of a decision counts, and one without parties binds nobody.

CREATE FUNCTION lending_addendum_is_accepted(voted uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE((
        SELECT EXISTS (SELECT FROM lending_agreementparty p WHERE p.agreement_id = a.id)
               AND NOT EXISTS (
                   SELECT FROM lending_agreementparty p
                    WHERE p.agreement_id = a.id
                      AND NOT EXISTS (SELECT FROM lending_acceptance c WHERE c.party_id = p.id)
               )
          FROM lending_agreement a
         WHERE a.decision_id = voted
         ORDER BY a.number DESC
         LIMIT 1
    ), false)
$$;

CREATE FUNCTION lending_change_needs_addendum() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.decision_id IS NOT NULL AND NOT (NEW.needs_addendum AND lending_addendum_is_accepted(NEW.decision_id)) THEN
        RAISE EXCEPTION 'a change of loan % is in force once its addendum is accepted by every party', NEW.loan_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_change_is_in_force_under_an_accepted_addendum';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER needs_addendum BEFORE INSERT ON lending_scheduleversion
    FOR EACH ROW EXECUTE FUNCTION lending_change_needs_addendum();

-- What is not paid out under a contract of its own takes over loans that were: the addendum to theirs is its contract.
CREATE FUNCTION lending_loan_taken_over_needs_addendum() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.disbursed_on IS NOT NULL AND NOT lending_addendum_is_accepted(NEW.decision_id) THEN
        RAISE EXCEPTION 'loan % runs from its first day once the addendum is accepted by every party', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_loan_takes_over_others_under_an_accepted_addendum';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER needs_addendum BEFORE INSERT ON lending_loan
    FOR EACH ROW EXECUTE FUNCTION lending_loan_taken_over_needs_addendum();
