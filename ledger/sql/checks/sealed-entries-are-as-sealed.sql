-- Every sealed entry, with its postings, accounts, legal number and place, is to the letter what was sealed.
SELECT coalesce(k.code, '?'), 'ledger_entry ' || l.entry_id,
       format('sealed in batch %s at position %s, and no longer what was sealed', l.batch_number, l.position)
  FROM ledger_leaves() l LEFT JOIN ledger_book k ON k.id = l.book_id
 WHERE l.stored_hash <> ledger_leaf_hash(l.leaf_text)
 ORDER BY l.book_id, l.batch_number, l.position
