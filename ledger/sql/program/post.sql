-- The only way in for the application: one call, one round trip, whatever the number of entries. `entries` is given back only for a
-- request that was answered before: who asks for the first time knows its ids.
-- Plans are generic and by index: every look-up here is by key, and planning anew costs more than any plan could save.

-- Writes a batch; the guards judge it. Postings name their accounts by their places in a list of codes; `p_account` has the ids of that
-- list, 0 for an unknown code. A column that is null has its default in every row. One statement: the entry's trigger, which is judged
-- first, sees the postings. Arrays are unnested side by side in a SELECT list, and not in FROM, which would put each of them down in a table
-- of its own first.
CREATE FUNCTION ledger_write(
    p_book bigint, p_account bigint[],
    p_entry_id uuid[], p_effective_on date[], p_journal text[], p_kind text[], p_description text[], p_reference text[],
    p_source text[], p_metadata jsonb[], p_reverses uuid[], p_posting_count integer[],
    p_of integer[], p_line integer[], p_debit integer[], p_credit integer[], p_currency text[], p_amount bigint[], p_phase text[],
    p_pending_id uuid[], p_pending_line integer[], p_expires_on date[]
) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    WITH postings AS (
        INSERT INTO ledger_posting (entry_id, line, effective_on, book_id, debit_account_id, credit_account_id, amount, currency,
                                    phase, pending_id, pending_line, expires_on)
        SELECT p_entry_id[p.of], p.line, p_effective_on[p.of], p_book, p_account[p.debit], p_account[p.credit], p.amount, p.currency,
               coalesce(p.phase, 'posted'), p.pending_id, p.pending_line, p.expires_on
          FROM (SELECT unnest(p_of) AS of, unnest(p_line) AS line, unnest(p_debit) AS debit, unnest(p_credit) AS credit,
                       unnest(p_amount) AS amount, unnest(p_currency) AS currency, unnest(p_phase) AS phase, unnest(p_pending_id) AS pending_id,
                       unnest(p_pending_line) AS pending_line, unnest(p_expires_on) AS expires_on) AS p
    )
    INSERT INTO ledger_entry (id, book_id, effective_on, posting_count, journal, kind, description, reference, source, metadata, reverses_id)
    SELECT e.id, p_book, e.effective_on, e.posting_count, e.journal, coalesce(e.kind, ''), e.description, coalesce(e.reference, ''),
           coalesce(e.source, ''), coalesce(e.metadata, '{}'), e.reverses
      FROM (SELECT unnest(p_entry_id) AS id, unnest(p_effective_on) AS effective_on, unnest(p_posting_count) AS posting_count,
                   unnest(p_journal) AS journal, unnest(p_kind) AS kind, unnest(p_description) AS description, unnest(p_reference) AS reference,
                   unnest(p_source) AS source, unnest(p_metadata) AS metadata, unnest(p_reverses) AS reverses) AS e;
    RETURN FOUND;
END $$;

-- One entry of a batch whose balances are locked: null when it is written, else why not.
CREATE FUNCTION ledger_write_one(
    p_book bigint, p_code text[], p_account bigint[],
    p_entry_id uuid[], p_effective_on date[], p_journal text[], p_kind text[], p_description text[], p_reference text[],
    p_source text[], p_metadata jsonb[], p_reverses uuid[], p_posting_count integer[],
    p_line integer[], p_debit integer[], p_credit integer[], p_currency text[], p_amount bigint[], p_phase text[],
    p_pending_id uuid[], p_pending_line integer[], p_expires_on date[]
) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    v_of integer[] := array_fill(1, ARRAY[p_posting_count[1]]);
    v_refusals jsonb := ledger_refusals(
        p_book, false, p_entry_id, p_effective_on, p_reverses, v_of, p_line, ledger_codes_at(p_code, p_debit), ledger_codes_at(p_code, p_credit),
        p_currency, p_amount, coalesce(p_phase, array_fill('posted'::text, ARRAY[cardinality(v_of)])), p_pending_id, p_pending_line);
BEGIN
    IF v_refusals IS NULL THEN
        PERFORM ledger_write(
            p_book, p_account, p_entry_id, p_effective_on, p_journal, p_kind, p_description, p_reference, p_source, p_metadata, p_reverses,
            p_posting_count, v_of, p_line, p_debit, p_credit, p_currency, p_amount, p_phase, p_pending_id, p_pending_line, p_expires_on);
    END IF;
    RETURN v_refusals;
END $$;

-- A place is looked up by `unnest` and a join: subscripting texts walks the array each time.
CREATE FUNCTION ledger_codes_at(p_code text[], p_place integer[]) RETURNS text[]
LANGUAGE sql STABLE AS $$
    SELECT array_agg(c.code ORDER BY p.n)
      FROM unnest(p_place) WITH ORDINALITY AS p (place, n) JOIN unnest(p_code) WITH ORDINALITY AS c (code, place) ON c.place = p.place
$$;

-- For large imports; `ledger_post` has the same two questions in statements that it sends anyway, where a call of a function costs more
-- than its answer.
CREATE FUNCTION ledger_accounts_of(p_book bigint, p_code text[]) RETURNS bigint[]
LANGUAGE sql STABLE AS $$
    SELECT ARRAY(
        SELECT coalesce((SELECT a.id FROM ledger_account a WHERE a.book_id = p_book AND a.code = c.code), 0)
          FROM unnest(p_code) WITH ORDINALITY AS c (code, n) ORDER BY c.n)
$$;

-- One order for everybody: cold accounts by id, then hot ones.
CREATE FUNCTION ledger_lock_balances(p_account bigint[]) RETURNS void
LANGUAGE sql AS $$
    SELECT FROM ledger_balance b WHERE b.account_id = ANY (p_account) ORDER BY b.hot, b.account_id FOR NO KEY UPDATE
$$;

-- Whether no order of these postings can take an account below its floor: what leaves each is there already. On locked balances.
CREATE FUNCTION ledger_floors_hold_in_any_order(p_account bigint[], p_debit integer[], p_credit integer[], p_amount bigint[]) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (
        SELECT FROM (
            SELECT side.place, sum(side.debit) AS debit, sum(side.credit) AS credit
              FROM unnest(p_debit, p_credit, p_amount) AS p (debit, credit, amount)
                   CROSS JOIN LATERAL (VALUES (p.debit, p.amount, 0::bigint), (p.credit, 0, p.amount)) AS side (place, debit, credit)
             GROUP BY side.place
        ) moved CROSS JOIN LATERAL (
            SELECT FROM ledger_balance b
             WHERE b.account_id = p_account[moved.place]
               AND b.available - CASE WHEN b.sign = 1 THEN moved.credit ELSE moved.debit END < b.floor
            OFFSET 0
        ) short)
$$;

-- What accounts hold, signed by nature: {code: [minor units, currency]}.
CREATE FUNCTION ledger_balances_of(p_code text[], p_account bigint[]) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_object_agg(c.code, b.held), '{}')
      FROM unnest(p_code, p_account) AS c (code, account_id) CROSS JOIN LATERAL (
          SELECT jsonb_build_array((b.sign * (b.posted_debit - b.posted_credit))::text, b.currency) AS held
            FROM ledger_balance b WHERE b.account_id = c.account_id OFFSET 0) b
$$;

-- The first attempt locks nothing early and lets the guards judge. When one of them objects it is undone, balances are locked in the
-- order of everybody, and what is in the way is told exactly, or the batch is written under those locks.
CREATE FUNCTION ledger_post(
    p_book text, p_key text, p_fingerprint text, p_mode text,
    p_entry_id uuid[], p_effective_on date[], p_journal text[], p_kind text[], p_description text[], p_reference text[],
    p_source text[], p_metadata jsonb[], p_reverses uuid[], p_posting_count integer[], p_code text[],
    p_of integer[], p_line integer[], p_debit integer[], p_credit integer[], p_currency text[], p_amount bigint[], p_phase text[],
    p_pending_id uuid[], p_pending_line integer[], p_expires_on date[],
    OUT status text, OUT entries uuid[], OUT refusals jsonb, OUT balances jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    v_book bigint;
    v_one_by_one boolean := p_mode = 'each' AND cardinality(p_entry_id) > 1;
    -- What is being reversed must be looked at first: its mirror is judged after balances have moved. So must what is being resolved:
    -- who holds the key of a reservation and waits for its balances would wait for ever for who holds these and waits for that key.
    v_resolves boolean := coalesce(cardinality(array_remove(p_reverses || p_pending_id, NULL)) > 0, false);
    v_careful boolean := v_one_by_one OR v_resolves;
    v_account bigint[];
    v_fingerprint text;
    v_violated text;
    v_written boolean;
    v_one jsonb;
    v_first integer;
    v_last integer;
BEGIN
    IF p_mode NOT IN ('atomic', 'each') THEN
        RAISE EXCEPTION 'mode % is neither atomic nor each', p_mode USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF cardinality(p_entry_id) NOT BETWEEN 1 AND 10000 OR cardinality(p_of) NOT BETWEEN 1 AND 30000 THEN
        RAISE EXCEPTION 'a call holds 1 to 10000 entries and 1 to 30000 postings; % and % were given', cardinality(p_entry_id), cardinality(p_of)
            USING ERRCODE = 'program_limit_exceeded';
    END IF;
    IF length(p_key) NOT BETWEEN 1 AND 200 THEN
        RAISE EXCEPTION 'an idempotency key has 1 to 200 characters; % were given', length(p_key) USING ERRCODE = 'invalid_parameter_value';
    END IF;
    LOOP
        -- What was answered before is answered again. An unknown account is 0.
        SELECT k.id, r.fingerprint, r.entries, r.refusals, r.balances,
               ARRAY(SELECT coalesce((SELECT a.id FROM ledger_account a WHERE a.book_id = k.id AND a.code = c.code), 0)
                       FROM unnest(p_code) AS c (code))
          INTO v_book, v_fingerprint, entries, refusals, balances, v_account
          FROM ledger_book k LEFT JOIN ledger_request r ON r.book_id = k.id AND r.idempotency_key = p_key
         WHERE k.code = p_book;
        IF v_book IS NULL THEN
            status := 'book_unknown';
            RETURN;
        ELSIF v_fingerprint = p_fingerprint THEN
            status := 'exists';
            RETURN;
        ELSIF v_fingerprint IS NOT NULL THEN
            status := 'exists_with_different_request';
            entries := NULL;
            refusals := NULL;
            balances := NULL;
            RETURN;
        END IF;

        -- The period: shared lock, then (in the statements that follow, each with a snapshot of its own) whether it is closed.
        IF NOT pg_try_advisory_xact_lock_shared(27749, v_book::integer) THEN
            PERFORM pg_advisory_xact_lock_shared(27749, v_book::integer);
        END IF;

        BEGIN
            status := 'created';
            refusals := NULL;
            v_first := 1;
            IF v_careful THEN
                PERFORM ledger_lock_balances(v_account);
                IF v_resolves OR NOT v_one_by_one OR NOT ledger_floors_hold_in_any_order(v_account, p_debit, p_credit, p_amount) THEN
                    refusals := ledger_refusals(
                        v_book, v_one_by_one, p_entry_id, p_effective_on, p_reverses,
                        p_of, p_line, ledger_codes_at(p_code, p_debit), ledger_codes_at(p_code, p_credit), p_currency, p_amount,
                        coalesce(p_phase, array_fill('posted'::text, ARRAY[cardinality(p_of)])), p_pending_id, p_pending_line);
                END IF;
            END IF;
            IF refusals IS NULL THEN
                v_written := ledger_write(
                    v_book, v_account, p_entry_id, p_effective_on, p_journal, p_kind, p_description, p_reference, p_source, p_metadata,
                    p_reverses, p_posting_count, p_of, p_line, p_debit, p_credit, p_currency, p_amount, p_phase, p_pending_id, p_pending_line,
                    p_expires_on);
            ELSE
                status := 'refused';
                IF v_one_by_one THEN
                    -- Postings are grouped by entry, in the order of entries.
                    refusals := '[]';
                    FOR n IN 1 .. cardinality(p_entry_id) LOOP
                        v_last := v_first + p_posting_count[n] - 1;
                        v_one := ledger_write_one(
                            v_book, p_code, v_account,
                            p_entry_id[n:n], p_effective_on[n:n], p_journal[n:n], p_kind[n:n], p_description[n:n], p_reference[n:n],
                            p_source[n:n], p_metadata[n:n], p_reverses[n:n], p_posting_count[n:n],
                            p_line[v_first:v_last], p_debit[v_first:v_last], p_credit[v_first:v_last],
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
            END IF;

            -- The answer, remembered under its key. Of several calls under one key the one that is remembered stands, and what the
            -- others did is undone here.
            INSERT INTO ledger_request (book_id, idempotency_key, fingerprint, status, entries, refusals, balances)
            SELECT v_book, p_key, p_fingerprint, ledger_post.status, p_entry_id, ledger_post.refusals, coalesce((
                       SELECT jsonb_object_agg(c.code, b.held)
                         FROM (SELECT unnest(p_code) AS code, unnest(v_account) AS account_id) AS c CROSS JOIN LATERAL (
                             SELECT jsonb_build_array((b.sign * (b.posted_debit - b.posted_credit))::text, b.currency) AS held
                               FROM ledger_balance b WHERE b.account_id = c.account_id OFFSET 0) b), '{}')
            RETURNING ledger_request.balances INTO balances;
            RETURN;
        EXCEPTION
            WHEN integrity_constraint_violation OR not_null_violation OR foreign_key_violation OR unique_violation OR check_violation
                 OR numeric_value_out_of_range THEN
                GET STACKED DIAGNOSTICS v_violated = CONSTRAINT_NAME;
                CONTINUE WHEN v_violated = 'ledger_request_pkey';
                -- Looked at already, and still in the way: whatever it is, it is no refusal.
                IF v_careful AND (v_resolves OR NOT v_one_by_one) THEN
                    RAISE;
                END IF;
                v_careful := true;
                v_resolves := true;
        END;
    END LOOP;
END $$;

-- The same call, whose row locks do not last until the disk has written it: it commits without waiting for the disk, and then waits for
-- whatever is not there yet. Those who wait together wait once. A procedure, which alone may commit; so it is nobody's definer and sets nothing.
CREATE PROCEDURE ledger_post_grouped(
    p_book text, p_key text, p_fingerprint text, p_mode text,
    p_entry_id uuid[], p_effective_on date[], p_journal text[], p_kind text[], p_description text[], p_reference text[],
    p_source text[], p_metadata jsonb[], p_reverses uuid[], p_posting_count integer[], p_code text[],
    p_of integer[], p_line integer[], p_debit integer[], p_credit integer[], p_currency text[], p_amount bigint[], p_phase text[],
    p_pending_id uuid[], p_pending_line integer[], p_expires_on date[],
    OUT status text, OUT entries uuid[], OUT refusals jsonb, OUT balances jsonb)
LANGUAGE plpgsql AS $$
BEGIN
    SET LOCAL synchronous_commit = off;
    SELECT answer.* INTO status, entries, refusals, balances
      FROM ledger_post(
               p_book, p_key, p_fingerprint, p_mode, p_entry_id, p_effective_on, p_journal, p_kind, p_description, p_reference, p_source,
               p_metadata, p_reverses, p_posting_count, p_code, p_of, p_line, p_debit, p_credit, p_currency, p_amount, p_phase,
               p_pending_id, p_pending_line, p_expires_on) AS answer;
    COMMIT;
    PERFORM pg_logical_emit_message(false, 'ledger', '', true);
END $$;
