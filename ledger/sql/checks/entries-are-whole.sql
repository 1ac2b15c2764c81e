-- An entry has the postings that it announces, numbered from 1.
SELECT k.code, 'ledger_entry ' || e.id, format('announces %s postings, has %s', e.posting_count, coalesce(p.postings, 0))
  FROM ledger_entry e JOIN ledger_book k ON k.id = e.book_id
  LEFT JOIN (SELECT entry_id, count(*) AS postings, min(line) AS first, max(line) AS last
               FROM ledger_posting GROUP BY entry_id) p ON p.entry_id = e.id
 WHERE (e.posting_count, 1, e.posting_count) IS DISTINCT FROM (p.postings, p.first, p.last)
 ORDER BY e.recorded_xid, e.id
