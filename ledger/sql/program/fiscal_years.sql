-- Fiscal years: the label that a date bears in legal numbers, and what is kept of their exports.

-- A declared year's label, else the calendar year; "2026-0" for the days of 2026 that a declared year called 2026 leaves outside.
-- Written in SQL and without settings of its own, so that it becomes part of the query which asks it.
CREATE FUNCTION ledger_fiscal_year_of(p_book bigint, p_on date) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (SELECT y.label FROM ledger_fiscal_year y WHERE y.book_id = p_book AND p_on BETWEEN y.starts_on AND y.ends_on),
        to_char(p_on, 'YYYY') || CASE WHEN EXISTS (
            SELECT FROM ledger_fiscal_year y WHERE y.book_id = p_book AND y.label = to_char(p_on, 'YYYY')) THEN '-0' ELSE '' END)
$$;

-- A rule of years and periods that stands in the way: for people in the message, for programs in the detail.
CREATE FUNCTION ledger_refuse_period(p_code text, p_values jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '%: %', p_code, p_values
        USING ERRCODE = 'integrity_constraint_violation', DETAIL = jsonb_build_object('code', p_code) || p_values;
END $$;

-- Closing, reopening and declaring are judged on what is committed when their lock is granted, so each statement needs a snapshot
-- of its own. Nobody posts to the book from here to the end of the transaction.
CREATE FUNCTION ledger_hold_postings(p_book bigint) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'periods are changed at READ COMMITTED' USING ERRCODE = 'invalid_transaction_state';
    END IF;
    PERFORM pg_advisory_xact_lock(27749, p_book::integer);
END $$;

-- Gives null, or the rule that stands in the way. Asked twice for the same year, it changes nothing.
CREATE FUNCTION ledger_declare_fiscal_year(p_book text, p_label text, p_starts_on date, p_ends_on date) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_book bigint := (SELECT k.id FROM ledger_book k WHERE k.code = p_book);
    v_rule text;
BEGIN
    IF v_book IS NULL THEN
        RETURN jsonb_build_object('code', 'book_unknown');
    END IF;
    INSERT INTO ledger_fiscal_year (book_id, label, starts_on, ends_on) VALUES (v_book, p_label, p_starts_on, p_ends_on);
    RETURN NULL;
EXCEPTION
    WHEN unique_violation OR exclusion_violation THEN
        PERFORM FROM ledger_fiscal_year y
          WHERE y.book_id = v_book AND y.label = p_label AND y.starts_on = p_starts_on AND y.ends_on = p_ends_on;
        RETURN CASE WHEN NOT FOUND THEN jsonb_build_object('code', 'year_overlaps') END;
    WHEN SQLSTATE '23000' THEN
        GET STACKED DIAGNOSTICS v_rule = PG_EXCEPTION_DETAIL;
        RETURN v_rule::jsonb;
END $$;

-- The record of a file that was made; gives null, or the rule that stands in the way.
CREATE FUNCTION ledger_record_export(
    p_book text, p_label text, p_by text, p_file_name text, p_encoding text, p_entry_count bigint, p_line_count bigint, p_sha256 text
) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO ledger_fiscal_year_export (fiscal_year_id, by, file_name, encoding, entry_count, line_count, sha256)
    SELECT y.id, p_by, p_file_name, p_encoding, p_entry_count, p_line_count, p_sha256
      FROM ledger_fiscal_year y JOIN ledger_book k ON k.id = y.book_id WHERE k.code = p_book AND y.label = p_label;
    RETURN CASE WHEN NOT FOUND THEN jsonb_build_object('code', 'year_unknown', 'label', p_label) END;
END $$;
