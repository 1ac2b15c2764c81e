-- Every entry that was recorded below the horizon of its book's last seal is sealed.
SELECT k.code, 'ledger_entry ' || e.id, format('recorded in transaction %s, below the horizon %s, and not sealed', e.recorded_xid, k.horizon)
  FROM (SELECT o.id, o.code, ledger_sealed_horizon(o.id) AS horizon FROM ledger_book o OFFSET 0) k
  JOIN ledger_entry e ON e.book_id = k.id AND e.recorded_xid < k.horizon
 WHERE NOT EXISTS (SELECT FROM ledger_seal_entry s WHERE s.entry_id = e.id)
 ORDER BY k.id, e.recorded_xid, e.id
