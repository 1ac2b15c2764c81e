-- What an entry must be, whichever way it arrives. It is written in one statement with its postings, or after them: the order in
-- which the application's function and an import write is postings first, so that this trigger sees the entry whole.

-- One look for all that an entry says of itself; what is wrong is looked for only when something is.
CREATE FUNCTION ledger_admit_entries() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    wrong record;
    v_many boolean;
    v_sound boolean;
    v_book bigint;
    v_last_book bigint;
    v_first date;
    v_last date;
BEGIN
    -- An older snapshot would not see that the period was closed meanwhile.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'entries are written at READ COMMITTED' USING ERRCODE = 'invalid_transaction_state';
    END IF;

    -- Scalar subqueries, not joins: the plan is kept, and a join planned on a young table would scan it for ever. One entry, which is what
    -- comes mostly, is not added up: that would cost more than to judge it.
    SELECT a.book_id, a.book_id, a.effective_on, a.effective_on, EXISTS (SELECT FROM added OFFSET 1),
           (a.recorded_xid = pg_current_xact_id() AND a.recorded_at = statement_timestamp() AND a.posting_count > 0
            AND (SELECT count(*) FROM ledger_posting p WHERE p.entry_id = a.id) = a.posting_count
            AND (a.reverses_id IS NULL OR ledger_mirrors(a.id, a.reverses_id, a.book_id, a.posting_count))) IS TRUE
      INTO v_book, v_last_book, v_first, v_last, v_many, v_sound
      FROM added a LIMIT 1;
    IF v_many THEN
        SELECT min(a.book_id), max(a.book_id), min(a.effective_on), max(a.effective_on),
               bool_and((a.recorded_xid = pg_current_xact_id() AND a.recorded_at = statement_timestamp() AND a.posting_count > 0
                         AND (SELECT count(*) FROM ledger_posting p WHERE p.entry_id = a.id) = a.posting_count
                         AND (a.reverses_id IS NULL OR ledger_mirrors(a.id, a.reverses_id, a.book_id, a.posting_count))) IS TRUE)
          INTO v_book, v_last_book, v_first, v_last, v_sound
          FROM added a;
    END IF;

    -- The period: shared lock, then whether it is closed.
    IF v_book < v_last_book THEN
        PERFORM pg_advisory_xact_lock_shared(27749, books.book_id::integer)
           FROM (SELECT DISTINCT book_id FROM added ORDER BY book_id) AS books;
    ELSIF NOT pg_try_advisory_xact_lock_shared(27749, v_book::integer) THEN
        PERFORM pg_advisory_xact_lock_shared(27749, v_book::integer);
    END IF;
    PERFORM FROM ledger_period p
      WHERE p.book_id BETWEEN v_book AND v_last_book AND p.closed_at IS NOT NULL AND p.starts_on <= v_last AND p.ends_on >= v_first;
    IF NOT FOUND AND v_sound IS NOT FALSE THEN
        RETURN NULL;
    END IF;

    SELECT a.id, a.effective_on, a.posting_count, a.misdated, a.closed, a.partial INTO wrong
      FROM (
        SELECT a.*, a.recorded_xid <> pg_current_xact_id() OR a.recorded_at <> statement_timestamp() AS misdated,
               EXISTS (SELECT FROM ledger_period p WHERE p.book_id = a.book_id AND p.closed_at IS NOT NULL
                       AND a.effective_on BETWEEN p.starts_on AND p.ends_on) AS closed,
               (SELECT count(*) FROM ledger_posting p WHERE p.entry_id = a.id) <> a.posting_count OR a.posting_count < 1 AS partial
          FROM added a
      ) a
     WHERE a.misdated OR a.closed OR a.partial
        OR (a.reverses_id IS NOT NULL AND ledger_mirrors(a.id, a.reverses_id, a.book_id, a.posting_count) IS NOT TRUE)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'entry %: %', wrong.id, CASE
            WHEN wrong.misdated THEN 'it must be recorded in the transaction, and at the time, that write it'
            WHEN wrong.closed THEN format('the period of %s is closed', wrong.effective_on)
            WHEN wrong.partial THEN format('it announces %s postings, and at least one is asked, and does not come with them', wrong.posting_count)
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
