-- A live balance is the sum of its postings, reserved and posted.
WITH effect AS (
    SELECT p.debit_account_id, p.credit_account_id,
           CASE WHEN p.phase IN ('posted', 'settles') THEN p.amount ELSE 0 END AS posted,
           CASE p.phase WHEN 'posted' THEN 0 WHEN 'pending' THEN p.amount ELSE -o.amount END AS held
      FROM ledger_posting p
      LEFT JOIN ledger_posting o ON o.entry_id = p.pending_id AND o.line = p.pending_line
), pairs AS (
    SELECT debit_account_id, credit_account_id, sum(posted) AS posted, sum(held) AS held FROM effect GROUP BY 1, 2
), recomputed AS (
    SELECT s.account_id, sum(s.debit) AS debit, sum(s.credit) AS credit, sum(s.held_debit) AS held_debit,
           sum(s.held_credit) AS held_credit
      FROM pairs CROSS JOIN LATERAL (VALUES
          (debit_account_id, posted, 0::numeric, held, 0::numeric), (credit_account_id, 0, posted, 0, held)
      ) AS s (account_id, debit, credit, held_debit, held_credit)
     GROUP BY s.account_id
)
SELECT k.code, 'ledger_balance ' || a.id || ' (' || a.code || ')',
       format('holds %s/%s debited/credited and %s/%s reserved, its postings give %s/%s and %s/%s',
              b.posted_debit, b.posted_credit, b.pending_debit, b.pending_credit,
              coalesce(r.debit, 0), coalesce(r.credit, 0), coalesce(r.held_debit, 0), coalesce(r.held_credit, 0))
  FROM ledger_account a JOIN ledger_book k ON k.id = a.book_id
  LEFT JOIN ledger_balance b ON b.account_id = a.id
  LEFT JOIN recomputed r ON r.account_id = a.id
 WHERE NOT a.folded
   AND (b.posted_debit, b.posted_credit, b.pending_debit, b.pending_credit) IS DISTINCT FROM
       (coalesce(r.debit, 0), coalesce(r.credit, 0), coalesce(r.held_debit, 0), coalesce(r.held_credit, 0))
 ORDER BY a.id
