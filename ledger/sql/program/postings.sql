-- Every way in ends here: this trigger is the only writer of balances.

CREATE FUNCTION ledger_apply_postings() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    wrong record;
    delta record;
BEGIN
    -- Scalar subqueries, not joins: the plan is kept, and a join planned on a young table would scan it for ever.
    SELECT a.entry_id, a.line INTO wrong FROM added a
     WHERE (SELECT e.recorded_xid = pg_current_xact_id() AND e.book_id = a.book_id
                   AND e.effective_on = a.effective_on AND a.line <= e.posting_count
              FROM ledger_entry e WHERE e.id = a.entry_id) IS NOT TRUE
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'posting %/%: a posting joins an entry of its own transaction, book and date, within the lines it announces',
            wrong.entry_id, wrong.line USING ERRCODE = 'integrity_constraint_violation';
    END IF;

    SELECT a.entry_id, a.line INTO wrong FROM added a
     WHERE a.pending_id IS NOT NULL
       AND (SELECT o.phase = 'pending' AND o.book_id = a.book_id AND o.currency = a.currency
                   AND o.debit_account_id = a.debit_account_id AND o.credit_account_id = a.credit_account_id
                   AND (a.amount = o.amount OR (a.amount < o.amount AND a.phase = 'settles'))
              FROM ledger_posting o WHERE o.entry_id = a.pending_id AND o.line = a.pending_line) IS NOT TRUE
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'posting %/%: it does not resolve a pending posting of the same accounts, within its amount',
            wrong.entry_id, wrong.line USING ERRCODE = 'integrity_constraint_violation';
    END IF;

    -- One order for everybody (cold accounts by id, then hot ones), so two batches never wait for each other.
    -- UPDATE locks FOR NO KEY UPDATE: it doesn't wait for the foreign keys of others.
    FOR delta IN
        SELECT side.account_id, p.book_id, p.currency,
               sum(side.debit)::bigint AS debit, sum(side.credit)::bigint AS credit,
               sum(side.held_debit)::bigint AS held_debit, sum(side.held_credit)::bigint AS held_credit
          FROM (
            SELECT a.book_id, a.currency, a.debit_account_id, a.credit_account_id,
                   CASE WHEN a.phase IN ('posted', 'settles') THEN a.amount ELSE 0 END AS posted,
                   CASE a.phase WHEN 'posted' THEN 0 WHEN 'pending' THEN a.amount ELSE -(
                       SELECT o.amount FROM ledger_posting o WHERE o.entry_id = a.pending_id AND o.line = a.pending_line) END AS held
              FROM added a
          ) p CROSS JOIN LATERAL (VALUES
            (p.debit_account_id, p.posted, 0::bigint, p.held, 0::bigint),
            (p.credit_account_id, 0, p.posted, 0, p.held)) AS side (account_id, debit, credit, held_debit, held_credit)
         GROUP BY side.account_id, p.book_id, p.currency
         ORDER BY (SELECT b.hot FROM ledger_balance b WHERE b.account_id = side.account_id), side.account_id
    LOOP
        UPDATE ledger_balance b
           SET posted_debit = b.posted_debit + delta.debit, posted_credit = b.posted_credit + delta.credit,
               pending_debit = b.pending_debit + delta.held_debit, pending_credit = b.pending_credit + delta.held_credit,
               version = b.version + 1
         WHERE b.account_id = delta.account_id AND b.book_id = delta.book_id AND b.currency = delta.currency AND b.open;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'account %: it is missing, not open, of another book or of another currency than %',
                delta.account_id, delta.currency USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_posting_moves_balances AFTER INSERT ON ledger_posting
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_apply_postings();
