-- Why entries of a batch cannot be posted: at most one reason an entry, the first in the order of precedence of docs/refusals.md.
-- Read only when something is wrong, so it explains rather than hurries.

CREATE FUNCTION ledger_refusals(
    p_book bigint, p_in_order boolean,
    p_entry_id uuid[], p_effective_on date[], p_reverses uuid[],
    p_of integer[], p_line integer[], p_debit text[], p_credit text[], p_currency text[], p_amount bigint[],
    p_phase text[], p_pending_id uuid[], p_pending_line integer[]
) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    v_refusals jsonb;
BEGIN
    WITH entries AS (
        SELECT e.n::integer AS n, e.id, e.effective_on, e.reverses,
               row_number() OVER (PARTITION BY e.id ORDER BY e.n) AS occurrence,
               row_number() OVER (PARTITION BY e.reverses ORDER BY e.n) AS reversal
          FROM unnest(p_entry_id, p_effective_on, p_reverses) WITH ORDINALITY AS e (id, effective_on, reverses, n)
    ), postings AS (
        SELECT p.*, row_number() OVER (PARTITION BY p.pending_id, p.pending_line ORDER BY p.n, p.line) AS resolution
          FROM unnest(p_of, p_line, p_debit, p_credit, p_currency, p_amount, p_phase, p_pending_id, p_pending_line)
               AS p (n, line, debit, credit, currency, amount, phase, pending_id, pending_line)
    ), sides AS (
        SELECT p.n, p.line, s.side, s.code, p.currency AS asked, a.id, a.status, a.currency
          FROM postings p CROSS JOIN LATERAL (VALUES (1, p.debit), (2, p.credit)) AS s (side, code)
          LEFT JOIN ledger_account a ON a.book_id = p_book AND a.code = s.code
    ), pendings AS (
        SELECT p.*, o.amount AS held,
               o.entry_id IS NOT NULL AND o.phase = 'pending' AND o.book_id = p_book AS known,
               p.resolution > 1 OR EXISTS (
                   SELECT FROM ledger_posting r WHERE r.pending_id = p.pending_id AND r.pending_line = p.pending_line) AS resolved,
               p.phase = 'settles' AND o.expires_on <= (SELECT e.effective_on FROM entries e WHERE e.n = p.n) AS expired, o.expires_on,
               o.currency = p.currency AND d.code = p.debit AND c.code = p.credit
               AND (p.amount = o.amount OR (p.amount < o.amount AND p.phase = 'settles')) AS matches
          FROM postings p
          LEFT JOIN ledger_posting o ON o.entry_id = p.pending_id AND o.line = p.pending_line
          LEFT JOIN ledger_account d ON d.id = o.debit_account_id
          LEFT JOIN ledger_account c ON c.id = o.credit_account_id
         WHERE p.pending_id IS NOT NULL
    ), found (n, rank, line, side, code, details) AS (
        SELECT n, 1, 0, 0, 'entry_exists', jsonb_build_object('entry', id)
          FROM entries WHERE occurrence > 1 OR EXISTS (SELECT FROM ledger_entry x WHERE x.id = entries.id)
        UNION ALL
        SELECT n, 2, line, side, 'account_unknown', jsonb_build_object('account', code) FROM sides WHERE id IS NULL
        UNION ALL
        SELECT n, 3, line, side, 'account_closed', jsonb_build_object('account', code) FROM sides WHERE status = 'closed'
        UNION ALL
        SELECT n, 4, line, side, 'account_frozen', jsonb_build_object('account', code) FROM sides WHERE status = 'frozen'
        UNION ALL
        SELECT n, 5, line, side, 'currency_mismatch', jsonb_build_object('account', code, 'currency', currency, 'asked', asked)
          FROM sides WHERE currency <> asked
        UNION ALL
        SELECT e.n, 6, 0, 0, 'period_closed', jsonb_build_object(
                   'effective_on', e.effective_on, 'starts_on', p.starts_on, 'ends_on', p.ends_on)
               || ledger_open_after(p_book, e.effective_on)
          FROM entries e JOIN ledger_period p ON p.book_id = p_book AND p.closed_at IS NOT NULL
                         AND e.effective_on BETWEEN p.starts_on AND p.ends_on
        UNION ALL
        SELECT n, 7, 0, 0, 'reversed_unknown', jsonb_build_object('reverses', reverses) FROM entries
         WHERE reverses IS NOT NULL AND NOT EXISTS (SELECT FROM ledger_entry x WHERE x.id = reverses AND x.book_id = p_book)
        UNION ALL
        SELECT n, 8, 0, 0, 'already_reversed', jsonb_build_object('reverses', reverses) FROM entries
         WHERE reverses IS NOT NULL
           AND (reversal > 1 OR EXISTS (SELECT FROM ledger_entry x WHERE x.reverses_id = entries.reverses))
        UNION ALL
        SELECT n, 9, 0, 0, 'not_reversible', jsonb_build_object('reverses', reverses) FROM entries
         WHERE reverses IS NOT NULL
           AND EXISTS (SELECT FROM ledger_posting x WHERE x.entry_id = reverses AND x.phase IN ('pending', 'voids'))
        UNION ALL
        SELECT n, 10, line, 0, 'pending_unknown', jsonb_build_object('pending', pending_id) FROM pendings WHERE known IS NOT TRUE
        UNION ALL
        SELECT n, 11, line, 0, 'pending_resolved', jsonb_build_object('pending', pending_id) FROM pendings WHERE resolved
        UNION ALL
        SELECT n, 12, line, 0, 'pending_expired', jsonb_build_object('pending', pending_id, 'expires_on', expires_on)
          FROM pendings WHERE expired
        UNION ALL
        SELECT n, 13, line, 0, 'pending_mismatch', jsonb_build_object('pending', pending_id, 'held', held, 'currency', currency)
          FROM pendings WHERE matches IS NOT TRUE
    )
    SELECT jsonb_agg(jsonb_build_object('n', f.n, 'code', f.code) || CASE WHEN f.line > 0 THEN jsonb_build_object('line', f.line)
                     ELSE '{}' END || f.details ORDER BY f.n)
      INTO v_refusals
      FROM (SELECT DISTINCT ON (n) * FROM found ORDER BY n, rank, line, side) f;
    IF v_refusals IS NOT NULL THEN
        RETURN v_refusals;
    END IF;

    -- Floors are judged last, on balances that the caller has locked. In an atomic batch only the end of it counts, and the first
    -- entry that takes the account below is named (of two accounts of a line, the debited one); in order, every entry must hold by
    -- itself.
    WITH postings AS (
        SELECT p.*, CASE WHEN p.phase IN ('settles', 'voids') THEN
                   (SELECT o.amount FROM ledger_posting o WHERE o.entry_id = p.pending_id AND o.line = p.pending_line) ELSE 0 END AS held
          FROM unnest(p_of, p_line, p_debit, p_credit, p_currency, p_amount, p_phase, p_pending_id, p_pending_line)
               AS p (n, line, debit, credit, currency, amount, phase, pending_id, pending_line)
    ), moves AS (
        SELECT p.n, min(p.line) AS line, min(2 * p.line - s.side) AS place, s.code, b.account_id, b.currency,
               sum(CASE WHEN s.side = 1 AND p.phase IN ('posted', 'settles') THEN p.amount ELSE 0 END) AS debit,
               sum(CASE WHEN s.side = -1 AND p.phase IN ('posted', 'settles') THEN p.amount ELSE 0 END) AS credit,
               sum(CASE WHEN s.side = b.sign THEN CASE WHEN p.phase IN ('posted', 'settles') THEN p.amount ELSE 0 END
                        ELSE p.held - CASE WHEN p.phase = 'voids' THEN 0 ELSE p.amount END END) AS change
          FROM postings p CROSS JOIN LATERAL (VALUES (1, p.debit), (-1, p.credit)) AS s (side, code)
          JOIN ledger_account a ON a.book_id = p_book AND a.code = s.code
          JOIN ledger_balance b ON b.account_id = a.id
         GROUP BY p.n, s.code, b.account_id, b.currency
    ), running AS (
        SELECT m.*, b.floor,
               CASE WHEN b.sign = 1 THEN b.posted_debit::numeric - b.posted_credit - b.pending_credit
                    ELSE b.posted_credit::numeric - b.posted_debit - b.pending_debit END
               + sum(m.change) OVER sofar AS after,
               CASE WHEN b.sign = 1 THEN b.posted_debit::numeric - b.posted_credit - b.pending_credit
                    ELSE b.posted_credit::numeric - b.posted_debit - b.pending_debit END
               + sum(m.change) OVER (PARTITION BY m.account_id) AS at_end,
               greatest(b.posted_debit + sum(m.debit) OVER sofar, b.posted_credit + sum(m.credit) OVER sofar) AS total
          FROM moves m JOIN ledger_balance b ON b.account_id = m.account_id
        WINDOW sofar AS (PARTITION BY m.account_id ORDER BY m.n)
    ), found (n, rank, line, place, code, details) AS (
        SELECT n, 14, line, place, 'balance_overflow', jsonb_build_object('account', code) FROM running WHERE total > 9223372036854775807
        UNION ALL
        SELECT n, 15, line, place, 'floor_reached', jsonb_build_object('account', code, 'currency', currency, 'floor', floor,
                   'available', (after - change)::text, 'asked', (-change)::text)
          FROM running WHERE after < floor AND change < 0 AND (p_in_order OR at_end < floor)
    )
    SELECT jsonb_agg(jsonb_build_object('n', f.n, 'code', f.code, 'line', f.line) || f.details ORDER BY f.n)
      INTO v_refusals
      FROM (SELECT DISTINCT ON (n) * FROM found ORDER BY n, rank, place) f;
    RETURN v_refusals;
END $$;
