-- The no-overdraft rule, reservations included, whichever way a row is written. `available` is kept by the posting trigger beside the
-- totals: PostgreSQL reads a CHECK anew for each statement, and a short one costs a tenth of the arithmetic.
ALTER TABLE ledger_balance ADD CONSTRAINT ledger_balance_floor CHECK (available >= floor);
