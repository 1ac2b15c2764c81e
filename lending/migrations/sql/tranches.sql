-- Every loan there is has one drawdown: what was agreed, paid out, or has lapsed.

INSERT INTO lending_tranche (id, fund_id, loan_id, number, amount, amount_currency, planned_on, last_on, state, drawn_on,
                             released_on, release_reason)
SELECT gen_random_uuid(), l.fund_id, l.id, 1, l.amount, l.amount_currency, v.start_on,
       GREATEST(d.expires_on, l.disbursed_on),
       CASE WHEN l.disbursed_on IS NOT NULL THEN 'drawn' WHEN l.state = 'lapsed' THEN 'released' ELSE 'waiting' END,
       l.disbursed_on,
       CASE WHEN l.state = 'lapsed' THEN d.expires_on + 1 END,
       ''
  FROM lending_loan l
  JOIN lending_requestversion v ON v.id = l.request_version_id
  JOIN lending_decision d ON d.id = l.decision_id;

INSERT INTO lending_drawdown (id, fund_id, loan_id, tranche_id, drawn_on, drawn_by_id)
SELECT gen_random_uuid(), l.fund_id, l.id, t.id, l.disbursed_on, l.disbursed_by_id
  FROM lending_loan l JOIN lending_tranche t ON t.loan_id = l.id
 WHERE l.disbursed_on IS NOT NULL;

-- A loan that took others over was never set aside; nor has a lender that came later a share of what was agreed.
INSERT INTO lending_trancheshare (id, fund_id, tranche_id, participation_id, amount, amount_currency,
                                  reservation_entry_id, reservation_line)
SELECT gen_random_uuid(), p.fund_id, t.id, p.id, p.amount, p.amount_currency, p.reservation_entry_id, p.reservation_line
  FROM lending_participation p
  JOIN lending_tranche t ON t.loan_id = p.loan_id
  JOIN lending_loan l ON l.id = p.loan_id
  JOIN lending_requestversion v ON v.id = l.request_version_id
  JOIN lending_loanrequest r ON r.id = v.request_id
 WHERE p.amount > 0 AND r.kind = 'new_loan';

UPDATE lending_loan SET drawn = amount, drawn_currency = amount_currency WHERE disbursed_on IS NOT NULL;

UPDATE lending_participation p SET undrawn = p.amount, undrawn_currency = p.amount_currency
  FROM lending_loan l WHERE l.id = p.loan_id AND l.state = 'agreed';

SET CONSTRAINTS ALL IMMEDIATE;
