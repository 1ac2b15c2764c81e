-- Seals are numbered from 1 without a gap, each bears its own hash and that of the one before, and an epoch is one cluster.
SELECT coalesce(k.code, '?'), 'ledger_seal_batch ' || c.number,
       CASE WHEN c.number <> c.expected THEN format('seal %s is missing', c.expected)
            WHEN c.previous_hash <> c.hash_before THEN 'it does not follow the seal before it'
            WHEN c.hash <> c.recomputed OR c.recomputed IS NULL THEN 'its hash is not that of what it says'
            ELSE format('epoch %s of cluster %s follows epoch %s of cluster %s', c.epoch, c.system_identifier, c.epoch_before,
                        c.system_before) END
  FROM (
    SELECT b.*, ledger_batch_hash(ledger_batch_text(b, k.code)) AS recomputed, row_number() OVER book AS expected,
           coalesce(lag(b.hash) OVER book, decode(repeat('00', 32), 'hex')) AS hash_before,
           lag(b.epoch) OVER book AS epoch_before, lag(b.system_identifier) OVER book AS system_before
      FROM ledger_seal_batch b LEFT JOIN ledger_book k ON k.id = b.book_id
    WINDOW book AS (PARTITION BY b.book_id ORDER BY b.number)
  ) c LEFT JOIN ledger_book k ON k.id = c.book_id
 WHERE c.number <> c.expected OR c.previous_hash <> c.hash_before OR c.hash <> c.recomputed OR c.recomputed IS NULL
    OR c.epoch <> CASE WHEN c.system_before IS NULL THEN 1
                       ELSE c.epoch_before + (c.system_identifier <> c.system_before)::integer END
 ORDER BY c.book_id, c.number
