-- The trail of an account: who opened, filed, froze, closed it or moved its floor, when and why.

-- Says who acts, and why, to the trigger that writes the trail; until the end of the transaction, or until it is said anew.
CREATE FUNCTION ledger_act_for(p_acting text, p_reason text) RETURNS void
LANGUAGE sql SET search_path = public, pg_temp AS $$
    SELECT set_config('ledger.acting', coalesce(p_acting, ''), true), set_config('ledger.reason', coalesce(p_reason, ''), true)
$$;

-- What of an account may change.
CREATE FUNCTION ledger_account_told(p_account ledger_account) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT jsonb_build_object('name', p_account.name, 'status', p_account.status, 'floor', p_account.floor, 'hot', p_account.hot,
                              'parent', (SELECT p.code FROM ledger_account p WHERE p.id = p_account.parent_id))
$$;

CREATE FUNCTION ledger_tell_account() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_before jsonb := CASE WHEN TG_OP = 'UPDATE' THEN ledger_account_told(OLD) ELSE '{}' END;
    v_after jsonb := ledger_account_told(NEW);
BEGIN
    IF v_before = v_after THEN
        RETURN NULL;
    END IF;
    INSERT INTO ledger_account_event (book_id, account_id, kind, before, after, acting, reason)
    SELECT NEW.book_id, NEW.id,
           CASE WHEN TG_OP = 'INSERT' THEN 'opened'
                WHEN OLD.status <> NEW.status THEN CASE NEW.status WHEN 'open' THEN 'unfrozen' ELSE NEW.status END
                WHEN OLD.floor IS DISTINCT FROM NEW.floor THEN 'floor'
                WHEN OLD.parent_id IS DISTINCT FROM NEW.parent_id THEN 'filed' ELSE 'changed' END,
           coalesce(jsonb_object_agg(changed.key, v_before -> changed.key) FILTER (WHERE v_before ? changed.key), '{}'),
           jsonb_object_agg(changed.key, changed.value),
           coalesce(current_setting('ledger.acting', true), ''), coalesce(current_setting('ledger.reason', true), '')
      FROM jsonb_each(v_after) AS changed
     WHERE changed.value IS DISTINCT FROM v_before -> changed.key;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_account_leaves_a_trail AFTER INSERT OR UPDATE ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_tell_account();

CREATE FUNCTION ledger_refuse_invented_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'an event of an account is written by what changes the account, and by nothing else'
        USING ERRCODE = 'restrict_violation';
END $$;

-- Depth 0 is a statement somebody sent; the trail is written at depth 1.
CREATE TRIGGER ledger_account_event_is_written_by_changes BEFORE INSERT ON ledger_account_event
    FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION ledger_refuse_invented_event();
CREATE TRIGGER ledger_account_event_is_append_only BEFORE UPDATE OR DELETE ON ledger_account_event
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_account_event_is_not_emptied BEFORE TRUNCATE ON ledger_account_event EXECUTE FUNCTION ledger_refuse_change();

-- An act under an idempotency key: 'new' when it is to be done, 'exists' when it was, 'differs' when the key served another request.
CREATE FUNCTION ledger_once(p_book text, p_key text, p_fingerprint text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_book bigint := (SELECT k.id FROM ledger_book k WHERE k.code = p_book);
BEGIN
    IF v_book IS NULL THEN
        RETURN 'book_unknown';
    END IF;
    INSERT INTO ledger_request (book_id, idempotency_key, fingerprint, status, entries, balances)
    VALUES (v_book, p_key, p_fingerprint, 'created', '{}', '{}') ON CONFLICT DO NOTHING;
    IF FOUND THEN
        RETURN 'new';
    END IF;
    PERFORM FROM ledger_request r WHERE r.book_id = v_book AND r.idempotency_key = p_key AND r.fingerprint = p_fingerprint;
    RETURN CASE WHEN FOUND THEN 'exists' ELSE 'differs' END;
END $$;
