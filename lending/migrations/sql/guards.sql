-- Guards of the fund's rows: what has been said stays said, and a vote comes before the close.

CREATE FUNCTION lending_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% keeps what was written: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'lending_event', 'lending_ballot', 'lending_logentry', 'lending_decision', 'lending_recusal', 'lending_comment',
        'lending_requestversion', 'lending_eligibilitycheck', 'lending_scheduleversion', 'lending_instalment',
        'lending_allocation', 'lending_legshare', 'lending_fundpolicy', 'lending_committeerule', 'lending_seat'
    ] LOOP
        EXECUTE format('CREATE TRIGGER keeps_rows BEFORE UPDATE OR DELETE ON %I
                        FOR EACH ROW EXECUTE FUNCTION lending_refuse_change()', name);
        EXECUTE format('CREATE TRIGGER keeps_table BEFORE TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION lending_refuse_change()', name);
    END LOOP;
END $$;

-- The database's clock decides whether a ballot is in time. The shared lock makes a close wait for ballots in flight,
-- and a ballot wait for a close in flight.
CREATE FUNCTION lending_ballot_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    vote record;
BEGIN
    SELECT c.closes_at, c.opens_at, c.closed_early_at, c.state INTO vote
      FROM lending_seat s JOIN lending_consultation c ON c.id = s.consultation_id
     WHERE s.id = NEW.seat_id
       FOR SHARE OF c;
    NEW.cast_at := clock_timestamp();
    IF vote.state <> 'open' OR vote.closed_early_at IS NOT NULL OR NEW.cast_at >= vote.closes_at THEN
        RAISE EXCEPTION 'the consultation closed at %', COALESCE(vote.closed_early_at, vote.closes_at)
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ballot_is_cast_before_the_close';
    END IF;
    IF NEW.cast_at < vote.opens_at THEN
        RAISE EXCEPTION 'the consultation opens at %', vote.opens_at
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ballot_is_cast_after_the_opening';
    END IF;
    IF EXISTS (SELECT FROM lending_recusal r WHERE r.seat_id = NEW.seat_id) THEN
        RAISE EXCEPTION 'a recused seat casts no ballot'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_recused_seat_casts_nothing';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER in_time BEFORE INSERT ON lending_ballot FOR EACH ROW EXECUTE FUNCTION lending_ballot_in_time();

-- What is voted on, and by when, does not change while people vote: an extension only before the close, only later.
CREATE FUNCTION lending_consultation_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.request_version_id, NEW.request_sha256, NEW.rule_id, NEW.opens_at, NEW.fund_id)
       IS DISTINCT FROM (OLD.request_version_id, OLD.request_sha256, OLD.rule_id, OLD.opens_at, OLD.fund_id) THEN
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

CREATE TRIGGER keeps_terms BEFORE UPDATE ON lending_consultation FOR EACH ROW EXECUTE FUNCTION lending_consultation_terms();
