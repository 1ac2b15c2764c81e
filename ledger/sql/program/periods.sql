-- Periods: opened, then closed to any further entry.

-- Closing takes this lock exclusively, so it waits for entries in flight; an entry takes it shared and only then, in a new
-- statement, reads whether its period is closed. The time is read after the wait, so no entry of the period is later than it.
CREATE FUNCTION ledger_fence_period() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(27749, NEW.book_id::integer);
    IF NEW.closed_at IS NOT NULL AND (TG_OP = 'INSERT' OR OLD.closed_at IS NULL) THEN
        NEW.closed_at := clock_timestamp();
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_period_waits_for_entries_in_flight BEFORE INSERT OR UPDATE ON ledger_period
    FOR EACH ROW EXECUTE FUNCTION ledger_fence_period();

-- Gives null, or the rule that stands in the way.
CREATE FUNCTION ledger_open_period(p_book text, p_starts_on date, p_ends_on date) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_book bigint := (SELECT k.id FROM ledger_book k WHERE k.code = p_book);
BEGIN
    IF v_book IS NULL THEN
        RETURN jsonb_build_object('code', 'book_unknown');
    END IF;
    PERFORM FROM ledger_period p WHERE p.book_id = v_book AND p.starts_on = p_starts_on AND p.ends_on = p_ends_on;
    IF NOT FOUND THEN
        INSERT INTO ledger_period (book_id, starts_on, ends_on) VALUES (v_book, p_starts_on, p_ends_on);
    END IF;
    RETURN NULL;
EXCEPTION WHEN exclusion_violation THEN
    RETURN jsonb_build_object('code', 'period_overlaps');
END $$;

-- Gives null, or the rule that stands in the way. A period that is closed stays as it was closed.
CREATE FUNCTION ledger_close_period(p_book text, p_starts_on date, p_ends_on date) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_book bigint := (SELECT k.id FROM ledger_book k WHERE k.code = p_book);
BEGIN
    IF v_book IS NULL THEN
        RETURN jsonb_build_object('code', 'book_unknown');
    END IF;
    UPDATE ledger_period p SET closed_at = coalesce(p.closed_at, now())
     WHERE p.book_id = v_book AND p.starts_on = p_starts_on AND p.ends_on = p_ends_on;
    RETURN CASE WHEN NOT FOUND THEN jsonb_build_object('code', 'period_unknown') END;
END $$;
