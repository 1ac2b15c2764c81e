-- The only way in for the application: one call, one round trip, whatever the number of entries.

-- All of a batch or nothing: gives null when it is written, else why not.
-- The first attempt locks nothing early and lets the guards judge; when one of them objects the batch is undone, its balances are
-- locked in the order of everybody, and what is in the way is told exactly, or the batch is written under those locks.
CREATE FUNCTION ledger_write_batch(
    p_book bigint, p_in_order boolean,
    p_entry_id uuid[], p_effective_on date[], p_journal text[], p_kind text[], p_description text[], p_reference text[],
    p_source text[], p_metadata jsonb[], p_reverses uuid[], p_posting_count integer[],
    p_of integer[], p_line integer[], p_debit text[], p_credit text[], p_currency text[], p_amount bigint[], p_phase text[],
    p_pending_id uuid[], p_pending_line integer[], p_expires_on date[]
) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    -- What is being reversed must be looked at first: its mirror is only judged at commit. So must what is being resolved: who holds
    -- the key of a reservation and waits for its balances would wait for ever for who holds these and waits for that key.
    v_careful boolean := p_in_order OR cardinality(array_remove(p_reverses || p_pending_id, NULL)) > 0;
    v_refusals jsonb;
BEGIN
    LOOP
        IF v_careful THEN
            PERFORM ledger_lock_balances(p_book, p_debit || p_credit);
            v_refusals := ledger_refusals(
                p_book, p_in_order, p_entry_id, p_effective_on, p_reverses,
                p_of, p_line, p_debit, p_credit, p_currency, p_amount, p_phase, p_pending_id, p_pending_line);
            IF v_refusals IS NOT NULL THEN
                RETURN v_refusals;
            END IF;
        END IF;
        BEGIN
            INSERT INTO ledger_entry (id, book_id, effective_on, posting_count, journal, kind, description, reference, source,
                                      metadata, reverses_id)
            SELECT e.id, p_book, e.effective_on, e.posting_count, e.journal, e.kind, e.description, e.reference, e.source,
                   e.metadata, e.reverses
              FROM unnest(p_entry_id, p_effective_on, p_posting_count, p_journal, p_kind, p_description, p_reference, p_source,
                          p_metadata, p_reverses)
                   AS e (id, effective_on, posting_count, journal, kind, description, reference, source, metadata, reverses);
            -- An unknown account gives a null here, which its column refuses.
            INSERT INTO ledger_posting (entry_id, line, effective_on, book_id, debit_account_id, credit_account_id, amount, currency,
                                        phase, pending_id, pending_line, expires_on)
            SELECT p.id, p.line, p.effective_on, p_book,
                   (SELECT a.id FROM ledger_account a WHERE a.book_id = p_book AND a.code = p.debit),
                   (SELECT a.id FROM ledger_account a WHERE a.book_id = p_book AND a.code = p.credit),
                   p.amount, p.currency, p.phase, p.pending_id, p.pending_line, p.expires_on
              FROM (SELECT p_entry_id[t.of] AS id, p_effective_on[t.of] AS effective_on, t.*
                      FROM unnest(p_of, p_line, p_debit, p_credit, p_amount, p_currency, p_phase,
                                  p_pending_id, p_pending_line, p_expires_on)
                           AS t (of, line, debit, credit, amount, currency, phase, pending_id, pending_line, expires_on)) p;
            RETURN NULL;
        EXCEPTION WHEN integrity_constraint_violation OR not_null_violation OR foreign_key_violation OR unique_violation
                    OR check_violation OR numeric_value_out_of_range THEN
            IF v_careful THEN
                RAISE;
            END IF;
        END;
        v_careful := true;
    END LOOP;
END $$;

CREATE FUNCTION ledger_lock_balances(p_book bigint, p_code text[]) RETURNS void
LANGUAGE sql SET search_path = public, pg_temp AS $$
    SELECT FROM ledger_balance b
     WHERE b.account_id = ANY (ARRAY(SELECT a.id FROM ledger_account a WHERE a.book_id = p_book AND a.code = ANY (p_code)))
     ORDER BY b.hot, b.account_id FOR NO KEY UPDATE
$$;

-- What the accounts of a batch hold, signed by nature: {code: [minor units, currency]}.
CREATE FUNCTION ledger_balances_of(p_book bigint, p_code text[]) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(jsonb_object_agg(a.code, jsonb_build_array((b.sign * (b.posted_debit - b.posted_credit))::text, b.currency)), '{}')
      FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
     WHERE a.book_id = p_book AND a.code = ANY (p_code)
$$;

CREATE FUNCTION ledger_post(
    p_book text, p_key text, p_fingerprint text, p_mode text,
    p_entry_id uuid[], p_effective_on date[], p_journal text[], p_kind text[], p_description text[], p_reference text[],
    p_source text[], p_metadata jsonb[], p_reverses uuid[], p_posting_count integer[],
    p_of integer[], p_line integer[], p_debit text[], p_credit text[], p_currency text[], p_amount bigint[], p_phase text[],
    p_pending_id uuid[], p_pending_line integer[], p_expires_on date[],
    OUT status text, OUT entries uuid[], OUT refusals jsonb, OUT balances jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_book bigint := (SELECT k.id FROM ledger_book k WHERE k.code = p_book);
    v_request ledger_request%ROWTYPE;
    v_one jsonb;
    v_first integer := 1;
    v_last integer;
BEGIN
    IF v_book IS NULL THEN
        status := 'book_unknown';
        RETURN;
    END IF;
    IF p_mode NOT IN ('atomic', 'each') THEN
        RAISE EXCEPTION 'mode % is neither atomic nor each', p_mode USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF cardinality(p_entry_id) NOT BETWEEN 1 AND 10000 OR cardinality(p_of) NOT BETWEEN 1 AND 30000 THEN
        RAISE EXCEPTION 'a call holds 1 to 10000 entries and 1 to 30000 postings; % and % were given', cardinality(p_entry_id), cardinality(p_of)
            USING ERRCODE = 'program_limit_exceeded';
    END IF;

    -- 1. The key. A concurrent call with the same one waits here until this one is committed or undone.
    INSERT INTO ledger_request (book_id, idempotency_key, fingerprint) VALUES (v_book, p_key, p_fingerprint) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        SELECT * INTO STRICT v_request FROM ledger_request r WHERE r.book_id = v_book AND r.idempotency_key = p_key;
        status := CASE WHEN v_request.fingerprint = p_fingerprint THEN 'exists' ELSE 'exists_with_different_request' END;
        IF status = 'exists' THEN
            entries := v_request.entries;
            refusals := v_request.refusals;
            balances := v_request.balances;
        END IF;
        RETURN;
    END IF;

    -- 2. The period: shared lock, then (in the statements that follow, each with a snapshot of its own) whether it is closed.
    PERFORM pg_advisory_xact_lock_shared(27749, v_book::integer);

    -- 3 to 5. Entries, postings, and in the trigger of postings the balances.
    entries := p_entry_id;
    refusals := ledger_write_batch(
        v_book, p_mode = 'each' AND cardinality(p_entry_id) > 1,
        p_entry_id, p_effective_on, p_journal, p_kind, p_description, p_reference, p_source, p_metadata, p_reverses, p_posting_count,
        p_of, p_line, p_debit, p_credit, p_currency, p_amount, p_phase, p_pending_id, p_pending_line, p_expires_on);
    status := CASE WHEN refusals IS NULL THEN 'created' ELSE 'refused' END;
    IF refusals IS NOT NULL AND p_mode = 'each' AND cardinality(p_entry_id) > 1 THEN
        -- One at a time, under the locks already taken. Postings are grouped by entry, in the order of entries.
        refusals := '[]';
        FOR n IN 1 .. cardinality(p_entry_id) LOOP
            v_last := v_first + p_posting_count[n] - 1;
            v_one := ledger_write_batch(
                v_book, false, p_entry_id[n:n], p_effective_on[n:n], p_journal[n:n], p_kind[n:n], p_description[n:n], p_reference[n:n],
                p_source[n:n], p_metadata[n:n], p_reverses[n:n], p_posting_count[n:n],
                array_fill(1, ARRAY[p_posting_count[n]]), p_line[v_first:v_last], p_debit[v_first:v_last], p_credit[v_first:v_last],
                p_currency[v_first:v_last], p_amount[v_first:v_last], p_phase[v_first:v_last],
                p_pending_id[v_first:v_last], p_pending_line[v_first:v_last], p_expires_on[v_first:v_last]);
            IF v_one IS NULL THEN
                status := 'created';
            ELSE
                refusals := refusals || jsonb_set(v_one, '{0,n}', to_jsonb(n));
            END IF;
            v_first := v_last + 1;
        END LOOP;
    END IF;

    -- 6. The answer, remembered under its key.
    balances := ledger_balances_of(v_book, p_debit || p_credit);
    UPDATE ledger_request r
       SET status = ledger_post.status, entries = ledger_post.entries, refusals = ledger_post.refusals, balances = ledger_post.balances
     WHERE r.book_id = v_book AND r.idempotency_key = p_key;
END $$;
