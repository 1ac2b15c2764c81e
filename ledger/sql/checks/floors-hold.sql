-- No account with a floor is below it, reservations included; its balance row carries what is available, its floor, side and status.
SELECT k.code, 'ledger_balance ' || a.id || ' (' || a.code || ')',
       format('available %s, told as %s, floor %s, the account says floor %s, %s, %s',
              b.sign * (b.posted_debit - b.posted_credit) - CASE b.sign WHEN 1 THEN b.pending_credit ELSE b.pending_debit END,
              b.available, b.floor, a.floor, a.nature, a.status)
  FROM ledger_balance b JOIN ledger_account a ON a.id = b.account_id JOIN ledger_book k ON k.id = a.book_id
 WHERE b.sign * (b.posted_debit - b.posted_credit) - CASE b.sign WHEN 1 THEN b.pending_credit ELSE b.pending_debit END < b.floor
    OR b.available <> b.sign * (b.posted_debit - b.posted_credit) - CASE b.sign WHEN 1 THEN b.pending_credit ELSE b.pending_debit END
    OR b.floor IS DISTINCT FROM a.floor OR b.open <> (a.status = 'open') OR b.currency <> a.currency
    OR b.book_id <> a.book_id
    OR b.sign <> CASE WHEN a.nature IN ('asset', 'expense', 'memo') THEN 1 ELSE -1 END
 ORDER BY a.id
