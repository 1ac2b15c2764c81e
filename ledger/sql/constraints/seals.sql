-- What seals and days refer to is held by the seals' triggers, by one statement a batch: a key would look up, and lock, every entry
-- that is sealed. Entries and accounts are never deleted.

ALTER TABLE ledger_seal_entry
    DROP CONSTRAINT IF EXISTS ledger_seal_entry_entry,
    DROP CONSTRAINT IF EXISTS ledger_seal_entry_batch;

ALTER TABLE ledger_day_movement
    DROP CONSTRAINT IF EXISTS ledger_day_movement_account;
