-- A sealed entry bears the fiscal year of its date, and an exported year is marked.
WITH days AS MATERIALIZED (
    SELECT DISTINCT s.book_id, s.fiscal_year, e.effective_on FROM ledger_seal_entry s JOIN ledger_entry e ON e.id = s.entry_id
), wrong AS MATERIALIZED (
    SELECT * FROM days d WHERE d.fiscal_year <> ledger_fiscal_year_of(d.book_id, d.effective_on)
)
SELECT k.code, 'ledger_seal_entry ' || s.entry_id, format('dated %s, numbered in %s', e.effective_on, s.fiscal_year)
  FROM wrong w JOIN ledger_seal_entry s ON s.book_id = w.book_id AND s.fiscal_year = w.fiscal_year
  JOIN ledger_entry e ON e.id = s.entry_id AND e.effective_on = w.effective_on JOIN ledger_book k ON k.id = s.book_id
UNION ALL
SELECT k.code, 'ledger_fiscal_year ' || y.id, 'its mark is not that of its first export'
  FROM ledger_fiscal_year y JOIN ledger_book k ON k.id = y.book_id
 WHERE y.exported_at IS DISTINCT FROM (SELECT min(x.at) FROM ledger_fiscal_year_export x WHERE x.fiscal_year_id = y.id)
