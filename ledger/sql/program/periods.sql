-- Periods: opened, closed to any further entry, and, by a decision with a reason, opened again.

-- The event is the act: inserting it moves the period, and nothing else may. It takes this lock exclusively, so it waits for
-- entries in flight; an entry takes it shared and only then, in a new statement, reads whether its period is closed. The time is
-- read after the wait, so no entry of the period is later than its close.
CREATE FUNCTION ledger_move_period() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_period ledger_period%ROWTYPE;
    wrong record;
    v_days jsonb := jsonb_build_object('starts_on', NEW.starts_on, 'ends_on', NEW.ends_on);
BEGIN
    PERFORM ledger_hold_postings(NEW.book_id);
    NEW.at := clock_timestamp();
    NEW.entry_count := NULL;
    SELECT * INTO v_period FROM ledger_period p
     WHERE p.book_id = NEW.book_id AND p.starts_on = NEW.starts_on AND p.ends_on = NEW.ends_on;
    IF NEW.act = 'opened' THEN
        IF FOUND THEN
            PERFORM ledger_refuse_period('unchanged', v_days);
        END IF;
        SELECT y.label INTO wrong FROM ledger_fiscal_year y
         WHERE y.book_id = NEW.book_id AND y.starts_on <= NEW.ends_on AND y.ends_on >= NEW.starts_on
           AND NOT (y.starts_on <= NEW.starts_on AND y.ends_on >= NEW.ends_on)
         ORDER BY y.starts_on LIMIT 1;
        IF FOUND THEN
            PERFORM ledger_refuse_period('period_across_years', v_days || jsonb_build_object('label', wrong.label));
        END IF;
        INSERT INTO ledger_period (book_id, starts_on, ends_on) VALUES (NEW.book_id, NEW.starts_on, NEW.ends_on)
            RETURNING id INTO NEW.period_id;
        RETURN NEW;
    END IF;

    IF v_period.id IS NULL THEN
        PERFORM ledger_refuse_period('period_unknown', v_days);
    ELSIF (v_period.closed_at IS NOT NULL) = (NEW.act = 'closed') THEN
        PERFORM ledger_refuse_period('unchanged', v_days);
    END IF;
    IF NEW.act = 'reopened' THEN
        SELECT p.starts_on, p.ends_on INTO wrong FROM ledger_period p
         WHERE p.book_id = NEW.book_id AND p.starts_on > NEW.ends_on AND p.closed_at IS NOT NULL ORDER BY p.starts_on DESC LIMIT 1;
        IF FOUND THEN
            PERFORM ledger_refuse_period('later_period_closed', v_days || jsonb_build_object(
                'later_starts_on', wrong.starts_on, 'later_ends_on', wrong.ends_on));
        END IF;
        SELECT y.label INTO wrong FROM ledger_fiscal_year y
         WHERE y.book_id = NEW.book_id AND y.starts_on <= NEW.ends_on AND y.ends_on >= NEW.starts_on AND y.exported_at IS NOT NULL
         LIMIT 1;
        IF FOUND THEN
            PERFORM ledger_refuse_period('year_exported', v_days || jsonb_build_object('label', wrong.label));
        END IF;
    END IF;
    -- Counted under the lock: a reopening finds as many as its close left.
    NEW.entry_count := (SELECT count(*) FROM ledger_entry e
                         WHERE e.book_id = NEW.book_id AND e.effective_on BETWEEN NEW.starts_on AND NEW.ends_on);
    NEW.period_id := v_period.id;
    UPDATE ledger_period p SET closed_at = CASE NEW.act WHEN 'closed' THEN NEW.at END WHERE p.id = v_period.id;
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_period_event_moves_its_period BEFORE INSERT ON ledger_period_event
    FOR EACH ROW EXECUTE FUNCTION ledger_move_period();

CREATE FUNCTION ledger_refuse_period_write() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: an event alone opens, closes or reopens a period', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

-- Depth 0 is a statement somebody sent; events write at depth 1.
CREATE TRIGGER ledger_period_is_moved_by_events BEFORE INSERT OR UPDATE ON ledger_period
    FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION ledger_refuse_period_write();
CREATE TRIGGER ledger_period_event_is_append_only BEFORE UPDATE OR DELETE ON ledger_period_event
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_period_event_is_not_emptied BEFORE TRUNCATE ON ledger_period_event EXECUTE FUNCTION ledger_refuse_change();

-- The way out for an entry that fell into a closed period: the first open day after it, and until when one may post from there
-- (the end of that day's own period, else the day before the next closed one, else null).
CREATE FUNCTION ledger_open_after(p_book bigint, p_on date) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT jsonb_build_object('open_from', f.day, 'open_until', coalesce(
               (SELECT p.ends_on FROM ledger_period p
                 WHERE p.book_id = p_book AND p.closed_at IS NULL AND f.day BETWEEN p.starts_on AND p.ends_on),
               (SELECT min(p.starts_on) - 1 FROM ledger_period p
                 WHERE p.book_id = p_book AND p.closed_at IS NOT NULL AND p.starts_on > f.day)))
      FROM (SELECT min(p.ends_on) + 1 AS day FROM ledger_period p
             WHERE p.book_id = p_book AND p.closed_at IS NOT NULL AND p.ends_on >= p_on
               AND NOT EXISTS (SELECT FROM ledger_period q WHERE q.book_id = p_book AND q.closed_at IS NOT NULL
                               AND p.ends_on + 1 BETWEEN q.starts_on AND q.ends_on)) f
$$;

-- Opens, closes or reopens; gives null, or the rule that stands in the way. Asked twice for the same, it changes nothing.
CREATE FUNCTION ledger_change_period(
    p_book text, p_act text, p_starts_on date, p_ends_on date, p_reason text, p_by text
) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_book bigint := (SELECT k.id FROM ledger_book k WHERE k.code = p_book);
    v_rule text;
BEGIN
    IF v_book IS NULL THEN
        RETURN jsonb_build_object('code', 'book_unknown');
    END IF;
    INSERT INTO ledger_period_event (book_id, act, starts_on, ends_on, reason, by)
    VALUES (v_book, p_act, p_starts_on, p_ends_on, p_reason, p_by);
    RETURN NULL;
EXCEPTION
    WHEN exclusion_violation THEN
        RETURN jsonb_build_object('code', 'period_overlaps');
    WHEN SQLSTATE '23000' THEN
        GET STACKED DIAGNOSTICS v_rule = PG_EXCEPTION_DETAIL;
        RETURN CASE WHEN v_rule::jsonb ->> 'code' <> 'unchanged' THEN v_rule::jsonb END;
END $$;
