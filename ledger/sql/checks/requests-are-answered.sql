-- Every request is of a book, under a key, and has its answer; the entries that it says were created exist.
SELECT coalesce(k.code, '?'), 'ledger_request ' || r.idempotency_key, 'it is of no book, has no key or no answer, or an entry that it made is missing'
  FROM ledger_request r LEFT JOIN ledger_book k ON k.id = r.book_id
 WHERE k.id IS NULL OR length(r.idempotency_key) NOT BETWEEN 1 AND 200 OR (r.status IN ('created', 'refused')) IS NOT TRUE
    OR (r.status = 'created' AND EXISTS (
        SELECT FROM unnest(r.entries) WITH ORDINALITY AS made (id, n)
         WHERE NOT EXISTS (SELECT FROM ledger_entry e WHERE e.id = made.id AND e.book_id = r.book_id)
           AND NOT coalesce(r.refusals, '[]') @> jsonb_build_array(jsonb_build_object('n', made.n))))
 ORDER BY r.recorded_at, r.idempotency_key
