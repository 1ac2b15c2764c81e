-- For every book and currency, debits equal credits.
SELECT k.code, 'ledger_book ' || k.id, format('%s: debits %s, credits %s', b.currency, sum(b.posted_debit), sum(b.posted_credit))
  FROM ledger_balance b JOIN ledger_book k ON k.id = b.book_id
 GROUP BY k.code, k.id, b.currency
HAVING sum(b.posted_debit) <> sum(b.posted_credit) OR sum(b.pending_debit) <> sum(b.pending_credit)
 ORDER BY k.id
