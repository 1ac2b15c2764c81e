-- What Django cannot say: composite foreign keys, the floor, periods that exclude each other, room for updates in place.

ALTER TABLE ledger_account
    ADD CONSTRAINT ledger_account_book FOREIGN KEY (book_id) REFERENCES ledger_book (id) ON DELETE RESTRICT,
    ADD CONSTRAINT ledger_account_parent_in_book FOREIGN KEY (parent_id, book_id) REFERENCES ledger_account (id, book_id) ON DELETE RESTRICT,
    ADD CONSTRAINT ledger_account_is_not_its_parent CHECK (parent_id <> id);

ALTER TABLE ledger_balance
    ADD CONSTRAINT ledger_balance_account FOREIGN KEY (account_id, currency) REFERENCES ledger_account (id, currency) ON DELETE RESTRICT,
    ADD CONSTRAINT ledger_balance_book FOREIGN KEY (account_id, book_id) REFERENCES ledger_account (id, book_id) ON DELETE RESTRICT;

-- Balances are updated in place, over and over: half-empty pages keep every new version on its page.
ALTER TABLE ledger_balance SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

-- The rows of a batch name their book, entry and accounts without foreign keys: a key costs a query and a row lock a row, while the
-- triggers of `program/entries.sql` and `program/postings.sql` hold the same by one statement a batch. An entry comes with postings, a
-- posting with its entry and with two balances of its book and currency; what is reversed or resolved is looked at by the same statement; and
-- nothing that they refer to can be deleted.
-- A range of one book number stands for equality, so no extension is needed.
ALTER TABLE ledger_period
    ADD CONSTRAINT ledger_period_book FOREIGN KEY (book_id) REFERENCES ledger_book (id) ON DELETE RESTRICT,
    ADD CONSTRAINT ledger_period_excludes_others EXCLUDE USING gist (
        int8range(book_id, book_id, '[]') WITH &&, daterange(starts_on, ends_on, '[]') WITH &&);

ALTER TABLE ledger_seal_batch
    ADD CONSTRAINT ledger_seal_batch_book FOREIGN KEY (book_id) REFERENCES ledger_book (id) ON DELETE RESTRICT;
