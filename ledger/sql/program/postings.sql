-- Every way in ends here: this trigger is the only writer of balances.

-- What an entry costs by itself is mostly to get plans going: the first query has what every posting needs, and a second one is asked only
-- where something is reserved or resolved. Scalar subqueries, not joins: plans are kept, and a join planned on a young table would scan it
-- for ever. (The planner is told so by the functions of `post.sql` and `staged.sql`.)
CREATE FUNCTION ledger_apply_postings() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    wrong record;
    v_sound boolean;
    v_plain boolean;
    v_account bigint[];
    v_book bigint[];
    v_currency text[];
    v_debit bigint[];
    v_credit bigint[];
    v_held_debit bigint[];
    v_held_credit bigint[];
    v_moved integer;
BEGIN
    SELECT bool_and(d.sound), bool_and(d.plain), array_agg(d.account_id), array_agg(d.book_id), array_agg(d.currency),
           array_agg(d.debit), array_agg(d.credit)
      INTO v_sound, v_plain, v_account, v_book, v_currency, v_debit, v_credit
      FROM (
        SELECT side.account_id, p.book_id, p.currency, sum(side.debit)::bigint AS debit, sum(side.credit)::bigint AS credit,
               bool_and(p.sound) AS sound, bool_and(p.plain) AS plain
          FROM (
            SELECT a.book_id, a.currency, a.debit_account_id, a.credit_account_id, a.amount,
                   (SELECT e.recorded_xid = pg_current_xact_id() AND e.book_id = a.book_id
                           AND e.effective_on = a.effective_on AND a.line <= e.posting_count
                      FROM ledger_entry e WHERE e.id = a.entry_id) IS TRUE AS sound,
                   a.phase = 'posted' AND a.pending_id IS NULL AND a.pending_line IS NULL AND a.expires_on IS NULL AS plain
              FROM added a
          ) p CROSS JOIN LATERAL (VALUES (p.debit_account_id, p.amount, 0::bigint), (p.credit_account_id, 0, p.amount))
              AS side (account_id, debit, credit)
         GROUP BY side.account_id, p.book_id, p.currency
      ) d;

    IF NOT (v_sound AND v_plain) THEN
        SELECT a.entry_id, a.line INTO wrong FROM added a
         WHERE (SELECT e.recorded_xid = pg_current_xact_id() AND e.book_id = a.book_id
                       AND e.effective_on = a.effective_on AND a.line <= e.posting_count
                  FROM ledger_entry e WHERE e.id = a.entry_id) IS NOT TRUE
            OR CASE
               WHEN a.phase IN ('posted', 'pending')
                   THEN a.pending_id IS NULL AND a.pending_line IS NULL AND (a.expires_on IS NULL OR a.phase = 'pending')
               ELSE a.phase IN ('settles', 'voids') AND a.expires_on IS NULL
                    AND (SELECT o.phase = 'pending' AND o.book_id = a.book_id AND o.currency = a.currency
                                AND o.debit_account_id = a.debit_account_id AND o.credit_account_id = a.credit_account_id
                                AND (a.amount = o.amount OR (a.amount < o.amount AND a.phase = 'settles'))
                                AND (o.expires_on IS NULL OR a.effective_on < o.expires_on OR a.phase = 'voids')
                           FROM ledger_posting o WHERE o.entry_id = a.pending_id AND o.line = a.pending_line) END IS NOT TRUE
         LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'posting %/%: a posting joins an entry of its own transaction, book and date, within the lines that it '
                'announces; it is posted or pending, or it settles or voids a reservation, whose accounts and at most whose amount it has, '
                'and what settles it comes before its day; only what is pending lapses', wrong.entry_id, wrong.line
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;

        SELECT array_agg(d.account_id), array_agg(d.book_id), array_agg(d.currency), array_agg(d.debit), array_agg(d.credit),
               array_agg(d.held_debit), array_agg(d.held_credit)
          INTO v_account, v_book, v_currency, v_debit, v_credit, v_held_debit, v_held_credit
          FROM (
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
          ) d;
    END IF;

    -- One order for everybody (cold accounts by id, then hot ones), so two batches never wait for each other. The lock is the one that
    -- the update would take: it doesn't wait for the foreign keys of others.
    PERFORM FROM ledger_balance b WHERE b.account_id = ANY (v_account) ORDER BY b.hot, b.account_id FOR NO KEY UPDATE;
    UPDATE ledger_balance b
       SET posted_debit = b.posted_debit + d.debit, posted_credit = b.posted_credit + d.credit,
           pending_debit = b.pending_debit + coalesce(d.held_debit, 0), pending_credit = b.pending_credit + coalesce(d.held_credit, 0),
           available = b.available + CASE
               WHEN b.sign = 1 THEN d.debit - d.credit - coalesce(d.held_credit, 0)
               ELSE d.credit - d.debit - coalesce(d.held_debit, 0) END,
           version = b.version + 1
      FROM unnest(v_account, v_book, v_currency, v_debit, v_credit, v_held_debit, v_held_credit)
           AS d (account_id, book_id, currency, debit, credit, held_debit, held_credit)
     WHERE b.account_id = d.account_id AND b.book_id = d.book_id AND b.currency = d.currency AND b.open;
    GET DIAGNOSTICS v_moved = ROW_COUNT;
    IF v_moved <> cardinality(v_account) THEN
        SELECT d.account_id, d.currency INTO wrong
          FROM unnest(v_account, v_book, v_currency) AS d (account_id, book_id, currency)
         WHERE NOT EXISTS (SELECT FROM ledger_balance b
                            WHERE b.account_id = d.account_id AND b.book_id = d.book_id AND b.currency = d.currency AND b.open)
         LIMIT 1;
        RAISE EXCEPTION 'account %: it is missing, not open, of another book or of another currency than %',
            wrong.account_id, wrong.currency USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_posting_moves_balances AFTER INSERT ON ledger_posting
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_apply_postings();
