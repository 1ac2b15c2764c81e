-- An account stands under a collective one that its code goes on from, in the same statement; a closed one holds nothing.
SELECT k.code, 'ledger_account ' || a.id || ' (' || a.code || ')',
       CASE WHEN a.status = 'closed' AND p.id IS NULL THEN 'it is closed and holds money' ELSE 'it does not stand under ' || p.code END
  FROM ledger_account a JOIN ledger_book k ON k.id = a.book_id
  LEFT JOIN ledger_account p ON p.id = a.parent_id
    AND (p.book_id <> a.book_id OR NOT ledger_stands_under(a.code, a.nature, p.code, p.nature)
         OR (p.status = 'closed' AND a.status <> 'closed'))
  LEFT JOIN ledger_balance b ON b.account_id = a.id
 WHERE p.id IS NOT NULL
    OR (a.status = 'closed' AND (b.posted_debit <> b.posted_credit OR b.pending_debit <> 0 OR b.pending_credit <> 0))
 ORDER BY a.id
