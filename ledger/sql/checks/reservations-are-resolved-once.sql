-- What settles or voids a reservation has its accounts and at most its amount, settles before its day, and is alone to resolve it.
SELECT k.code, 'ledger_posting ' || p.entry_id || '/' || p.line, 'it does not fit the reservation that it resolves'
  FROM ledger_posting p JOIN ledger_book k ON k.id = p.book_id
  LEFT JOIN ledger_posting o ON o.entry_id = p.pending_id AND o.line = p.pending_line
 WHERE p.phase IN ('settles', 'voids')
   AND (o.phase IS DISTINCT FROM 'pending' OR p.amount > o.amount OR (p.phase = 'voids' AND p.amount <> o.amount)
        OR (p.phase = 'settles' AND p.effective_on >= o.expires_on)
        OR (o.book_id, o.debit_account_id, o.credit_account_id, o.currency)
           IS DISTINCT FROM (p.book_id, p.debit_account_id, p.credit_account_id, p.currency)
        OR EXISTS (SELECT FROM ledger_posting other WHERE other.pending_id = p.pending_id
                   AND other.pending_line = p.pending_line AND (other.entry_id, other.line) <> (p.entry_id, p.line)))
 ORDER BY p.entry_id, p.line
