-- Books and accounts are opened here and nowhere else; both functions change nothing when asked twice for the same.

CREATE FUNCTION ledger_open_balance() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT NEW.folded THEN
        INSERT INTO ledger_balance (account_id, book_id, currency, sign, floor, hot, open)
        VALUES (NEW.id, NEW.book_id, NEW.currency,
                CASE WHEN NEW.nature IN ('asset', 'expense', 'memo') THEN 1 ELSE -1 END,
                NEW.floor, NEW.hot, NEW.status = 'open');
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_account_opens_its_balance AFTER INSERT ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_open_balance();

-- The balance row carries floor and status, so that the posting trigger's one UPDATE judges both under one lock.
CREATE FUNCTION ledger_carry_to_balance() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE ledger_balance SET floor = NEW.floor, hot = NEW.hot, open = (NEW.status = 'open')
     WHERE account_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_account_carries_to_its_balance AFTER UPDATE OF floor, hot, status ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_carry_to_balance();

-- Gives 'created', 'exists' or 'differs'.
CREATE FUNCTION ledger_open_book(p_code text, p_name text, p_currency text, p_time_zone text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO ledger_book (code, name, currency, time_zone) VALUES (p_code, p_name, p_currency, p_time_zone)
        ON CONFLICT (code) DO NOTHING;
    IF FOUND THEN
        RETURN 'created';
    END IF;
    PERFORM FROM ledger_book WHERE code = p_code AND name = p_name AND currency = p_currency AND time_zone = p_time_zone;
    RETURN CASE WHEN FOUND THEN 'exists' ELSE 'differs' END;
END $$;

-- Gives null when every account is open as asked; otherwise nothing was opened, and it says which account is in the way.
-- An account that stands under none is filed under the parent asked for.
CREATE FUNCTION ledger_open_accounts(
    p_book text, p_code text[], p_name text[], p_nature text[], p_currency text[], p_floor bigint[], p_floor_currency text[],
    p_parent text[], p_hot boolean[], p_acting text DEFAULT '', p_reason text DEFAULT ''
) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_book ledger_book%ROWTYPE;
    v_parent ledger_account%ROWTYPE;
    v_known ledger_account%ROWTYPE;
    asked record;
BEGIN
    SELECT * INTO v_book FROM ledger_book WHERE code = p_book;
    IF NOT FOUND THEN
        RETURN jsonb_build_object('code', 'book_unknown', 'book', p_book);
    END IF;
    PERFORM ledger_act_for(p_acting, p_reason);
    BEGIN
        FOR asked IN
            SELECT code, name, nature, coalesce(currency, v_book.currency) AS currency, floor, floor_currency, parent, hot
              FROM unnest(p_code, p_name, p_nature, p_currency, p_floor, p_floor_currency, p_parent, p_hot)
                   AS t (code, name, nature, currency, floor, floor_currency, parent, hot)
        LOOP
            IF asked.floor_currency <> asked.currency THEN
                RAISE EXCEPTION USING ERRCODE = 'LG001', MESSAGE = 'floor_currency_differs';
            END IF;
            v_parent := NULL;
            IF asked.parent IS NOT NULL THEN
                -- Closing it waits for this lock.
                SELECT * INTO v_parent FROM ledger_account WHERE book_id = v_book.id AND code = asked.parent FOR SHARE;
                IF NOT FOUND THEN
                    RAISE EXCEPTION USING ERRCODE = 'LG001', MESSAGE = 'parent_unknown';
                END IF;
            END IF;
            SELECT * INTO v_known FROM ledger_account WHERE book_id = v_book.id AND code = asked.code;
            IF NOT FOUND THEN
                IF v_parent.id IS NOT NULL AND NOT ledger_stands_under(asked.code, asked.nature, v_parent.code, v_parent.nature) THEN
                    RAISE EXCEPTION USING ERRCODE = 'LG001', MESSAGE = 'parent_does_not_fit';
                ELSIF v_parent.status = 'closed' THEN
                    RAISE EXCEPTION USING ERRCODE = 'LG001', MESSAGE = 'parent_closed';
                END IF;
                INSERT INTO ledger_account (book_id, code, name, nature, currency, floor, parent_id, hot)
                VALUES (v_book.id, asked.code, asked.name, asked.nature, asked.currency, asked.floor, v_parent.id, asked.hot)
                ON CONFLICT (book_id, code) DO NOTHING;
                CONTINUE WHEN FOUND;
                SELECT * INTO v_known FROM ledger_account WHERE book_id = v_book.id AND code = asked.code;
            END IF;
            IF (v_known.name, v_known.nature, v_known.currency, v_known.floor)
               IS DISTINCT FROM (asked.name, asked.nature, asked.currency, asked.floor) THEN
                RAISE EXCEPTION USING ERRCODE = 'LG001', MESSAGE = 'account_differs';
            ELSIF v_known.parent_id IS NOT DISTINCT FROM v_parent.id THEN
                CONTINUE;
            ELSIF v_known.parent_id IS NOT NULL OR v_parent.status = 'closed'
                  OR NOT ledger_stands_under(asked.code, asked.nature, v_parent.code, v_parent.nature) THEN
                RAISE EXCEPTION USING ERRCODE = 'LG001', MESSAGE = 'account_differs';
            END IF;
            UPDATE ledger_account SET parent_id = v_parent.id WHERE id = v_known.id;
        END LOOP;
    EXCEPTION WHEN SQLSTATE 'LG001' THEN
        -- The block is undone as a whole; only the answer leaves it.
        PERFORM ledger_act_for('', '');
        RETURN jsonb_build_object('code', SQLERRM, 'account', asked.code, 'parent', asked.parent);
    END;
    PERFORM ledger_act_for('', '');
    RETURN NULL;
END $$;

-- Gives null, or the rule that stands in the way.
CREATE FUNCTION ledger_set_account_status(
    p_book text, p_code text, p_status text, p_acting text DEFAULT '', p_reason text DEFAULT ''
) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_account ledger_account%ROWTYPE;
    v_balance ledger_balance%ROWTYPE;
BEGIN
    -- Accounts opened under it lock the same row: after this line none is on its way.
    SELECT a.* INTO v_account FROM ledger_account a JOIN ledger_book k ON k.id = a.book_id
     WHERE k.code = p_book AND a.code = p_code FOR NO KEY UPDATE OF a;
    IF NOT FOUND THEN
        RETURN jsonb_build_object('code', 'account_unknown', 'account', p_code);
    ELSIF v_account.status = p_status THEN
        RETURN NULL;
    END IF;
    -- Postings lock the same row: after this line none is in flight.
    SELECT * INTO v_balance FROM ledger_balance WHERE account_id = v_account.id FOR NO KEY UPDATE;
    IF p_status = 'closed' AND (v_balance.posted_debit <> v_balance.posted_credit
                                OR v_balance.pending_debit <> 0 OR v_balance.pending_credit <> 0) THEN
        RETURN jsonb_build_object('code', 'account_not_empty', 'account', p_code);
    ELSIF p_status = 'closed' AND EXISTS (
        SELECT FROM ledger_account c WHERE c.parent_id = v_account.id AND c.status <> 'closed') THEN
        RETURN jsonb_build_object('code', 'accounts_under_it', 'account', p_code);
    ELSIF v_account.status = 'closed' AND EXISTS (
        SELECT FROM ledger_account p WHERE p.id = v_account.parent_id AND p.status = 'closed') THEN
        RETURN jsonb_build_object('code', 'parent_closed', 'account', p_code,
                                  'parent', (SELECT p.code FROM ledger_account p WHERE p.id = v_account.parent_id));
    END IF;
    PERFORM ledger_act_for(p_acting, p_reason);
    UPDATE ledger_account SET status = p_status WHERE id = v_account.id;
    PERFORM ledger_act_for('', '');
    RETURN NULL;
END $$;

-- Gives null, or the rule that stands in the way.
CREATE FUNCTION ledger_set_floor(
    p_book text, p_code text, p_floor bigint, p_currency text DEFAULT NULL, p_acting text DEFAULT '', p_reason text DEFAULT ''
) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_account ledger_account%ROWTYPE;
BEGIN
    SELECT a.* INTO v_account FROM ledger_account a JOIN ledger_book k ON k.id = a.book_id WHERE k.code = p_book AND a.code = p_code;
    IF NOT FOUND THEN
        RETURN jsonb_build_object('code', 'account_unknown', 'account', p_code);
    ELSIF p_currency <> v_account.currency THEN
        RETURN jsonb_build_object('code', 'floor_currency_differs', 'account', p_code);
    END IF;
    PERFORM ledger_act_for(p_acting, p_reason);
    UPDATE ledger_account a SET floor = p_floor WHERE a.id = v_account.id AND a.floor IS DISTINCT FROM p_floor;
    PERFORM ledger_act_for('', '');
    RETURN NULL;
EXCEPTION WHEN check_violation THEN
    PERFORM ledger_act_for('', '');
    RETURN jsonb_build_object('code', 'floor_above_balance', 'account', p_code);
END $$;

-- Files under a collective account those whose code is its own and a tail, and that stand under none; gives how many, or the rule
-- that stands in the way.
CREATE FUNCTION ledger_file_under(p_book text, p_code text, p_acting text DEFAULT '', p_reason text DEFAULT '') RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_parent ledger_account%ROWTYPE;
    v_filed integer;
BEGIN
    SELECT a.* INTO v_parent FROM ledger_account a JOIN ledger_book k ON k.id = a.book_id
     WHERE k.code = p_book AND a.code = p_code FOR SHARE OF a;
    IF NOT FOUND THEN
        RETURN jsonb_build_object('code', 'account_unknown', 'account', p_code);
    ELSIF v_parent.status = 'closed' THEN
        RETURN jsonb_build_object('code', 'parent_closed', 'account', p_code, 'parent', p_code);
    END IF;
    PERFORM ledger_act_for(p_acting, p_reason);
    UPDATE ledger_account a SET parent_id = v_parent.id
     WHERE a.book_id = v_parent.book_id AND a.parent_id IS NULL AND starts_with(a.code, v_parent.code)
       AND substr(a.code, length(v_parent.code) + 1, 1) IN ('-', '.', '_')
       AND ledger_stands_under(a.code, a.nature, v_parent.code, v_parent.nature);
    GET DIAGNOSTICS v_filed = ROW_COUNT;
    PERFORM ledger_act_for('', '');
    RETURN jsonb_build_object('code', 'filed', 'count', v_filed);
END $$;
