-- Nothing entered a period after it was closed.
SELECT k.code, 'ledger_entry ' || e.id, format('dated %s, recorded after that period was closed', e.effective_on)
  FROM ledger_period p JOIN ledger_book k ON k.id = p.book_id
  JOIN ledger_entry e ON e.book_id = p.book_id AND e.effective_on BETWEEN p.starts_on AND p.ends_on
 WHERE e.recorded_at > p.closed_at
 ORDER BY e.recorded_xid, e.id
