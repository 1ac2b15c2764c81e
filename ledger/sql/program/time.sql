-- What accounts held at a date, and what the books said of it when a seal was made: days that seals folded, and what they have not yet.

-- The entries that are not sealed: none has a smaller transaction id than the horizon. What another cluster wrote may bear an id that
-- this one has not reached; it was sealed when the epoch began, so nobody has to walk over it. Without a horizon this tells nothing.
CREATE FUNCTION ledger_tail(p_book bigint, p_horizon xid8) RETURNS TABLE (entry_id uuid, effective_on date)
LANGUAGE sql STABLE AS $$
    SELECT e.id, e.effective_on FROM ledger_entry e
     WHERE e.book_id = p_book AND e.recorded_xid >= p_horizon
       AND e.recorded_xid <= (SELECT greatest(pg_snapshot_xmax(pg_current_snapshot()), pg_current_xact_id_if_assigned()))
       AND (SELECT true FROM ledger_seal_entry s WHERE s.entry_id = e.id) IS NULL
$$;

-- All that some accounts were debited and credited up to the end of a day, or ever. The days of an account, and the tail: the cost
-- does not grow with its postings. As known at a seal: the days less what was sealed since, and no tail. Where this cluster has
-- sealed nothing there is no telling a tail, and the postings are summed.
-- Scalar and lateral look-ups, not joins: the plan is kept, and a join planned on a young table would scan it for ever.
CREATE FUNCTION ledger_balances_at(p_book bigint, p_account bigint[], p_on date, p_seal bigint)
RETURNS TABLE (account_id bigint, debit bigint, credit bigint)
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    v_on date := coalesce(p_on, 'infinity');
    v_horizon xid8 := CASE WHEN p_seal IS NULL THEN ledger_sealed_horizon(p_book) END;
BEGIN
    IF v_horizon = '0'::xid8 THEN
        RETURN QUERY
        SELECT a.id,
               coalesce((SELECT sum(p.amount) FROM ledger_posting p WHERE p.debit_account_id = a.id
                         AND p.effective_on <= v_on AND p.phase IN ('posted', 'settles')), 0)::bigint,
               coalesce((SELECT sum(p.amount) FROM ledger_posting p WHERE p.credit_account_id = a.id
                         AND p.effective_on <= v_on AND p.phase IN ('posted', 'settles')), 0)::bigint
          FROM unnest(p_account) AS a (id);
        RETURN;
    END IF;
    RETURN QUERY
    WITH late AS MATERIALIZED (
        SELECT side.account_id, sum(side.debit) AS debit, sum(side.credit) AS credit
          FROM (SELECT t.entry_id FROM ledger_tail(p_book, v_horizon) t WHERE p_seal IS NULL AND t.effective_on <= v_on
                 UNION ALL
                SELECT s.entry_id FROM ledger_seal_entry s
                 WHERE p_seal IS NOT NULL AND s.book_id = p_book AND s.batch_number > p_seal) e
         CROSS JOIN LATERAL (
                SELECT o.debit_account_id, o.credit_account_id, CASE WHEN p_seal IS NULL THEN o.amount ELSE -o.amount END AS amount
                  FROM ledger_posting o
                 WHERE o.entry_id = e.entry_id AND o.effective_on <= v_on AND o.phase IN ('posted', 'settles')
                   AND (o.debit_account_id = ANY (p_account) OR o.credit_account_id = ANY (p_account)) OFFSET 0) p
         CROSS JOIN LATERAL (VALUES (p.debit_account_id, p.amount, 0), (p.credit_account_id, 0, p.amount))
            AS side (account_id, debit, credit)
         WHERE side.account_id = ANY (p_account)
         GROUP BY side.account_id
    )
    SELECT a.id, (coalesce(d.debit, 0) + coalesce(l.debit, 0))::bigint, (coalesce(d.credit, 0) + coalesce(l.credit, 0))::bigint
      FROM unnest(p_account) AS a (id)
     CROSS JOIN LATERAL (SELECT sum(m.debit) AS debit, sum(m.credit) AS credit
                           FROM ledger_day_movement m WHERE m.account_id = a.id AND m.day <= v_on) d
      LEFT JOIN late l ON l.account_id = a.id;
END $$;

-- The same for every account of a book that moved by then: planned anew each time, since what there is to read may be anything.
CREATE FUNCTION ledger_book_balances_at(p_book bigint, p_on date, p_seal bigint)
RETURNS TABLE (account_id bigint, debit bigint, credit bigint)
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE
    v_on date := coalesce(p_on, 'infinity');
    v_horizon xid8 := CASE WHEN p_seal IS NULL THEN ledger_sealed_horizon(p_book) END;
BEGIN
    IF v_horizon = '0'::xid8 THEN
        -- Once over the postings, in groups of two accounts, so that the sum of a million of them is one pass.
        RETURN QUERY
        WITH pairs AS MATERIALIZED (
            SELECT p.debit_account_id, p.credit_account_id, sum(p.amount) AS amount FROM ledger_posting p
             WHERE p.book_id = p_book AND p.effective_on <= v_on AND p.phase IN ('posted', 'settles')
             GROUP BY p.debit_account_id, p.credit_account_id
        )
        SELECT side.account_id, sum(side.debit)::bigint, sum(side.credit)::bigint
          FROM pairs p CROSS JOIN LATERAL (VALUES (p.debit_account_id, p.amount, 0), (p.credit_account_id, 0, p.amount))
            AS side (account_id, debit, credit)
         GROUP BY side.account_id;
        RETURN;
    END IF;
    RETURN QUERY
    WITH late AS MATERIALIZED (
        SELECT p.debit_account_id, p.credit_account_id, sum(CASE WHEN p_seal IS NULL THEN p.amount ELSE -p.amount END) AS amount
          FROM (SELECT t.entry_id FROM ledger_tail(p_book, v_horizon) t WHERE p_seal IS NULL AND t.effective_on <= v_on
                 UNION ALL
                SELECT s.entry_id FROM ledger_seal_entry s
                 WHERE p_seal IS NOT NULL AND s.book_id = p_book AND s.batch_number > p_seal) e
         CROSS JOIN LATERAL (SELECT o.* FROM ledger_posting o WHERE o.entry_id = e.entry_id AND o.effective_on <= v_on
                                AND o.phase IN ('posted', 'settles') OFFSET 0) p
         GROUP BY p.debit_account_id, p.credit_account_id
    )
    SELECT s.account_id, sum(s.debit)::bigint, sum(s.credit)::bigint
      FROM (SELECT m.account_id, sum(m.debit) AS debit, sum(m.credit) AS credit FROM ledger_day_movement m
             WHERE m.book_id = p_book AND m.day <= v_on GROUP BY m.account_id
             UNION ALL
            SELECT side.account_id, side.debit, side.credit
              FROM late l CROSS JOIN LATERAL (VALUES (l.debit_account_id, l.amount, 0), (l.credit_account_id, 0, l.amount))
                AS side (account_id, debit, credit)) s
     GROUP BY s.account_id;
END $$;

-- A page of one account's lines that follows a place (date, entry, line), with what the account held after each, debits positive.
-- Opening: the days before, the tail before, and of the day itself what comes before the place. Each side of the account is read in
-- the order of its index, at most a page of it: the settings leave no other way, whatever a kept plan believes of the table.
CREATE FUNCTION ledger_lines_after(
    p_book text, p_account text, p_day date, p_entry uuid, p_line integer, p_end date, p_limit integer
) RETURNS TABLE (
    entry_id uuid, effective_on date, recorded_at timestamptz, journal text, kind text, description text, reference text,
    line integer, debit bigint, credit bigint, running bigint, nature text, currency text
)
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    v_book bigint := (SELECT k.id FROM ledger_book k WHERE k.code = p_book);
    v_account ledger_account%ROWTYPE;
    v_day date := coalesce(p_day, '-infinity');
    v_entry uuid := coalesce(p_entry, '00000000-0000-0000-0000-000000000000');
    v_line integer := coalesce(p_line, 0);
    v_end date := coalesce(p_end, 'infinity');
    v_opening numeric := 0;
BEGIN
    SELECT * INTO v_account FROM ledger_account a WHERE a.book_id = v_book AND a.code = p_account;
    IF p_day IS NOT NULL THEN
        v_opening := (SELECT b.debit - b.credit FROM ledger_balances_at(v_book, ARRAY[v_account.id], p_day - 1, NULL) b)
            + coalesce((SELECT sum(p.amount) FROM ledger_posting p WHERE p.debit_account_id = v_account.id AND p.effective_on = v_day
                        AND p.entry_id <= v_entry AND (p.entry_id < v_entry OR p.line <= v_line) AND p.phase IN ('posted', 'settles')), 0)
            - coalesce((SELECT sum(p.amount) FROM ledger_posting p WHERE p.credit_account_id = v_account.id AND p.effective_on = v_day
                        AND p.entry_id <= v_entry AND (p.entry_id < v_entry OR p.line <= v_line) AND p.phase IN ('posted', 'settles')), 0);
    END IF;
    RETURN QUERY
    SELECT r.entry_id, r.effective_on, e.recorded_at, e.journal::text, e.kind::text, e.description::text, e.reference::text,
           r.line::integer, r.debit, r.credit, r.running::bigint, v_account.nature::text, v_account.currency::text
      FROM (
        SELECT s.*, v_opening + sum(s.debit - s.credit) OVER (ORDER BY s.effective_on, s.entry_id, s.line) AS running
          FROM (
            (SELECT p.effective_on, p.entry_id, p.line, p.amount AS debit, 0::bigint AS credit FROM ledger_posting p
              WHERE p.debit_account_id = v_account.id AND (p.effective_on, p.entry_id) >= (v_day, v_entry) AND p.effective_on <= v_end
                AND (p.effective_on > v_day OR p.entry_id > v_entry OR p.line > v_line) AND p.phase IN ('posted', 'settles')
              ORDER BY p.effective_on, p.entry_id FETCH FIRST (p_limit) ROWS WITH TIES)
            UNION ALL
            (SELECT p.effective_on, p.entry_id, p.line, 0, p.amount FROM ledger_posting p
              WHERE p.credit_account_id = v_account.id AND (p.effective_on, p.entry_id) >= (v_day, v_entry) AND p.effective_on <= v_end
                AND (p.effective_on > v_day OR p.entry_id > v_entry OR p.line > v_line) AND p.phase IN ('posted', 'settles')
              ORDER BY p.effective_on, p.entry_id FETCH FIRST (p_limit) ROWS WITH TIES)
            ORDER BY effective_on, entry_id, line LIMIT p_limit
          ) s
      ) r CROSS JOIN LATERAL (SELECT o.* FROM ledger_entry o WHERE o.id = r.entry_id OFFSET 0) e
     ORDER BY r.effective_on, r.entry_id, r.line;
END $$;
