-- The trail of accounts: what Django cannot say, and what is known of accounts older than their trail.

ALTER TABLE ledger_account_event
    ADD CONSTRAINT ledger_account_event_account FOREIGN KEY (account_id, book_id) REFERENCES ledger_account (id, book_id) ON DELETE RESTRICT;

INSERT INTO ledger_account_event (book_id, account_id, kind, before, after, reason, recorded_at)
SELECT a.book_id, a.id, 'opened', '{}',
       jsonb_build_object('name', a.name, 'status', a.status, 'floor', a.floor, 'hot', a.hot, 'parent', p.code),
       'Opened before accounts had a trail', a.opened_at
  FROM ledger_account a LEFT JOIN ledger_account p ON p.id = a.parent_id
 ORDER BY a.id;
