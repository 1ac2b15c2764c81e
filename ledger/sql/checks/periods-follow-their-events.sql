-- A period is open or closed as its last event left it, and while it was closed its entries stayed as many.
WITH told AS (
    SELECT v.*, lead(v.act) OVER sequence AS next_act, lead(v.entry_count) OVER sequence AS next_count
      FROM ledger_period_event v WINDOW sequence AS (PARTITION BY v.period_id ORDER BY v.id)
), counted AS (
    SELECT t.*, CASE WHEN t.next_act IS NULL THEN (
               SELECT count(*) FROM ledger_entry e WHERE e.book_id = t.book_id AND e.effective_on BETWEEN t.starts_on AND t.ends_on)
           ELSE t.next_count END AS found_count
      FROM told t WHERE t.act = 'closed'
)
SELECT k.code, 'ledger_period ' || p.id, 'it is not as its last event left it'
  FROM ledger_period p JOIN ledger_book k ON k.id = p.book_id
  LEFT JOIN told t ON t.period_id = p.id AND t.next_act IS NULL
 WHERE (CASE t.act WHEN 'closed' THEN t.at END) IS DISTINCT FROM p.closed_at OR t.id IS NULL
    OR (t.book_id, t.starts_on, t.ends_on) IS DISTINCT FROM (p.book_id, p.starts_on, p.ends_on)
UNION ALL
SELECT k.code, 'ledger_period ' || c.period_id, format('it was closed with %s entries and has %s', c.entry_count, c.found_count)
  FROM counted c JOIN ledger_book k ON k.id = c.book_id
 WHERE c.entry_count <> c.found_count
