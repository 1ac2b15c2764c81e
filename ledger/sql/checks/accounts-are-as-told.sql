-- What an account is now is what the events of its trail made of it.
WITH told AS (
    SELECT v.account_id, jsonb_object_agg(v.key, v.value ORDER BY v.id) AS last
      FROM (SELECT e.id, e.account_id, changed.key, changed.value
              FROM ledger_account_event e CROSS JOIN LATERAL jsonb_each(e.after) AS changed) v
     GROUP BY v.account_id
)
SELECT k.code, 'ledger_account ' || a.id || ' (' || a.code || ')',
       format('it is %s, its events say %s', ledger_account_told(a), coalesce(told.last::text, 'nothing'))
  FROM ledger_account a JOIN ledger_book k ON k.id = a.book_id LEFT JOIN told ON told.account_id = a.id
 WHERE told.last IS DISTINCT FROM ledger_account_told(a)
 ORDER BY a.id
