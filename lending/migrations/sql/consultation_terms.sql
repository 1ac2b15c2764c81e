-- What is voted on, by when, and on which books, does not change while people vote: an extension only before the close,
-- only later.
CREATE OR REPLACE FUNCTION lending_consultation_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.request_version_id, NEW.request_sha256, NEW.rule_id, NEW.opens_at, NEW.fund_id, NEW.books_seal,
        NEW.books_head)
       IS DISTINCT FROM (OLD.request_version_id, OLD.request_sha256, OLD.rule_id, OLD.opens_at, OLD.fund_id,
        OLD.books_seal, OLD.books_head) THEN
        RAISE EXCEPTION 'the terms of a consultation do not change' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.closes_at <> OLD.closes_at AND (NEW.closes_at < OLD.closes_at OR clock_timestamp() >= OLD.closes_at) THEN
        RAISE EXCEPTION 'a consultation is extended before its close, and only later' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> 'open' AND NEW.state <> OLD.state THEN
        RAISE EXCEPTION 'a closed consultation is not opened again' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state = 'open' AND NEW.state IN ('adopted', 'rejected', 'no_quorum') AND NEW.closed_early_at IS NULL
       AND clock_timestamp() < NEW.closes_at THEN
        RAISE EXCEPTION 'a consultation is not counted before its close' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
