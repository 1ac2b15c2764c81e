-- A sealed entry bears the fiscal year of its date, and an exported year is marked.
SELECT k.code, 'ledger_seal_entry ' || s.entry_id, format('dated %s, numbered in %s', e.effective_on, s.fiscal_year)
  FROM ledger_seal_entry s JOIN ledger_entry e ON e.id = s.entry_id JOIN ledger_book k ON k.id = s.book_id
 WHERE s.fiscal_year <> ledger_fiscal_year_of(s.book_id, e.effective_on)
UNION ALL
SELECT k.code, 'ledger_fiscal_year ' || y.id, 'its mark is not that of its first export'
  FROM ledger_fiscal_year y JOIN ledger_book k ON k.id = y.book_id
 WHERE y.exported_at IS DISTINCT FROM (SELECT min(x.at) FROM ledger_fiscal_year_export x WHERE x.fiscal_year_id = y.id)
