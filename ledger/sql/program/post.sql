-- The only way in for the application: one call, one round trip, whatever the number of entries. `entries` is given back only for a
-- request that was answered before: who asks for the first time knows its ids.
-- Plans are generic and by index: every look-up here is by key, and planning anew costs more than any plan could save.

-- All of a batch or nothing: gives null when it is written, else why not.
-- The first attempt locks nothing early and lets the guards judge; when one of them objects the batch is undone, its balances are
-- locked in the order of everybody, and what is in the way is told exactly, or the batch is written under those locks.
-- Postings name their accounts by their places in the list of codes; `p_account` has the ids of that list, 0 for an unknown code.
-- A column that is null has its default in every row.
CREATE FUNCTION ledger_write_batch(
    p_book bigint, p_in_order boolean, p_code text[], p_account bigint[],
    p_entry_id uuid[], p_effective_on date[], p_journal text[], p_kind text[], p_description text[], p_reference text[],
    p_source text[], p_metadata jsonb[], p_reverses uuid[], p_posting_count integer[],
    p_of integer[], p_line integer[], p_debit integer[], p_credit integer[], p_currency text[], p_amount bigint[], p_phase text[],
    p_pending_id uuid[], p_pending_line integer[], p_expires_on date[]
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    -- What is being reversed must be looked at first: its mirror is judged after balances have moved. So must what is being resolved:
    -- who holds the key of a reservation and waits for its balances would wait for ever for who holds these and waits for that key.
    v_careful boolean := p_in_order OR coalesce(cardinality(array_remove(p_reverses || p_pending_id, NULL)) > 0, false);
    v_refusals jsonb;
BEGIN
    LOOP
        IF v_careful THEN
            PERFORM ledger_lock_balances(p_account);
            v_refusals := ledger_refusals(
                p_book, p_in_order, p_entry_id, p_effective_on, p_reverses,
                p_of, p_line, ledger_codes_at(p_code, p_debit), ledger_codes_at(p_code, p_credit), p_currency, p_amount,
                coalesce(p_phase, array_fill('posted'::text, ARRAY[cardinality(p_of)])), p_pending_id, p_pending_line);
            IF v_refusals IS NOT NULL THEN
                RETURN v_refusals;
            END IF;
        END IF;
        BEGIN
            -- One statement: the entry's trigger, which is judged first, sees the postings.
            WITH postings AS (
                INSERT INTO ledger_posting (entry_id, line, effective_on, book_id, debit_account_id, credit_account_id, amount, currency,
                                            phase, pending_id, pending_line, expires_on)
                SELECT p_entry_id[p.of], p.line, p_effective_on[p.of], p_book, p_account[p.debit], p_account[p.credit], p.amount, p.currency,
                       coalesce(p.phase, 'posted'), p.pending_id, p.pending_line, p.expires_on
                  FROM unnest(p_of, p_line, p_debit, p_credit, p_amount, p_currency, p_phase, p_pending_id, p_pending_line, p_expires_on)
                       AS p (of, line, debit, credit, amount, currency, phase, pending_id, pending_line, expires_on)
            )
            INSERT INTO ledger_entry (id, book_id, effective_on, posting_count, journal, kind, description, reference, source,
                                      metadata, reverses_id)
            SELECT e.id, p_book, e.effective_on, e.posting_count, e.journal, coalesce(e.kind, ''), e.description,
                   coalesce(e.reference, ''), coalesce(e.source, ''), coalesce(e.metadata, '{}'), e.reverses
              FROM unnest(p_entry_id, p_effective_on, p_posting_count, p_journal, p_kind, p_description, p_reference, p_source,
                          p_metadata, p_reverses)
                   AS e (id, effective_on, posting_count, journal, kind, description, reference, source, metadata, reverses);
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

-- A place is looked up by `unnest` and a join: subscripting texts walks the array each time.
CREATE FUNCTION ledger_codes_at(p_code text[], p_place integer[]) RETURNS text[]
LANGUAGE sql STABLE AS $$
    SELECT array_agg(c.code ORDER BY p.n)
      FROM unnest(p_place) WITH ORDINALITY AS p (place, n) JOIN unnest(p_code) WITH ORDINALITY AS c (code, place) ON c.place = p.place
$$;

CREATE FUNCTION ledger_lock_balances(p_account bigint[]) RETURNS void
LANGUAGE sql AS $$
    SELECT FROM ledger_balance b WHERE b.account_id = ANY (p_account) ORDER BY b.hot, b.account_id FOR NO KEY UPDATE
$$;

CREATE FUNCTION ledger_post(
    p_book text, p_key text, p_fingerprint text, p_mode text,
    p_entry_id uuid[], p_effective_on date[], p_journal text[], p_kind text[], p_description text[], p_reference text[],
    p_source text[], p_metadata jsonb[], p_reverses uuid[], p_posting_count integer[], p_code text[],
    p_of integer[], p_line integer[], p_debit integer[], p_credit integer[], p_currency text[], p_amount bigint[], p_phase text[],
    p_pending_id uuid[], p_pending_line integer[], p_expires_on date[],
    OUT status text, OUT entries uuid[], OUT refusals jsonb, OUT balances jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    v_book bigint := (SELECT k.id FROM ledger_book k WHERE k.code = p_book);
    v_one_by_one boolean := p_mode = 'each' AND cardinality(p_entry_id) > 1;
    v_account bigint[];
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

    LOOP
        -- 1. The key: what was answered before is answered again.
        SELECT * INTO v_request FROM ledger_request r WHERE r.book_id = v_book AND r.idempotency_key = p_key;
        IF FOUND THEN
            status := CASE WHEN v_request.fingerprint = p_fingerprint THEN 'exists' ELSE 'exists_with_different_request' END;
            IF status = 'exists' THEN
                entries := v_request.entries;
                refusals := v_request.refusals;
                balances := v_request.balances;
            END IF;
            RETURN;
        END IF;

        BEGIN
            -- 2. The period: shared lock, then (in the statements that follow, each with a snapshot of its own) whether it is closed.
            PERFORM pg_advisory_xact_lock_shared(27749, v_book::integer);

            -- 3 to 5. Entries, postings, and in the trigger of postings the balances.
            v_account := ARRAY(
                SELECT coalesce((SELECT a.id FROM ledger_account a WHERE a.book_id = v_book AND a.code = c.code), 0)
                  FROM unnest(p_code) WITH ORDINALITY AS c (code, n) ORDER BY c.n);
            refusals := ledger_write_batch(
                v_book, v_one_by_one, p_code, v_account,
                p_entry_id, p_effective_on, p_journal, p_kind, p_description, p_reference, p_source, p_metadata, p_reverses, p_posting_count,
                p_of, p_line, p_debit, p_credit, p_currency, p_amount, p_phase, p_pending_id, p_pending_line, p_expires_on);
            status := CASE WHEN refusals IS NULL THEN 'created' ELSE 'refused' END;
            IF refusals IS NOT NULL AND v_one_by_one THEN
                -- One at a time, under the locks already taken. Postings are grouped by entry, in the order of entries.
                refusals := '[]';
                FOR n IN 1 .. cardinality(p_entry_id) LOOP
                    v_last := v_first + p_posting_count[n] - 1;
                    v_one := ledger_write_batch(
                        v_book, false, p_code, v_account,
                        p_entry_id[n:n], p_effective_on[n:n], p_journal[n:n], p_kind[n:n], p_description[n:n], p_reference[n:n],
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

            -- 6. The answer, remembered under its key; balances are signed by nature: {code: [minor units, currency]}. Of several calls
            -- under one key, the one that is remembered stands, and what the others did is undone here.
            SELECT coalesce(jsonb_object_agg(c.code, jsonb_build_array((b.sign * (b.posted_debit - b.posted_credit))::text, b.currency)), '{}')
              INTO balances
              FROM unnest(p_code, v_account) AS c (code, account_id) JOIN ledger_balance b ON b.account_id = c.account_id;
            INSERT INTO ledger_request (book_id, idempotency_key, fingerprint, status, entries, refusals, balances)
            VALUES (v_book, p_key, p_fingerprint, ledger_post.status, p_entry_id, ledger_post.refusals, ledger_post.balances)
            ON CONFLICT DO NOTHING;
            IF FOUND THEN
                RETURN;
            END IF;
            RAISE EXCEPTION USING ERRCODE = 'LG002', MESSAGE = 'the key was answered meanwhile';
        EXCEPTION WHEN SQLSTATE 'LG002' THEN
            NULL;
        END;
    END LOOP;
END $$;
