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
CREATE FUNCTION ledger_open_accounts(
    p_book text, p_code text[], p_name text[], p_nature text[], p_currency text[], p_floor bigint[], p_floor_currency text[],
    p_parent text[], p_hot boolean[]
) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_book ledger_book%ROWTYPE;
    v_parent bigint;
    asked record;
BEGIN
    SELECT * INTO v_book FROM ledger_book WHERE code = p_book;
    IF NOT FOUND THEN
        RETURN jsonb_build_object('code', 'book_unknown', 'book', p_book);
    END IF;
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
                SELECT id INTO v_parent FROM ledger_account WHERE book_id = v_book.id AND code = asked.parent;
                IF NOT FOUND THEN
                    RAISE EXCEPTION USING ERRCODE = 'LG001', MESSAGE = 'parent_unknown';
                END IF;
            END IF;
            INSERT INTO ledger_account (book_id, code, name, nature, currency, floor, parent_id, hot)
            VALUES (v_book.id, asked.code, asked.name, asked.nature, asked.currency, asked.floor, v_parent, asked.hot)
            ON CONFLICT (book_id, code) DO NOTHING;
            IF NOT FOUND THEN
                PERFORM FROM ledger_account a
                  WHERE a.book_id = v_book.id AND a.code = asked.code AND a.name = asked.name AND a.nature = asked.nature
                    AND a.currency = asked.currency AND a.floor IS NOT DISTINCT FROM asked.floor
                    AND a.parent_id IS NOT DISTINCT FROM v_parent;
                IF NOT FOUND THEN
                    RAISE EXCEPTION USING ERRCODE = 'LG001', MESSAGE = 'account_differs';
                END IF;
            END IF;
        END LOOP;
    EXCEPTION WHEN SQLSTATE 'LG001' THEN
        -- The block is undone as a whole; only the answer leaves it.
        RETURN jsonb_build_object('code', SQLERRM, 'account', asked.code, 'parent', asked.parent);
    END;
    RETURN NULL;
END $$;

-- Gives null, or the rule that stands in the way.
CREATE FUNCTION ledger_set_account_status(p_book text, p_code text, p_status text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_account ledger_account%ROWTYPE;
    v_balance ledger_balance%ROWTYPE;
BEGIN
    SELECT a.* INTO v_account FROM ledger_account a JOIN ledger_book k ON k.id = a.book_id WHERE k.code = p_book AND a.code = p_code;
    IF NOT FOUND THEN
        RETURN jsonb_build_object('code', 'account_unknown', 'account', p_code);
    END IF;
    -- Postings lock the same row: after this line none is in flight.
    SELECT * INTO v_balance FROM ledger_balance WHERE account_id = v_account.id FOR NO KEY UPDATE;
    IF p_status = 'closed' AND (v_balance.posted_debit <> v_balance.posted_credit
                                OR v_balance.pending_debit <> 0 OR v_balance.pending_credit <> 0) THEN
        RETURN jsonb_build_object('code', 'account_not_empty', 'account', p_code);
    END IF;
    UPDATE ledger_account SET status = p_status WHERE id = v_account.id;
    RETURN NULL;
END $$;

-- Gives null, or the rule that stands in the way.
CREATE FUNCTION ledger_set_floor(p_book text, p_code text, p_floor bigint) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE ledger_account a SET floor = p_floor FROM ledger_book k WHERE k.id = a.book_id AND k.code = p_book AND a.code = p_code;
    IF NOT FOUND THEN
        RETURN jsonb_build_object('code', 'account_unknown', 'account', p_code);
    END IF;
    RETURN NULL;
EXCEPTION WHEN check_violation THEN
    RETURN jsonb_build_object('code', 'floor_above_balance', 'account', p_code);
END $$;
