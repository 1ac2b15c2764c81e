-- Large imports: rows that COPY put down are posted in one call, as `ledger_post` would post them.

-- Empties the staging tables and keeps them for this transaction: one import at a time, and nobody else writes there.
-- Not by TRUNCATE: it gives an unlogged table a new file, and where that is taken back in the moment before a crash PostgreSQL may
-- find the file there when it recovers, and not start again.
CREATE FUNCTION ledger_begin_staging() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(27751);
    LOCK TABLE ledger_staged_entry, ledger_staged_posting IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM ledger_staged_entry;
    DELETE FROM ledger_staged_posting;
END $$;

-- Posts what is staged straight from its tables where nothing is in the way; else asks `ledger_post` entry by entry, which says what is.
CREATE FUNCTION ledger_post_staged(
    p_book text, p_key text, p_fingerprint text, p_mode text, p_code text[],
    OUT status text, OUT entries uuid[], OUT refusals jsonb, OUT balances jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    v_book bigint := (SELECT k.id FROM ledger_book k WHERE k.code = p_book);
    v_account bigint[] := ledger_accounts_of(v_book, p_code);
BEGIN
    PERFORM pg_advisory_xact_lock_shared(27749, v_book::integer);
    PERFORM FROM ledger_request r WHERE r.book_id = v_book AND r.idempotency_key = p_key;
    IF NOT FOUND AND v_book IS NOT NULL THEN
        BEGIN
            IF p_mode = 'each' THEN
                PERFORM ledger_lock_balances(v_account);
            END IF;
            IF p_mode <> 'each' OR (SELECT ledger_floors_hold_in_any_order(v_account, array_agg(p.debit), array_agg(p.credit), array_agg(p.amount))
                                      FROM ledger_staged_posting p) THEN
                WITH postings AS (
                    INSERT INTO ledger_posting (entry_id, line, effective_on, book_id, debit_account_id, credit_account_id, amount, currency,
                                                phase, expires_on)
                    SELECT p.entry_id, p.line, p.effective_on, v_book, v_account[p.debit], v_account[p.credit], p.amount, p.currency,
                           p.phase, p.expires_on
                      FROM ledger_staged_posting p
                )
                INSERT INTO ledger_entry (id, book_id, effective_on, posting_count, journal, kind, description, reference, source, metadata)
                SELECT e.id, v_book, e.effective_on, e.posting_count, e.journal, e.kind, e.description, e.reference, e.source, e.metadata
                  FROM ledger_staged_entry e;
                status := 'created';
                balances := ledger_balances_of(p_code, v_account);
                INSERT INTO ledger_request (book_id, idempotency_key, fingerprint, status, entries, balances)
                SELECT v_book, p_key, p_fingerprint, 'created', array_agg(e.id ORDER BY e.number), ledger_post_staged.balances FROM ledger_staged_entry e;
                RETURN;
            END IF;
        EXCEPTION WHEN integrity_constraint_violation OR not_null_violation OR foreign_key_violation OR unique_violation
                    OR check_violation OR numeric_value_out_of_range THEN
            NULL;
        END;
    END IF;

    -- In the order in which they were drafted: rows that take the room of deleted ones are not read in it.
    SELECT answer.* INTO status, entries, refusals, balances
      FROM (SELECT array_agg(e.id) AS id, array_agg(e.effective_on) AS effective_on, array_agg(e.journal) AS journal,
                   array_agg(e.kind) AS kind, array_agg(e.description) AS description, array_agg(e.reference) AS reference,
                   array_agg(e.source) AS source, array_agg(e.metadata) AS metadata,
                   array_agg(e.posting_count::integer) AS posting_count
              FROM (SELECT * FROM ledger_staged_entry ORDER BY number) e) e,
           (SELECT array_agg(p.entry_number) AS of, array_agg(p.line::integer) AS line, array_agg(p.debit) AS debit,
                   array_agg(p.credit) AS credit, array_agg(p.currency) AS currency, array_agg(p.amount) AS amount,
                   array_agg(p.phase) AS phase, array_agg(p.expires_on) AS expires_on
              FROM (SELECT * FROM ledger_staged_posting ORDER BY entry_number, line) p) p,
           LATERAL ledger_post(
               p_book, p_key, p_fingerprint, p_mode, e.id, e.effective_on, e.journal, e.kind, e.description, e.reference, e.source,
               e.metadata, NULL, e.posting_count, p_code, p.of, p.line, p.debit, p.credit, p.currency, p.amount, p.phase, NULL, NULL,
               p.expires_on) AS answer;
END $$;
