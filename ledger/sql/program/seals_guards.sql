-- What a seal must be, whichever way it arrives.

-- A batch's entries arrive in one statement, before the batch that closes over them; what they moved is folded into days here
-- and nowhere else, and an entry is sealed once, so it is folded once.
CREATE FUNCTION ledger_admit_seals() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan SET work_mem = '64MB' AS $$
DECLARE
    wrong record;
BEGIN
    SELECT a.book_id, a.batch_number INTO wrong FROM added a
     GROUP BY a.book_id, a.batch_number
    HAVING min(a.position) <> 0 OR max(a.position) <> count(*) - 1
        OR EXISTS (SELECT FROM ledger_seal_batch b WHERE b.book_id = a.book_id AND b.number = a.batch_number)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'seal %: its entries come all at once, counted from zero', wrong.batch_number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;

    SELECT a.journal, a.fiscal_year INTO wrong FROM added a
     GROUP BY a.book_id, a.journal, a.fiscal_year
    HAVING max(a.legal_number) - min(a.legal_number) <> count(*) - 1
        OR min(a.legal_number) - 1 <> coalesce((
            SELECT max(s.legal_number) FROM ledger_seal_entry s
             WHERE s.book_id = a.book_id AND s.journal = a.journal AND s.fiscal_year = a.fiscal_year
               AND s.legal_number < min(a.legal_number)), 0)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'journal % of %: a legal number is left out', wrong.journal, wrong.fiscal_year
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;

    -- Subqueries that stay what they are: a join might read the whole of a book for one batch.
    SELECT a.entry_id INTO wrong FROM added a
     WHERE (SELECT e.book_id = a.book_id AND e.journal = a.journal FROM ledger_entry e WHERE e.id = a.entry_id) IS NOT TRUE
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'entry %: what is sealed must be an entry of the book and journal', wrong.entry_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;

    INSERT INTO ledger_day_movement AS m (account_id, day, book_id, debit, credit)
    SELECT side.account_id, p.effective_on, p.book_id, sum(side.debit), sum(side.credit)
      FROM (SELECT p.book_id, p.effective_on, p.debit_account_id, p.credit_account_id, sum(p.amount) AS amount
              FROM added a
             CROSS JOIN LATERAL (SELECT o.* FROM ledger_posting o
                                  WHERE o.entry_id = a.entry_id AND o.phase IN ('posted', 'settles') OFFSET 0) p
             GROUP BY p.book_id, p.effective_on, p.debit_account_id, p.credit_account_id) p
     CROSS JOIN LATERAL (VALUES (p.debit_account_id, p.amount, 0::numeric), (p.credit_account_id, 0, p.amount))
        AS side (account_id, debit, credit)
     GROUP BY side.account_id, p.effective_on, p.book_id
     ORDER BY side.account_id, p.effective_on
    ON CONFLICT (account_id, day) DO UPDATE SET debit = m.debit + excluded.debit, credit = m.credit + excluded.credit;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_seal_entry_is_admitted AFTER INSERT ON ledger_seal_entry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_admit_seals();

-- Judged at commit, once a batch: the batch comes after its entries.
CREATE FUNCTION ledger_check_seal_is_closed() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ledger_seal_batch b WHERE b.book_id = NEW.book_id AND b.number = NEW.batch_number) THEN
        RAISE EXCEPTION 'seal %: entries are sealed in a batch that is not there', NEW.batch_number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER ledger_seal_entry_has_its_batch AFTER INSERT ON ledger_seal_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.position = 0) EXECUTE FUNCTION ledger_check_seal_is_closed();

-- A batch closes over the entries that are there, and follows the one before it.
CREATE FUNCTION ledger_admit_batch() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_previous ledger_seal_batch%ROWTYPE;
    v_leaves bytea := (SELECT string_agg(s.leaf_hash, ''::bytea ORDER BY s.position)
                         FROM ledger_seal_entry s WHERE s.book_id = NEW.book_id AND s.batch_number = NEW.number);
BEGIN
    SELECT * INTO v_previous FROM ledger_seal_batch b WHERE b.book_id = NEW.book_id ORDER BY b.number DESC LIMIT 1;
    IF NEW.number <> coalesce(v_previous.number, 0) + 1
       OR NEW.previous_hash <> coalesce(v_previous.hash, decode(repeat('00', 32), 'hex')) THEN
        RAISE EXCEPTION 'seal %: it does not follow the one before', NEW.number USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF coalesce(length(v_leaves), 0) <> NEW.entry_count * 32 OR NEW.merkle_root IS DISTINCT FROM ledger_merkle_root(v_leaves)
       OR NEW.hash <> ledger_batch_hash(ledger_batch_text(NEW, (SELECT k.code FROM ledger_book k WHERE k.id = NEW.book_id))) THEN
        RAISE EXCEPTION 'seal %: its root or its hash is not that of its entries', NEW.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_seal_batch_is_admitted BEFORE INSERT ON ledger_seal_batch
    FOR EACH ROW EXECUTE FUNCTION ledger_admit_batch();

CREATE FUNCTION ledger_refuse_direct_movement() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: only seals move a day', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

-- Depth 0 is a statement somebody sent; the seal trigger writes at depth 1.
CREATE TRIGGER ledger_day_movement_is_written_by_seals BEFORE INSERT OR UPDATE ON ledger_day_movement
    FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION ledger_refuse_direct_movement();
CREATE TRIGGER ledger_day_movement_stays BEFORE DELETE ON ledger_day_movement
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_day_movement_is_not_emptied BEFORE TRUNCATE ON ledger_day_movement EXECUTE FUNCTION ledger_refuse_change();
