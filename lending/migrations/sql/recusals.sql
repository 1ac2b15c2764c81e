-- Nothing is accepted at or after the close: a recusal neither. The shared lock makes it wait for a close in flight.
CREATE FUNCTION lending_recusal_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    vote record;
BEGIN
    SELECT c.closes_at, c.closed_early_at, c.state INTO vote
      FROM lending_seat s JOIN lending_consultation c ON c.id = s.consultation_id
     WHERE s.id = NEW.seat_id
       FOR SHARE OF c;
    IF vote.state <> 'open' OR vote.closed_early_at IS NOT NULL OR clock_timestamp() >= vote.closes_at THEN
        RAISE EXCEPTION 'the consultation closed at %', COALESCE(vote.closed_early_at, vote.closes_at)
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_seat_is_recused_before_the_close';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER in_time BEFORE INSERT ON lending_recusal FOR EACH ROW EXECUTE FUNCTION lending_recusal_in_time();
