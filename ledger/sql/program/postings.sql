-- Every way in ends here: this trigger is the only writer of balances.

-- What an entry costs by itself is mostly to get plans going, so a handful of postings is added up without any: one short query, then one
-- short update for cold accounts and, where there are some, one for hot ones. More postings, and all that reserves or resolves, are judged,
-- added up and moved by one statement.
-- One order for everybody (cold accounts by id, then hot ones by id), so that two batches never wait for each other: a row is locked by
-- its own update. (The functions of `post.sql` and `staged.sql` tell the planner to go by index, which is that order.)
CREATE FUNCTION ledger_apply_postings() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    one record;
    wrong record;
    v_count integer := 0;
    v_few boolean;
    v_book bigint;
    v_currency text;
    v_account bigint[] := '{}';
    v_debit bigint[] := '{}';
    v_credit bigint[] := '{}';
    v_place integer;
    v_hot boolean := false;
    v_moved integer;
    v_unsound text;
    v_missing bigint;
BEGIN
    -- A handful: at most eight postings, plainly posted, of one book and currency.
    FOR one IN
        SELECT a.book_id, a.currency, a.debit_account_id, a.credit_account_id, a.amount,
               a.phase = 'posted' AND a.pending_id IS NULL AND a.pending_line IS NULL AND a.expires_on IS NULL
               AND a.amount > 0 AND a.line > 0 AND a.debit_account_id <> a.credit_account_id
               AND (SELECT e.recorded_xid = pg_current_xact_id() AND e.book_id = a.book_id
                           AND e.effective_on = a.effective_on AND a.line <= e.posting_count
                      FROM ledger_entry e WHERE e.id = a.entry_id) IS TRUE AS plain
          FROM added a LIMIT 9
    LOOP
        v_count := v_count + 1;
        IF v_count = 1 THEN
            v_book := one.book_id;
            v_currency := one.currency;
        END IF;
        v_few := one.plain AND v_count <= 8 AND one.book_id = v_book AND one.currency = v_currency;
        EXIT WHEN NOT v_few;
        v_place := array_position(v_account, one.debit_account_id);
        IF v_place IS NULL THEN
            v_account := v_account || one.debit_account_id;
            v_debit := v_debit || one.amount;
            v_credit := v_credit || 0::bigint;
        ELSE
            v_debit[v_place] := v_debit[v_place] + one.amount;
        END IF;
        v_place := array_position(v_account, one.credit_account_id);
        IF v_place IS NULL THEN
            v_account := v_account || one.credit_account_id;
            v_debit := v_debit || 0::bigint;
            v_credit := v_credit || one.amount;
        ELSE
            v_credit[v_place] := v_credit[v_place] + one.amount;
        END IF;
    END LOOP;

    IF v_few IS NULL THEN
        RETURN NULL;
    ELSIF v_few THEN
        v_missing := cardinality(v_account);
        LOOP
            UPDATE ledger_balance b
               SET posted_debit = b.posted_debit + v_debit[array_position(v_account, b.account_id)],
                   posted_credit = b.posted_credit + v_credit[array_position(v_account, b.account_id)],
                   available = b.available + b.sign * (
                       v_debit[array_position(v_account, b.account_id)] - v_credit[array_position(v_account, b.account_id)]),
                   version = b.version + 1
             WHERE b.account_id = ANY (v_account) AND b.hot = v_hot AND b.book_id = v_book AND b.currency = v_currency AND b.open;
            GET DIAGNOSTICS v_moved = ROW_COUNT;
            v_missing := v_missing - v_moved;
            EXIT WHEN v_missing = 0 OR v_hot;
            v_hot := true;
        END LOOP;
    ELSE
        -- OFFSET keeps each posting from being judged once a side, and each account from being looked up once a posting. Scalar
        -- subqueries, not joins: plans are kept, and a join planned on a young table would scan it for ever.
        WITH d AS MATERIALIZED (
            SELECT m.*
              FROM (
                SELECT side.account_id, p.book_id, p.currency, sum(side.debit)::bigint AS debit, sum(side.credit)::bigint AS credit,
                       sum(side.held_debit)::bigint AS held_debit, sum(side.held_credit)::bigint AS held_credit, min(p.unsound) AS unsound
                  FROM (
                    SELECT a.book_id, a.currency, a.debit_account_id, a.credit_account_id,
                           CASE WHEN a.phase IN ('posted', 'settles') THEN a.amount ELSE 0 END AS posted,
                           CASE a.phase WHEN 'posted' THEN 0 WHEN 'pending' THEN a.amount ELSE -(
                               SELECT o.amount FROM ledger_posting o WHERE o.entry_id = a.pending_id AND o.line = a.pending_line) END AS held,
                           CASE WHEN a.amount > 0 AND a.line > 0 AND a.debit_account_id <> a.credit_account_id
                                 AND (SELECT e.recorded_xid = pg_current_xact_id() AND e.book_id = a.book_id
                                             AND e.effective_on = a.effective_on AND a.line <= e.posting_count
                                        FROM ledger_entry e WHERE e.id = a.entry_id)
                                 AND CASE
                                     WHEN a.phase IN ('posted', 'pending')
                                     THEN a.pending_id IS NULL AND a.pending_line IS NULL AND (a.expires_on IS NULL OR a.phase = 'pending')
                                     ELSE a.phase IN ('settles', 'voids') AND a.expires_on IS NULL
                                          AND (SELECT o.phase = 'pending' AND o.book_id = a.book_id AND o.currency = a.currency
                                                      AND o.debit_account_id = a.debit_account_id AND o.credit_account_id = a.credit_account_id
                                                      AND (a.amount = o.amount OR (a.amount < o.amount AND a.phase = 'settles'))
                                                      AND (o.expires_on IS NULL OR a.effective_on < o.expires_on OR a.phase = 'voids')
                                                 FROM ledger_posting o WHERE o.entry_id = a.pending_id AND o.line = a.pending_line) END
                                THEN NULL ELSE a.entry_id || '/' || a.line END AS unsound
                      FROM added a
                    OFFSET 0
                  ) p CROSS JOIN LATERAL (VALUES
                    (p.debit_account_id, p.posted, 0::bigint, p.held, 0::bigint),
                    (p.credit_account_id, 0, p.posted, 0, p.held)) AS side (account_id, debit, credit, held_debit, held_credit)
                 GROUP BY side.account_id, p.book_id, p.currency
                OFFSET 0
              ) m
             ORDER BY (SELECT b.hot FROM ledger_balance b WHERE b.account_id = m.account_id), m.account_id
        ), moved AS (
            UPDATE ledger_balance b
               SET posted_debit = b.posted_debit + d.debit, posted_credit = b.posted_credit + d.credit,
                   pending_debit = b.pending_debit + d.held_debit, pending_credit = b.pending_credit + d.held_credit,
                   available = b.available + CASE WHEN b.sign = 1 THEN d.debit - d.credit - d.held_credit
                                                  ELSE d.credit - d.debit - d.held_debit END,
                   version = b.version + 1
              FROM d
             WHERE b.account_id = d.account_id AND b.book_id = d.book_id AND b.currency = d.currency AND b.open
                   AND (SELECT min(u.unsound) FROM d u) IS NULL
            RETURNING 1
        )
        SELECT min(d.unsound), count(*) - (SELECT count(*) FROM moved) INTO v_unsound, v_missing FROM d;
        IF v_unsound IS NOT NULL THEN
            RAISE EXCEPTION 'posting %: a posting moves more than nothing from one account to another; it joins an entry of its own '
                'transaction, book and date, within the lines that it announces; it is posted or pending, or it settles or voids a '
                'reservation, whose accounts and at most whose amount it has, and what settles it comes before its day; only what is '
                'pending lapses', v_unsound USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;

    IF v_missing > 0 THEN
        SELECT side.account_id, a.currency INTO wrong
          FROM added a CROSS JOIN LATERAL (VALUES (a.debit_account_id), (a.credit_account_id)) AS side (account_id)
         WHERE NOT EXISTS (SELECT FROM ledger_balance b
                            WHERE b.account_id = side.account_id AND b.book_id = a.book_id AND b.currency = a.currency AND b.open)
         LIMIT 1;
        RAISE EXCEPTION 'account %: it is missing, not open, of another book or of another currency than %',
            wrong.account_id, wrong.currency USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_posting_moves_balances AFTER INSERT ON ledger_posting
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_apply_postings();
