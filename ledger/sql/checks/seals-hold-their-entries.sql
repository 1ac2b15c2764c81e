-- A seal's root is that of its entries, all of them, each at its place.
WITH held AS (
    SELECT s.book_id, s.batch_number AS number, count(*) AS entries, min(s.position) AS first, max(s.position) AS last,
           ledger_merkle_root(string_agg(s.leaf_hash, ''::bytea ORDER BY s.position)) AS root
      FROM ledger_seal_entry s GROUP BY s.book_id, s.batch_number
)
SELECT coalesce(k.code, '?'), 'ledger_seal_batch ' || number,
       CASE WHEN b.entry_count IS NULL THEN 'its entries are sealed and the seal is missing'
            WHEN (h.entries, h.first, h.last) IS DISTINCT FROM (b.entry_count::bigint, 0, b.entry_count - 1)
            THEN format('it was made of %s entries, %s are there', b.entry_count, coalesce(h.entries, 0))
            ELSE 'its root is not that of its entries' END
  FROM ledger_seal_batch b FULL JOIN held h USING (book_id, number) LEFT JOIN ledger_book k ON k.id = book_id
 WHERE (h.entries, h.first, h.last, h.root) IS DISTINCT FROM (b.entry_count::bigint, 0, b.entry_count - 1, b.merkle_root)
 ORDER BY book_id, number
