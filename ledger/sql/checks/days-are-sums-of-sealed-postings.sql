-- What an account moved in a day is the sum of its sealed postings of that day.
WITH pairs AS (
    SELECT p.book_id, p.effective_on AS day, p.debit_account_id, p.credit_account_id, sum(p.amount) AS amount
      FROM ledger_seal_entry s JOIN ledger_posting p ON p.entry_id = s.entry_id
     WHERE p.phase IN ('posted', 'settles')
     GROUP BY p.book_id, p.effective_on, p.debit_account_id, p.credit_account_id
), recomputed AS (
    SELECT side.account_id, t.day, t.book_id, sum(side.debit) AS debit, sum(side.credit) AS credit
      FROM pairs t CROSS JOIN LATERAL (VALUES (t.debit_account_id, t.amount, 0::numeric), (t.credit_account_id, 0, t.amount))
        AS side (account_id, debit, credit)
     GROUP BY side.account_id, t.day, t.book_id
)
SELECT coalesce(k.code, '?'), format('ledger_day_movement %s (%s) %s', account_id, coalesce(a.code, '?'), day),
       format('holds %s/%s debited/credited, its sealed postings give %s/%s',
              coalesce(m.debit, 0), coalesce(m.credit, 0), coalesce(r.debit, 0), coalesce(r.credit, 0))
  FROM ledger_day_movement m FULL JOIN recomputed r USING (account_id, day)
  LEFT JOIN ledger_account a ON a.id = account_id
  LEFT JOIN ledger_book k ON k.id = coalesce(m.book_id, r.book_id)
 WHERE (m.debit, m.credit, m.book_id) IS DISTINCT FROM (r.debit, r.credit, r.book_id)
 ORDER BY account_id, day
