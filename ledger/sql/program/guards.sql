-- Guards for when somebody bypasses the functions. They hold for the owner of the tables too.

CREATE FUNCTION ledger_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: the ledger is append-only, a correction is a reversal', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION ledger_refuse_direct_write() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: only postings move a balance', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER ledger_entry_is_append_only BEFORE UPDATE OR DELETE ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_posting_is_append_only BEFORE UPDATE OR DELETE ON ledger_posting
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_seal_batch_is_append_only BEFORE UPDATE OR DELETE ON ledger_seal_batch
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_seal_entry_is_append_only BEFORE UPDATE OR DELETE ON ledger_seal_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_book_stays BEFORE DELETE ON ledger_book
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_account_stays BEFORE DELETE ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_balance_stays BEFORE DELETE ON ledger_balance
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_period_stays BEFORE DELETE ON ledger_period
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_request_stays BEFORE DELETE ON ledger_request
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();

-- What a book and an account are never changes; a request is answered once.
CREATE TRIGGER ledger_book_keeps_its_nature BEFORE UPDATE ON ledger_book
    FOR EACH ROW WHEN ((OLD.id, OLD.code, OLD.currency, OLD.opened_at) IS DISTINCT FROM (NEW.id, NEW.code, NEW.currency, NEW.opened_at))
    EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_account_keeps_its_nature BEFORE UPDATE ON ledger_account
    FOR EACH ROW WHEN (
        (OLD.id, OLD.book_id, OLD.code, OLD.nature, OLD.currency, OLD.folded, OLD.opened_at)
        IS DISTINCT FROM (NEW.id, NEW.book_id, NEW.code, NEW.nature, NEW.currency, NEW.folded, NEW.opened_at))
    EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_request_is_answered_once BEFORE UPDATE ON ledger_request
    FOR EACH ROW WHEN (
        OLD.status IS NOT NULL
        OR (OLD.book_id, OLD.idempotency_key, OLD.fingerprint) IS DISTINCT FROM (NEW.book_id, NEW.idempotency_key, NEW.fingerprint))
    EXECUTE FUNCTION ledger_refuse_change();

-- Depth 0 is a statement somebody sent; the posting trigger writes at depth 1.
CREATE TRIGGER ledger_balance_is_written_by_postings BEFORE INSERT OR UPDATE ON ledger_balance
    FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION ledger_refuse_direct_write();

CREATE TRIGGER ledger_book_is_not_emptied BEFORE TRUNCATE ON ledger_book EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_account_is_not_emptied BEFORE TRUNCATE ON ledger_account EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_balance_is_not_emptied BEFORE TRUNCATE ON ledger_balance EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_entry_is_not_emptied BEFORE TRUNCATE ON ledger_entry EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_posting_is_not_emptied BEFORE TRUNCATE ON ledger_posting EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_period_is_not_emptied BEFORE TRUNCATE ON ledger_period EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_request_is_not_emptied BEFORE TRUNCATE ON ledger_request EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_seal_batch_is_not_emptied BEFORE TRUNCATE ON ledger_seal_batch EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_seal_entry_is_not_emptied BEFORE TRUNCATE ON ledger_seal_entry EXECUTE FUNCTION ledger_refuse_change();
