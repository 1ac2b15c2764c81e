-- A reversal mirrors its entry line by line, and an entry is reversed at most once.
SELECT k.code, 'ledger_entry ' || r.id, 'it is not the one mirror of ' || r.reverses_id
  FROM ledger_entry r JOIN ledger_book k ON k.id = r.book_id
  LEFT JOIN ledger_entry e ON e.id = r.reverses_id AND e.book_id = r.book_id
 WHERE r.reverses_id IS NOT NULL
   AND (e.posting_count IS DISTINCT FROM r.posting_count
        OR EXISTS (SELECT FROM ledger_entry other WHERE other.reverses_id = r.reverses_id AND other.id <> r.id)
        OR (SELECT count(*) FROM ledger_posting o JOIN ledger_posting m
                ON m.entry_id = r.id AND m.line = o.line AND m.amount = o.amount AND m.currency = o.currency
               AND m.debit_account_id = o.credit_account_id AND m.credit_account_id = o.debit_account_id
             WHERE o.entry_id = r.reverses_id) <> r.posting_count)
 ORDER BY r.recorded_xid, r.id
