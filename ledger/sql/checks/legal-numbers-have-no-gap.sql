-- Legal numbers count from 1 without a gap in each journal and fiscal year, in the order in which entries were sealed.
SELECT coalesce(k.code, '?'), 'ledger_entry ' || s.entry_id,
       format('%s-%s-%s stands where %s is due', s.journal, s.fiscal_year, s.legal_number, s.expected)
  FROM (
    SELECT o.*, row_number() OVER (PARTITION BY o.book_id, o.journal, o.fiscal_year ORDER BY o.batch_number, o.position) AS expected
      FROM ledger_seal_entry o
  ) s LEFT JOIN ledger_book k ON k.id = s.book_id
 WHERE s.legal_number <> s.expected
 ORDER BY s.book_id, s.batch_number, s.position
