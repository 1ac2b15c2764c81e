-- Fiscal years that exclude each other, what refers to them, and the events of the periods there are already.

-- A first year may be longer than twelve months, never than twenty-four.
ALTER TABLE ledger_fiscal_year
    ADD CONSTRAINT ledger_fiscal_year_book FOREIGN KEY (book_id) REFERENCES ledger_book (id) ON DELETE RESTRICT,
    ADD CONSTRAINT ledger_fiscal_year_has_a_length CHECK (ends_on < starts_on + interval '24 months'),
    ADD CONSTRAINT ledger_fiscal_year_excludes_others EXCLUDE USING gist (
        int8range(book_id, book_id, '[]') WITH &&, daterange(starts_on, ends_on, '[]') WITH &&);

ALTER TABLE ledger_fiscal_year_export
    ADD CONSTRAINT ledger_fiscal_year_export_year FOREIGN KEY (fiscal_year_id) REFERENCES ledger_fiscal_year (id) ON DELETE RESTRICT;

-- An event and its period are of one book and of the same days.
ALTER TABLE ledger_period
    ADD CONSTRAINT ledger_period_days_key UNIQUE (id, book_id, starts_on, ends_on);
ALTER TABLE ledger_period_event
    ADD CONSTRAINT ledger_period_event_period FOREIGN KEY (period_id, book_id, starts_on, ends_on)
        REFERENCES ledger_period (id, book_id, starts_on, ends_on) ON DELETE RESTRICT;

INSERT INTO ledger_period_event (book_id, period_id, starts_on, ends_on, act, reason, at)
SELECT p.book_id, p.id, p.starts_on, p.ends_on, 'opened', 'before events were kept', now() FROM ledger_period p;
INSERT INTO ledger_period_event (book_id, period_id, starts_on, ends_on, act, reason, at)
SELECT p.book_id, p.id, p.starts_on, p.ends_on, 'closed', 'before events were kept', p.closed_at
  FROM ledger_period p WHERE p.closed_at IS NOT NULL;
