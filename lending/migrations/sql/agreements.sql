-- Contracts stay as they were written, hashes are those of what they name, and no loan is paid before its contract is
-- accepted by every party.

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'lending_agreementtemplate', 'lending_agreement', 'lending_agreementpaper', 'lending_agreementparty',
        'lending_signedcopy', 'lending_acceptance'
    ] LOOP
        EXECUTE format('CREATE TRIGGER keeps_rows BEFORE UPDATE OR DELETE ON %I
                        FOR EACH ROW EXECUTE FUNCTION lending_refuse_change()', name);
        EXECUTE format('CREATE TRIGGER keeps_table BEFORE TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION lending_refuse_change()', name);
    END LOOP;
END $$;

ALTER TABLE lending_agreement ADD CONSTRAINT agreement_hash_is_of_its_content
    CHECK (sha256 = encode(sha256(convert_to(content, 'UTF8')), 'hex'));
ALTER TABLE lending_agreementpaper ADD CONSTRAINT paper_hash_is_of_its_bytes
    CHECK (sha256 = encode(sha256(pdf), 'hex'));
ALTER TABLE lending_signedcopy ADD CONSTRAINT signed_copy_hash_is_of_its_bytes
    CHECK (sha256 = encode(sha256(pdf), 'hex') AND size_bytes = octet_length(pdf));

-- What is accepted is the agreement of the party, by its own hash.
ALTER TABLE lending_acceptance ADD CONSTRAINT acceptance_is_of_the_agreements_hash
    FOREIGN KEY (agreement_id, sha256) REFERENCES lending_agreement (id, sha256);
ALTER TABLE lending_acceptance ADD CONSTRAINT acceptance_is_by_a_party
    FOREIGN KEY (party_id, agreement_id) REFERENCES lending_agreementparty (id, agreement_id);

-- A mandate is withdrawn once, and nothing else of it changes.
CREATE FUNCTION lending_mandate_is_withdrawn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL
       OR (NEW.id, NEW.fund_id, NEW.membership_id, NEW.granted_by_id, NEW.granted_at, NEW.reauthenticated_at, NEW.method)
          IS DISTINCT FROM
          (OLD.id, OLD.fund_id, OLD.membership_id, OLD.granted_by_id, OLD.granted_at, OLD.reauthenticated_at, OLD.method)
    THEN
        RAISE EXCEPTION 'lending_signingmandate keeps what was written: a mandate is only withdrawn, once'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER keeps_rows BEFORE UPDATE OR DELETE ON lending_signingmandate
    FOR EACH ROW EXECUTE FUNCTION lending_mandate_is_withdrawn();
CREATE TRIGGER keeps_table BEFORE TRUNCATE ON lending_signingmandate
    FOR EACH STATEMENT EXECUTE FUNCTION lending_refuse_change();

-- No payment without the contract: its parties have accepted it, each of them.
CREATE FUNCTION lending_payment_needs_acceptance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.needs_acceptance AND NOT NEW.needs_acceptance THEN
        RAISE EXCEPTION 'a loan that needs its contract accepted goes on needing it' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.needs_acceptance AND OLD.disbursed_on IS NULL AND NEW.disbursed_on IS NOT NULL AND (
        NOT EXISTS (SELECT FROM lending_agreement a WHERE a.loan_id = NEW.id AND a.number = 1)
        OR EXISTS (
            SELECT FROM lending_agreement a JOIN lending_agreementparty p ON p.agreement_id = a.id
             WHERE a.loan_id = NEW.id AND a.number = 1
               AND NOT EXISTS (SELECT FROM lending_acceptance c WHERE c.party_id = p.id)
        )
    ) THEN
        RAISE EXCEPTION 'loan % is paid out once its contract is accepted by every party', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_loan_is_paid_out_under_an_accepted_contract';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER needs_acceptance BEFORE UPDATE OF disbursed_on, needs_acceptance ON lending_loan
    FOR EACH ROW EXECUTE FUNCTION lending_payment_needs_acceptance();
