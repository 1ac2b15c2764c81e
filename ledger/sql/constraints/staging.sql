-- Where large imports are put down by COPY before `ledger_post_staged` takes them. Nothing here is a book: it is emptied by each import
-- and by a crash, so it is not logged; and it has no index, since it is read whole.
CREATE UNLOGGED TABLE ledger_staged_entry (
    id uuid, effective_on date, posting_count smallint, journal text, kind text, description text, reference text, source text,
    metadata jsonb);
CREATE UNLOGGED TABLE ledger_staged_posting (
    entry_id uuid, entry_number integer, line smallint, effective_on date, debit integer, credit integer, amount bigint, currency text,
    phase text, expires_on date);
