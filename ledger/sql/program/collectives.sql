-- Collective accounts, and what an account must be to be closed: held whichever way a row is written.

-- A parent's code begins that of its child and both stand in the same statement; so there are no cycles. After a code that
-- has a tail (2748-1) the next one begins by a mark, or 2748-10 would stand under it. `ledger.domain.chart` says the same.
CREATE FUNCTION ledger_stands_under(p_code text, p_nature text, p_parent text, p_parent_nature text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT length(p_code) > length(p_parent) AND starts_with(p_code, p_parent)
       AND (p_parent ~ '^[0-9]+$' OR substr(p_code, length(p_parent) + 1, 1) IN ('-', '.', '_'))
       AND CASE WHEN p_nature IN ('asset', 'liability', 'equity') THEN p_parent_nature IN ('asset', 'liability', 'equity')
                WHEN p_nature IN ('income', 'expense') THEN p_parent_nature IN ('income', 'expense')
                ELSE p_nature = p_parent_nature END
$$;

CREATE FUNCTION ledger_judge_parent() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    -- Closing the parent waits for this lock, so no account opens under one that closes.
    PERFORM FROM ledger_account p
      WHERE p.id = NEW.parent_id AND p.status <> 'closed' AND ledger_stands_under(NEW.code, NEW.nature, p.code, p.nature)
        FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'account %: it stands under an account that is closed, or whose code or statement is not its own', NEW.code
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_account_fits_its_parent AFTER INSERT OR UPDATE OF parent_id ON ledger_account
    FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION ledger_judge_parent();

-- `ledger_account_carries_to_its_balance` comes before it, by its name, and has locked the balance: no posting is in flight.
CREATE FUNCTION ledger_judge_closing() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM ledger_balance b WHERE b.account_id = NEW.id
               AND (b.posted_debit <> b.posted_credit OR b.pending_debit <> 0 OR b.pending_credit <> 0))
       OR EXISTS (SELECT FROM ledger_account c WHERE c.parent_id = NEW.id AND c.status <> 'closed') THEN
        RAISE EXCEPTION 'account %: it holds money, or accounts under it are open, so it cannot be closed', NEW.code
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_account_closes_at_zero AFTER INSERT OR UPDATE OF status ON ledger_account
    FOR EACH ROW WHEN (NEW.status = 'closed') EXECUTE FUNCTION ledger_judge_closing();
