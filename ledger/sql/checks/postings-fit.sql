-- A posting has the book and date of its entry, joins two accounts of that book and of its own currency, and is what its phase says.
SELECT coalesce(k.code, '?'), 'ledger_posting ' || p.entry_id || '/' || p.line,
       CASE WHEN e.id IS NULL THEN 'its entry is missing'
            WHEN (p.book_id, p.effective_on) IS DISTINCT FROM (e.book_id, e.effective_on) THEN 'its entry has another book or date'
            WHEN p.amount <= 0 OR p.debit_account_id = p.credit_account_id THEN 'it moves nothing'
            WHEN NOT phase.fits THEN 'it reserves or resolves what its phase does not'
            ELSE 'an account is missing, or of another book or currency' END
  FROM ledger_posting p
  LEFT JOIN ledger_entry e ON e.id = p.entry_id
  LEFT JOIN ledger_book k ON k.id = p.book_id
  LEFT JOIN ledger_account d ON d.id = p.debit_account_id
  LEFT JOIN ledger_account c ON c.id = p.credit_account_id
  CROSS JOIN LATERAL (
      SELECT CASE WHEN p.phase IN ('posted', 'pending')
                  THEN p.pending_id IS NULL AND p.pending_line IS NULL AND (p.expires_on IS NULL OR p.phase = 'pending')
                  ELSE p.phase IN ('settles', 'voids') AND p.pending_id IS NOT NULL AND p.pending_line IS NOT NULL AND p.expires_on IS NULL
             END AS fits) phase
 WHERE e.id IS NULL OR (p.book_id, p.effective_on) IS DISTINCT FROM (e.book_id, e.effective_on)
    OR p.amount <= 0 OR p.debit_account_id = p.credit_account_id OR NOT phase.fits
    OR (d.book_id, d.currency) IS DISTINCT FROM (p.book_id, p.currency)
    OR (c.book_id, c.currency) IS DISTINCT FROM (p.book_id, p.currency)
 ORDER BY p.entry_id, p.line
