-- Entries of two postings each for one debited account, written by the owner in bulk, every guard at work.
-- {first} and {last} number them, of {total} that are spread over three years; without {debited} each has one of 250 loans.
DO $$
DECLARE
    v_book bigint := (SELECT id FROM ledger_book WHERE code = 'bench');
    v_debited bigint := (SELECT id FROM ledger_account WHERE book_id = v_book AND code = {debited});
    v_credited bigint[] := ARRAY(SELECT id FROM ledger_account WHERE book_id = v_book AND code LIKE '4551-%' ORDER BY id);
    v_debtors bigint[] := ARRAY(SELECT id FROM ledger_account WHERE book_id = v_book AND code LIKE '2748-%' ORDER BY id);
BEGIN
    CREATE TEMPORARY TABLE made ON COMMIT DROP AS
        SELECT n, uuidv7() AS id, DATE '2023-01-01' + (n * 1095 / {total})::integer AS day FROM generate_series({first}::bigint, {last}::bigint) AS n;
    INSERT INTO ledger_entry (id, book_id, effective_on, posting_count, journal, description, reference)
    SELECT m.id, v_book, m.day, 2, 'BQ', 'Remboursement prêt ' || m.n % 1000, 'VIR-' || lpad(m.n::text, 7, '0') FROM made m;
    INSERT INTO ledger_posting (entry_id, line, effective_on, book_id, debit_account_id, credit_account_id, amount, currency)
    SELECT m.id, l.line, m.day, v_book, coalesce(v_debited, v_debtors[1 + m.n % 250]), v_credited[1 + (m.n * 7 + l.line * 131) % 250],
           100 + (m.n * 7919) % 100000, 'EUR'
      FROM made m CROSS JOIN (VALUES (1), (2)) AS l (line);
END $$;
