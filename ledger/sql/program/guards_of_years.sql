-- What a fiscal year must be, and stays, whichever way it arrives.

-- After the insert, so that the labels are already those to be. The first lock waits for sealing in flight, before anybody waits
-- for the second: an entry keeps the label that its legal number was given under.
CREATE FUNCTION ledger_admit_fiscal_year() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    wrong record;
BEGIN
    PERFORM pg_advisory_xact_lock(27750, NEW.book_id::integer);
    PERFORM ledger_hold_postings(NEW.book_id);
    IF NEW.exported_at IS NOT NULL THEN
        PERFORM ledger_refuse_period('year_exported', jsonb_build_object('label', NEW.label));
    END IF;
    SELECT p.starts_on, p.ends_on INTO wrong FROM ledger_period p
     WHERE p.book_id = NEW.book_id AND p.starts_on <= NEW.ends_on AND p.ends_on >= NEW.starts_on
       AND NOT (p.starts_on >= NEW.starts_on AND p.ends_on <= NEW.ends_on)
     ORDER BY p.starts_on LIMIT 1;
    IF FOUND THEN
        PERFORM ledger_refuse_period('period_across_years', jsonb_build_object(
            'starts_on', wrong.starts_on, 'ends_on', wrong.ends_on, 'label', NEW.label));
    END IF;
    -- Days of the year, and days that bore its label as a calendar year.
    SELECT e.id, s.fiscal_year INTO wrong
      FROM ledger_entry e JOIN ledger_seal_entry s ON s.entry_id = e.id
     WHERE e.book_id = NEW.book_id
       AND (e.effective_on BETWEEN NEW.starts_on AND NEW.ends_on AND s.fiscal_year <> NEW.label
            OR e.effective_on NOT BETWEEN NEW.starts_on AND NEW.ends_on AND s.fiscal_year = NEW.label)
     LIMIT 1;
    IF FOUND THEN
        PERFORM ledger_refuse_period('year_sealed_otherwise', jsonb_build_object(
            'label', NEW.label, 'entry', wrong.id, 'sealed_label', wrong.fiscal_year));
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_fiscal_year_is_admitted AFTER INSERT ON ledger_fiscal_year
    FOR EACH ROW EXECUTE FUNCTION ledger_admit_fiscal_year();

-- Whoever seals, an entry bears the year of its date.
CREATE FUNCTION ledger_check_sealed_years() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    wrong record;
BEGIN
    -- Days are few, entries are many: OFFSET keeps the question from being asked of each of them.
    SELECT days.* INTO wrong
      FROM (SELECT DISTINCT a.book_id, a.fiscal_year, (SELECT e.effective_on FROM ledger_entry e WHERE e.id = a.entry_id) AS effective_on
              FROM added a OFFSET 0) AS days
     WHERE days.fiscal_year <> ledger_fiscal_year_of(days.book_id, days.effective_on)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'an entry of % is sealed under the fiscal year %', wrong.effective_on, wrong.fiscal_year
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_seal_entry_bears_its_year AFTER INSERT ON ledger_seal_entry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_sealed_years();

-- An export marks its year, and waits for a reopening in flight.
CREATE FUNCTION ledger_mark_exported() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM ledger_hold_postings((SELECT y.book_id FROM ledger_fiscal_year y WHERE y.id = NEW.fiscal_year_id));
    NEW.at := clock_timestamp();
    UPDATE ledger_fiscal_year y SET exported_at = NEW.at WHERE y.id = NEW.fiscal_year_id AND y.exported_at IS NULL;
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_fiscal_year_export_marks_its_year BEFORE INSERT ON ledger_fiscal_year_export
    FOR EACH ROW EXECUTE FUNCTION ledger_mark_exported();

CREATE FUNCTION ledger_refuse_year_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: a year stays as it was declared, and an export alone marks it', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

-- Depth 0 is a statement somebody sent; the mark of an export is written at depth 1.
CREATE TRIGGER ledger_fiscal_year_stays_as_declared BEFORE UPDATE ON ledger_fiscal_year
    FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION ledger_refuse_year_change();
CREATE TRIGGER ledger_fiscal_year_stays BEFORE DELETE ON ledger_fiscal_year
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_fiscal_year_is_not_emptied BEFORE TRUNCATE ON ledger_fiscal_year EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_fiscal_year_export_is_append_only BEFORE UPDATE OR DELETE ON ledger_fiscal_year_export
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_fiscal_year_export_is_not_emptied BEFORE TRUNCATE ON ledger_fiscal_year_export
    EXECUTE FUNCTION ledger_refuse_change();
