-- Sealing: what is final gets its legal number, its leaf, and its place in a chain of Merkle roots. It blocks no writer.

-- The canonical form, version 1 (docs/seals.md): used by the sealer, by the verification and by proofs. Every column of an entry
-- and of its postings is in it. These functions have no settings and no subqueries, so that PostgreSQL unfolds them into the query.
-- What a constraint keeps free of quotes stands as it is; all other texts and dates go through JSON's own writer.
CREATE FUNCTION ledger_posting_text(
    p ledger_posting, d_code text, d_nature text, d_currency text, c_code text, c_nature text, c_currency text
) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat(
        '{"line":', p.line, ',"entry_id":"', p.entry_id, '","book_id":', p.book_id, ',"effective_on":', to_json(p.effective_on),
        ',"debit":{"id":', p.debit_account_id, ',"code":"', d_code, '","nature":"', d_nature, '","currency":"', d_currency,
        '"},"credit":{"id":', p.credit_account_id, ',"code":"', c_code, '","nature":"', c_nature, '","currency":"', c_currency,
        '"},"amount":', p.amount, ',"currency":"', p.currency, '","phase":"', p.phase,
        '","pending_id":', coalesce(to_json(p.pending_id)::text, 'null'), ',"pending_line":', coalesce(p.pending_line::text, 'null'),
        ',"expires_on":', coalesce(to_json(p.expires_on)::text, 'null'), '}')
$$;

CREATE FUNCTION ledger_lines_of(p_entry uuid) RETURNS TABLE (postings text)
LANGUAGE sql STABLE AS $$
    -- OFFSET keeps each account a look-up: a join of all accounts, made anew for each entry, is what a planner may prefer.
    SELECT string_agg(ledger_posting_text(p, d.code, d.nature, d.currency, c.code, c.nature, c.currency), ',' ORDER BY p.line)
      FROM ledger_posting p
      LEFT JOIN LATERAL (SELECT a.code, a.nature, a.currency FROM ledger_account a WHERE a.id = p.debit_account_id OFFSET 0) d ON true
      LEFT JOIN LATERAL (SELECT a.code, a.nature, a.currency FROM ledger_account a WHERE a.id = p.credit_account_id OFFSET 0) c ON true
     WHERE p.entry_id = p_entry
$$;

CREATE FUNCTION ledger_leaf_text(
    k ledger_book, p_batch bigint, p_position integer, p_journal text, p_fiscal_year text, p_number bigint,
    e ledger_entry, p_postings text
) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat(
        '{"version":1,"book":{"id":', k.id, ',"code":', to_json(k.code), ',"currency":', to_json(k.currency),
        '},"seal":{"batch":', p_batch, ',"position":', p_position,
        ',"journal":', to_json(p_journal), ',"fiscal_year":', to_json(p_fiscal_year), ',"legal_number":', p_number,
        '},"entry":{"id":"', e.id, '","book_id":', e.book_id, ',"recorded_xid":"', e.recorded_xid,
        '","recorded_at":', to_json(e.recorded_at AT TIME ZONE 'UTC'), ',"effective_on":', to_json(e.effective_on),
        ',"posting_count":', e.posting_count, ',"journal":', to_json(e.journal), ',"kind":', to_json(e.kind),
        ',"description":', to_json(e.description), ',"reference":', to_json(e.reference), ',"source":', to_json(e.source),
        ',"metadata":', e.metadata, ',"reverses_id":', coalesce(to_json(e.reverses_id)::text, 'null'),
        '},"postings":[', p_postings, ']}')
$$;

-- RFC 6962: a leaf is hashed behind a zero byte, a node behind a one.
CREATE FUNCTION ledger_leaf_hash(p_text text) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$ SELECT sha256(decode('00', 'hex') || convert_to(p_text, 'UTF8')) $$;

-- The root over leaf hashes laid end to end. A node without a sibling goes up as it is.
CREATE FUNCTION ledger_merkle_root(p_leaves bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp AS $$
DECLARE
    v_level bytea := p_leaves;
    v_pairs integer := length(p_leaves) / 64;
    v_above bytea;
BEGIN
    WHILE v_pairs > 0 LOOP
        SELECT string_agg(sha256(decode('01', 'hex') || substring(v_level, n * 64 + 1, 64)), ''::bytea ORDER BY n)
          INTO v_above FROM generate_series(0, v_pairs - 1) AS n;
        v_level := v_above || substring(v_level, v_pairs * 64 + 1);
        v_pairs := length(v_level) / 64;
    END LOOP;
    RETURN v_level;
END $$;

-- What every seal should say, from the rows as they are: what is missing leaves a null.
CREATE FUNCTION ledger_leaves()
RETURNS TABLE (book_id bigint, batch_number bigint, "position" integer, entry_id uuid, stored_hash bytea, leaf_text text)
LANGUAGE sql STABLE AS $$
    SELECT s.book_id, s.batch_number, s.position, s.entry_id, s.leaf_hash,
           ledger_leaf_text(k, s.batch_number, s.position, s.journal, s.fiscal_year, s.legal_number, e, l.postings)
      FROM ledger_seal_entry s
      LEFT JOIN ledger_entry e ON e.id = s.entry_id
      LEFT JOIN ledger_book k ON k.id = s.book_id
     CROSS JOIN LATERAL ledger_lines_of(s.entry_id) l
$$;

CREATE FUNCTION ledger_batch_text(b ledger_seal_batch, p_book_code text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT (SELECT row_to_json(f)::text FROM (SELECT
        b.leaf_version AS version, p_book_code AS book, b.book_id, b.number, b.epoch, b.system_identifier, b.horizon, b.entry_count,
        encode(b.merkle_root, 'hex') AS merkle_root, encode(b.previous_hash, 'hex') AS previous_hash,
        b.sealed_at AT TIME ZONE 'UTC' AS sealed_at) f)
$$;

CREATE FUNCTION ledger_batch_hash(p_text text) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$ SELECT sha256(decode('02', 'hex') || convert_to(p_text, 'UTF8')) $$;

-- Every entry of the book with a smaller transaction id is sealed. Nothing is known of a cluster that did not seal the last batch.
CREATE FUNCTION ledger_sealed_horizon(p_book bigint) RETURNS xid8
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce((
        SELECT CASE WHEN b.system_identifier = (SELECT c.system_identifier FROM pg_control_system() c) THEN b.horizon END
          FROM ledger_seal_batch b WHERE b.book_id = p_book ORDER BY b.number DESC LIMIT 1), '0'::xid8)
$$;

-- The unsealed entries that are final, in order, cut into batches that split no transaction.
-- Below the horizon no transaction is running. What came here from another cluster may bear an id that this one has not reached:
-- visible all the same, it is final too and comes first. Both are judged in one statement, so by one snapshot.
-- Those from elsewhere come all at once: the batch that opens an epoch is the only one that looks for them. Of the others at most
-- p_entries_max are taken, and those that share the last one's transaction.
CREATE FUNCTION ledger_final_entries(
    p_book bigint, p_last ledger_seal_batch, p_system bigint, p_horizon xid8, p_batch_size integer, p_entries_max bigint
) RETURNS TABLE (entries uuid[], last_xid xid8, ours bigint)
LANGUAGE sql STABLE AS $$
    SELECT array_agg(f.id ORDER BY f.restored DESC, f.recorded_xid, f.id), max(f.recorded_xid) FILTER (WHERE NOT f.restored),
           count(*) FILTER (WHERE NOT f.restored)
      FROM (
        SELECT c.*, (rank() OVER (ORDER BY c.restored DESC, c.recorded_xid) - 1) / p_batch_size AS batch
          FROM (
            (SELECT e.id, e.recorded_xid, false AS restored FROM ledger_entry e
             WHERE e.book_id = p_book AND e.recorded_xid < p_horizon
               AND e.recorded_xid >= CASE WHEN p_last.system_identifier = p_system THEN p_last.horizon ELSE '0'::xid8 END
               AND NOT EXISTS (SELECT FROM ledger_seal_entry s WHERE s.entry_id = e.id)
             ORDER BY e.recorded_xid FETCH FIRST p_entries_max ROWS WITH TIES)
            UNION ALL
            SELECT e.id, e.recorded_xid, true FROM ledger_entry e
             WHERE p_last.system_identifier IS DISTINCT FROM p_system AND e.book_id = p_book
               AND e.recorded_xid >= pg_snapshot_xmax(pg_current_snapshot())
               AND e.recorded_xid IS DISTINCT FROM pg_current_xact_id_if_assigned()
               AND NOT EXISTS (SELECT FROM ledger_seal_entry s WHERE s.entry_id = e.id)
          ) c
      ) f
     GROUP BY f.batch ORDER BY f.batch
$$;

CREATE FUNCTION ledger_seal_entries(p_book bigint, p_batch bigint, p_entries uuid[]) RETURNS void
LANGUAGE sql SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
    WITH chosen AS MATERIALIZED (
        -- A subquery for each: a join might read the whole of a book for one batch.
        SELECT t.id, o.journal, o.effective_on, (t.n - 1)::integer AS position
          FROM unnest(p_entries) WITH ORDINALITY AS t (id, n)
         CROSS JOIN LATERAL (SELECT e.journal, e.effective_on FROM ledger_entry e WHERE e.id = t.id LIMIT 1) o
    ), years AS MATERIALIZED (
        SELECT d.effective_on, ledger_fiscal_year_of(p_book, d.effective_on) AS fiscal_year
          FROM (SELECT DISTINCT effective_on FROM chosen) d
    ), numbered AS (
        SELECT c.id, c.position, c.journal, y.fiscal_year,
               row_number() OVER (PARTITION BY c.journal, y.fiscal_year ORDER BY c.position) AS n
          FROM chosen c JOIN years y ON y.effective_on = c.effective_on
    ), series AS MATERIALIZED (
        SELECT d.journal, d.fiscal_year, coalesce((
                   SELECT max(s.legal_number) FROM ledger_seal_entry s
                    WHERE s.book_id = p_book AND s.journal = d.journal AND s.fiscal_year = d.fiscal_year), 0) AS reached
          FROM (SELECT DISTINCT journal, fiscal_year FROM numbered) d
    )
    INSERT INTO ledger_seal_entry (entry_id, book_id, batch_number, position, journal, fiscal_year, legal_number, leaf_hash)
    SELECT n.id, p_book, p_batch, n.position, n.journal, n.fiscal_year, r.reached + n.n, leaf.hash
      FROM numbered n
      JOIN series r ON r.journal = n.journal AND r.fiscal_year = n.fiscal_year
      JOIN ledger_book k ON k.id = p_book
     -- The entry is looked up again: carried along as a whole row, each of its columns would cost more to take out.
     CROSS JOIN LATERAL (
        SELECT ledger_leaf_hash(ledger_leaf_text(
                   k, p_batch, n.position, n.journal, n.fiscal_year, r.reached + n.n, e, l.postings)) AS hash
          FROM ledger_entry e CROSS JOIN LATERAL ledger_lines_of(e.id) l
         WHERE e.id = n.id LIMIT 1) leaf
     ORDER BY n.position
$$;

-- Gives the batches that it made, none when nothing is final that was not sealed. A second sealer of the book waits for the first,
-- or leaves the book to it. At most p_entries_max entries and the rest of the last one's transaction: whoever got as many calls again.
CREATE FUNCTION ledger_seal(
    p_book text, p_batch_size integer DEFAULT 10000, p_entries_max bigint DEFAULT 9223372036854775807, p_wait boolean DEFAULT true
)
RETURNS TABLE (number bigint, entry_count integer, hash bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    v_book bigint := (SELECT k.id FROM ledger_book k WHERE k.code = p_book);
    v_system bigint := (SELECT c.system_identifier FROM pg_control_system() c);
    v_last ledger_seal_batch%ROWTYPE;
    v_new ledger_seal_batch%ROWTYPE;
    v_horizon xid8;
    batch record;
BEGIN
    IF v_book IS NULL THEN
        RAISE EXCEPTION 'there is no book %', p_book USING ERRCODE = 'no_data_found';
    END IF;
    IF p_wait THEN
        PERFORM pg_advisory_xact_lock(27750, v_book::integer);
    ELSIF NOT pg_try_advisory_xact_lock(27750, v_book::integer) THEN
        RETURN;
    END IF;
    SELECT * INTO v_last FROM ledger_seal_batch b WHERE b.book_id = v_book ORDER BY b.number DESC LIMIT 1;
    -- Read before the entries: whatever ends in between can only be left for the next time.
    v_horizon := pg_snapshot_xmin(pg_current_snapshot());
    FOR batch IN
        -- Only when all that is final was taken does the horizon hold beyond the last entry.
        SELECT f.*, lead(1) OVER () IS NULL AND sum(f.ours) OVER () < greatest(p_entries_max, 1) AS is_last
          FROM ledger_final_entries(v_book, v_last, v_system, v_horizon, greatest(p_batch_size, 1), greatest(p_entries_max, 1)) f
    LOOP
        v_new.book_id := v_book;
        v_new.number := coalesce(v_last.number, 0) + 1;
        v_new.leaf_version := 1;
        v_new.epoch := CASE WHEN v_last.system_identifier = v_system THEN v_last.epoch ELSE coalesce(v_last.epoch, 0) + 1 END;
        v_new.system_identifier := v_system;
        v_new.horizon := CASE WHEN batch.is_last THEN v_horizon
                              ELSE coalesce(((batch.last_xid::text::numeric + 1)::text)::xid8, '0'::xid8) END;
        v_new.entry_count := cardinality(batch.entries);
        v_new.previous_hash := coalesce(v_last.hash, decode(repeat('00', 32), 'hex'));
        v_new.sealed_at := clock_timestamp();
        PERFORM ledger_seal_entries(v_book, v_new.number, batch.entries);
        v_new.merkle_root := ledger_merkle_root((
            SELECT string_agg(s.leaf_hash, ''::bytea ORDER BY s.position)
              FROM ledger_seal_entry s WHERE s.book_id = v_book AND s.batch_number = v_new.number));
        v_new.hash := ledger_batch_hash(ledger_batch_text(v_new, p_book));
        INSERT INTO ledger_seal_batch SELECT v_new.*;
        v_last := v_new;
        number := v_new.number;
        entry_count := v_new.entry_count;
        hash := v_new.hash;
        RETURN NEXT;
    END LOOP;
END $$;
