-- What an entry must be, whichever way it arrives.

CREATE FUNCTION ledger_admit_entries() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    wrong record;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(27749, books.book_id::integer)
        FROM (SELECT DISTINCT book_id FROM added ORDER BY book_id) AS books;

    SELECT a.id, a.effective_on,
           a.recorded_xid <> pg_current_xact_id() OR a.recorded_at <> statement_timestamp() AS misdated,
           EXISTS (SELECT FROM ledger_period p WHERE p.book_id = a.book_id AND p.closed_at IS NOT NULL
                   AND a.effective_on BETWEEN p.starts_on AND p.ends_on) AS closed,
           a.reverses_id IS NOT NULL
           AND (SELECT r.book_id FROM ledger_entry r WHERE r.id = a.reverses_id) IS DISTINCT FROM a.book_id AS astray
      INTO wrong
      FROM added a
     WHERE a.recorded_xid <> pg_current_xact_id() OR a.recorded_at <> statement_timestamp()
        OR EXISTS (SELECT FROM ledger_period p WHERE p.book_id = a.book_id AND p.closed_at IS NOT NULL
                   AND a.effective_on BETWEEN p.starts_on AND p.ends_on)
        OR (a.reverses_id IS NOT NULL
            AND (SELECT r.book_id FROM ledger_entry r WHERE r.id = a.reverses_id) IS DISTINCT FROM a.book_id)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'entry %: %', wrong.id, CASE
            WHEN wrong.misdated THEN 'it must be recorded in the transaction, and at the time, that write it'
            WHEN wrong.closed THEN format('the period of %s is closed', wrong.effective_on)
            ELSE 'it reverses an entry that is not in its book' END
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_entry_is_admitted AFTER INSERT ON ledger_entry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_admit_entries();

-- Judged at commit: postings come after their entry.
CREATE FUNCTION ledger_check_entry_is_whole() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp SET enable_seqscan = off AS $$
BEGIN
    IF (SELECT count(*) FROM ledger_posting p WHERE p.entry_id = NEW.id) <> NEW.posting_count THEN
        RAISE EXCEPTION 'entry %: it announces % postings and does not have them', NEW.id, NEW.posting_count
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.reverses_id IS NOT NULL AND (
        SELECT count(*) FROM ledger_posting o JOIN ledger_posting r
            ON r.entry_id = NEW.id AND r.line = o.line AND r.amount = o.amount AND r.currency = o.currency AND r.phase = 'posted'
           AND r.debit_account_id = o.credit_account_id AND r.credit_account_id = o.debit_account_id
         WHERE o.entry_id = NEW.reverses_id AND o.phase IN ('posted', 'settles')
    ) + (SELECT e.posting_count FROM ledger_entry e WHERE e.id = NEW.reverses_id) <> 2 * NEW.posting_count THEN
        RAISE EXCEPTION 'entry %: it is not the mirror of the entry that it reverses', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER ledger_entry_has_its_postings AFTER INSERT ON ledger_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_check_entry_is_whole();
