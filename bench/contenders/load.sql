-- Entries of two postings each for one debited account, written by the owner in one statement, every guard at work.
-- {first} and {last} number them, of {total} that are spread over three years; without {debited} each has one of 250 loans.
WITH book AS MATERIALIZED (
    SELECT k.id, (SELECT a.id FROM ledger_account a WHERE a.book_id = k.id AND a.code = {debited}::text) AS debited,
           ARRAY(SELECT a.id FROM ledger_account a WHERE a.book_id = k.id AND a.code LIKE '2748-%' ORDER BY a.id) AS debtors,
           ARRAY(SELECT a.id FROM ledger_account a WHERE a.book_id = k.id AND a.code LIKE '4551-%' ORDER BY a.id) AS credited
      FROM ledger_book k WHERE k.code = 'bench'
), made AS MATERIALIZED (
    SELECT n, uuidv7() AS id, DATE '2023-01-01' + (n * 1095 / {total})::integer AS day FROM generate_series({first}::bigint, {last}::bigint) AS n
), postings AS (
    INSERT INTO ledger_posting (entry_id, line, effective_on, book_id, debit_account_id, credit_account_id, amount, currency)
    SELECT m.id, l.line, m.day, b.id, coalesce(b.debited, b.debtors[1 + m.n % 250]), b.credited[1 + (m.n * 7 + l.line * 131) % 250],
           100 + (m.n * 7919) % 100000, 'EUR'
      FROM book b CROSS JOIN made m CROSS JOIN (VALUES (1), (2)) AS l (line)
)
INSERT INTO ledger_entry (id, book_id, effective_on, posting_count, journal, description, reference)
SELECT m.id, b.id, m.day, 2, 'BQ', 'Remboursement prêt ' || m.n % 1000, 'VIR-' || lpad(m.n::text, 7, '0') FROM book b CROSS JOIN made m;
