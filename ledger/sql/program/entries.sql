-- What an entry must be, whichever way it arrives. It is written in one statement with its postings, or after them: the order in
-- which the application's function and an import write is postings first, so that this trigger sees the entry whole.

CREATE FUNCTION ledger_admit_entries() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    wrong record;
BEGIN
    -- An older snapshot would not see that the period was closed meanwhile.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'entries are written at READ COMMITTED' USING ERRCODE = 'invalid_transaction_state';
    END IF;
    PERFORM pg_advisory_xact_lock_shared(27749, books.book_id::integer)
        FROM (SELECT DISTINCT book_id FROM added ORDER BY book_id) AS books;

    -- Scalar subqueries, not joins: the plan is kept, and a join planned on a young table would scan it for ever.
    SELECT a.id, a.effective_on, a.posting_count, a.reverses_id,
           a.recorded_xid <> pg_current_xact_id() OR a.recorded_at <> statement_timestamp() AS misdated,
           EXISTS (SELECT FROM ledger_period p WHERE p.book_id = a.book_id AND p.closed_at IS NOT NULL
                   AND a.effective_on BETWEEN p.starts_on AND p.ends_on) AS closed,
           (SELECT count(*) FROM ledger_posting p WHERE p.entry_id = a.id) <> a.posting_count AS partial
      INTO wrong
      FROM added a
     WHERE a.recorded_xid <> pg_current_xact_id() OR a.recorded_at <> statement_timestamp()
        OR EXISTS (SELECT FROM ledger_period p WHERE p.book_id = a.book_id AND p.closed_at IS NOT NULL
                   AND a.effective_on BETWEEN p.starts_on AND p.ends_on)
        OR (SELECT count(*) FROM ledger_posting p WHERE p.entry_id = a.id) <> a.posting_count
        OR (a.reverses_id IS NOT NULL AND ledger_mirrors(a.id, a.reverses_id, a.book_id, a.posting_count) IS NOT TRUE)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'entry %: %', wrong.id, CASE
            WHEN wrong.misdated THEN 'it must be recorded in the transaction, and at the time, that write it'
            WHEN wrong.closed THEN format('the period of %s is closed', wrong.effective_on)
            WHEN wrong.partial THEN format('it announces %s postings and does not come with them', wrong.posting_count)
            ELSE 'it is not the mirror of the entry that it reverses, or that one is not in its book' END
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

-- Whether an entry has, line by line, what another one of its book posted, the other way round.
CREATE FUNCTION ledger_mirrors(p_entry uuid, p_reverses uuid, p_book bigint, p_posting_count smallint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp SET enable_seqscan = off AS $$
    SELECT o.book_id = p_book AND o.posting_count = p_posting_count AND p_posting_count = (
               SELECT count(*) FROM ledger_posting l JOIN ledger_posting r
                   ON r.entry_id = p_entry AND r.line = l.line AND r.amount = l.amount AND r.currency = l.currency AND r.phase = 'posted'
                  AND r.debit_account_id = l.credit_account_id AND r.credit_account_id = l.debit_account_id
                WHERE l.entry_id = p_reverses AND l.phase IN ('posted', 'settles'))
      FROM ledger_entry o WHERE o.id = p_reverses
$$;

CREATE TRIGGER ledger_entry_is_admitted AFTER INSERT ON ledger_entry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_admit_entries();
