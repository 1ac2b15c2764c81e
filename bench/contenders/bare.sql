-- The bare limit: the ledger's own tables and indexes, rows and balances, and nothing that checks anything.

CREATE SCHEMA bare;
CREATE TABLE bare.request (LIKE ledger_request INCLUDING DEFAULTS INCLUDING INDEXES);
CREATE TABLE bare.entry (LIKE ledger_entry INCLUDING DEFAULTS INCLUDING INDEXES);
CREATE TABLE bare.posting (LIKE ledger_posting INCLUDING DEFAULTS INCLUDING INDEXES);
CREATE TABLE bare.balance (LIKE ledger_balance INCLUDING DEFAULTS INCLUDING INDEXES) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
INSERT INTO bare.balance SELECT * FROM ledger_balance;

-- Accounts are locked in one order here too (cash has the highest id): writers must not wait for each other in a circle. A handful
-- is updated one by one, more by one statement: the faster way of each. Settings of the planner are the ledger's own.
CREATE FUNCTION bare.post(
    p_book bigint, p_key text, p_fingerprint text,
    p_entry_id uuid[], p_effective_on date[], p_journal text[], p_description text[], p_reference text[], p_posting_count integer[],
    p_of integer[], p_line integer[], p_debit bigint[], p_credit bigint[], p_amount bigint[]
) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO bare.request (book_id, idempotency_key, fingerprint, status, entries)
    VALUES (p_book, p_key, p_fingerprint, 'created', p_entry_id);
    INSERT INTO bare.entry (id, book_id, effective_on, posting_count, journal, description, reference)
    SELECT e.id, p_book, e.effective_on, e.posting_count, e.journal, e.description, e.reference
      FROM unnest(p_entry_id, p_effective_on, p_journal, p_description, p_reference, p_posting_count)
           AS e (id, effective_on, journal, description, reference, posting_count);
    INSERT INTO bare.posting (entry_id, line, effective_on, book_id, debit_account_id, credit_account_id, amount, currency)
    SELECT p_entry_id[t.of], t.line, p_effective_on[t.of], p_book, t.debit, t.credit, t.amount, 'EUR'
      FROM unnest(p_of, p_line, p_debit, p_credit, p_amount) AS t (of, line, debit, credit, amount);
    IF cardinality(p_of) <= 8 THEN
        PERFORM bare.move_some(p_debit, p_credit, p_amount);
    ELSE
        PERFORM bare.move_many(p_debit, p_credit, p_amount);
    END IF;
END $$;

CREATE FUNCTION bare.move_some(p_debit bigint[], p_credit bigint[], p_amount bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    delta record;
BEGIN
    FOR delta IN
        SELECT side.account_id, sum(side.debit)::bigint AS debit, sum(side.credit)::bigint AS credit
          FROM unnest(p_debit, p_credit, p_amount) AS t (debit, credit, amount)
               CROSS JOIN LATERAL (VALUES (t.debit, t.amount, 0::bigint), (t.credit, 0, t.amount)) AS side (account_id, debit, credit)
         GROUP BY side.account_id ORDER BY side.account_id
    LOOP
        UPDATE bare.balance b
           SET posted_debit = b.posted_debit + delta.debit, posted_credit = b.posted_credit + delta.credit, version = b.version + 1
         WHERE b.account_id = delta.account_id;
    END LOOP;
END $$;

CREATE FUNCTION bare.move_many(p_debit bigint[], p_credit bigint[], p_amount bigint[]) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    PERFORM FROM bare.balance b WHERE b.account_id = ANY (p_debit || p_credit) ORDER BY b.account_id FOR NO KEY UPDATE;
    UPDATE bare.balance b
       SET posted_debit = b.posted_debit + d.debit, posted_credit = b.posted_credit + d.credit, version = b.version + 1
      FROM (SELECT side.account_id, sum(side.debit)::bigint AS debit, sum(side.credit)::bigint AS credit
              FROM unnest(p_debit, p_credit, p_amount) AS t (debit, credit, amount)
                   CROSS JOIN LATERAL (VALUES (t.debit, t.amount, 0::bigint), (t.credit, 0, t.amount)) AS side (account_id, debit, credit)
             GROUP BY side.account_id) d
     WHERE b.account_id = d.account_id;
END $$;
