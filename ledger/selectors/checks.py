"""What must be true of every book, each as one query that gives the rows where it is not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class Breach:
    """One row that breaks a rule: its book, its table and key, and what is wrong with it."""

    book: str
    row: str
    fault: str


@dataclass(frozen=True, slots=True)
class Check:
    """A rule of the books.

    :param name: stable, for programs.
    :param rule: the rule in a sentence, as it should be.
    :param find: gives the first rows that break it; none when it holds.
    """

    name: str
    rule: str
    find: Callable[[], Iterator[Breach]]


def by_query(name: str, rule: str, query: str) -> Check:
    """Make a check of a query that gives (book, row, fault) for what is wrong."""

    def find() -> Iterator[Breach]:
        with connection.cursor() as cursor:
            cursor.execute(query)
            while row := cursor.fetchone():
                yield Breach(*(str(cell) for cell in row))

    return Check(name, rule, find)


CHECKS = (
    by_query(
        "debits-equal-credits",
        "For every book and currency, debits equal credits.",
        """SELECT k.code, 'ledger_book ' || k.id, format('%s: debits %s, credits %s', b.currency, sum(b.posted_debit), sum(b.posted_credit))
             FROM ledger_balance b JOIN ledger_book k ON k.id = b.book_id
            GROUP BY k.code, k.id, b.currency
           HAVING sum(b.posted_debit) <> sum(b.posted_credit) OR sum(b.pending_debit) <> sum(b.pending_credit)
            ORDER BY k.id""",
    ),
    by_query(
        "balance-is-sum-of-postings",
        "A live balance is the sum of its postings, reserved and posted.",
        """WITH effect AS (
               SELECT p.debit_account_id, p.credit_account_id,
                      CASE WHEN p.phase IN ('posted', 'settles') THEN p.amount ELSE 0 END AS posted,
                      CASE p.phase WHEN 'posted' THEN 0 WHEN 'pending' THEN p.amount ELSE -o.amount END AS held
                 FROM ledger_posting p
                 LEFT JOIN ledger_posting o ON o.entry_id = p.pending_id AND o.line = p.pending_line
           ), pairs AS (
               SELECT debit_account_id, credit_account_id, sum(posted) AS posted, sum(held) AS held FROM effect GROUP BY 1, 2
           ), recomputed AS (
               SELECT s.account_id, sum(s.debit) AS debit, sum(s.credit) AS credit, sum(s.held_debit) AS held_debit,
                      sum(s.held_credit) AS held_credit
                 FROM pairs CROSS JOIN LATERAL (VALUES
                     (debit_account_id, posted, 0::numeric, held, 0::numeric), (credit_account_id, 0, posted, 0, held)
                 ) AS s (account_id, debit, credit, held_debit, held_credit)
                GROUP BY s.account_id
           )
           SELECT k.code, 'ledger_balance ' || a.id || ' (' || a.code || ')',
                  format('holds %s/%s debited/credited and %s/%s reserved, its postings give %s/%s and %s/%s',
                         b.posted_debit, b.posted_credit, b.pending_debit, b.pending_credit,
                         coalesce(r.debit, 0), coalesce(r.credit, 0), coalesce(r.held_debit, 0), coalesce(r.held_credit, 0))
             FROM ledger_account a JOIN ledger_book k ON k.id = a.book_id
             LEFT JOIN ledger_balance b ON b.account_id = a.id
             LEFT JOIN recomputed r ON r.account_id = a.id
            WHERE NOT a.folded
              AND (b.posted_debit, b.posted_credit, b.pending_debit, b.pending_credit) IS DISTINCT FROM
                  (coalesce(r.debit, 0), coalesce(r.credit, 0), coalesce(r.held_debit, 0), coalesce(r.held_credit, 0))
            ORDER BY a.id""",
    ),
    by_query(
        "floors-hold",
        "No account with a floor is below it, reservations included, and its balance row carries its floor, side and status.",
        """SELECT k.code, 'ledger_balance ' || a.id || ' (' || a.code || ')',
                  format('available %s, floor %s, the account says floor %s, %s, %s',
                         b.sign * (b.posted_debit - b.posted_credit) - CASE b.sign WHEN 1 THEN b.pending_credit ELSE b.pending_debit END,
                         b.floor, a.floor, a.nature, a.status)
             FROM ledger_balance b JOIN ledger_account a ON a.id = b.account_id JOIN ledger_book k ON k.id = a.book_id
            WHERE b.sign * (b.posted_debit - b.posted_credit) - CASE b.sign WHEN 1 THEN b.pending_credit ELSE b.pending_debit END < b.floor
               OR b.floor IS DISTINCT FROM a.floor OR b.open <> (a.status = 'open') OR b.currency <> a.currency
               OR b.book_id <> a.book_id
               OR b.sign <> CASE WHEN a.nature IN ('asset', 'expense', 'memo') THEN 1 ELSE -1 END
            ORDER BY a.id""",
    ),
    by_query(
        "entries-are-whole",
        "An entry has the postings that it announces, numbered from 1.",
        """SELECT k.code, 'ledger_entry ' || e.id, format('announces %s postings, has %s', e.posting_count, coalesce(p.postings, 0))
             FROM ledger_entry e JOIN ledger_book k ON k.id = e.book_id
             LEFT JOIN (SELECT entry_id, count(*) AS postings, min(line) AS first, max(line) AS last
                          FROM ledger_posting GROUP BY entry_id) p ON p.entry_id = e.id
            WHERE (e.posting_count, 1, e.posting_count) IS DISTINCT FROM (p.postings, p.first, p.last)
            ORDER BY e.recorded_xid, e.id""",
    ),
    by_query(
        "postings-fit",
        "A posting has the book and date of its entry, and joins two accounts of that book and of its own currency.",
        """SELECT coalesce(k.code, '?'), 'ledger_posting ' || p.entry_id || '/' || p.line,
                  CASE WHEN e.id IS NULL THEN 'its entry is missing'
                       WHEN (p.book_id, p.effective_on) IS DISTINCT FROM (e.book_id, e.effective_on) THEN 'its entry has another book or date'
                       WHEN p.amount <= 0 OR p.debit_account_id = p.credit_account_id THEN 'it moves nothing'
                       ELSE 'an account is missing, or of another book or currency' END
             FROM ledger_posting p
             LEFT JOIN ledger_entry e ON e.id = p.entry_id
             LEFT JOIN ledger_book k ON k.id = p.book_id
             LEFT JOIN ledger_account d ON d.id = p.debit_account_id
             LEFT JOIN ledger_account c ON c.id = p.credit_account_id
            WHERE e.id IS NULL OR (p.book_id, p.effective_on) IS DISTINCT FROM (e.book_id, e.effective_on)
               OR p.amount <= 0 OR p.debit_account_id = p.credit_account_id
               OR (d.book_id, d.currency) IS DISTINCT FROM (p.book_id, p.currency)
               OR (c.book_id, c.currency) IS DISTINCT FROM (p.book_id, p.currency)
            ORDER BY p.entry_id, p.line""",
    ),
    by_query(
        "reservations-are-resolved-once",
        "What settles or voids a reservation has its accounts and at most its amount, and nothing else resolves it.",
        """SELECT k.code, 'ledger_posting ' || p.entry_id || '/' || p.line, 'it does not fit the reservation that it resolves'
             FROM ledger_posting p JOIN ledger_book k ON k.id = p.book_id
             LEFT JOIN ledger_posting o ON o.entry_id = p.pending_id AND o.line = p.pending_line
            WHERE p.phase IN ('settles', 'voids')
              AND (o.phase IS DISTINCT FROM 'pending' OR p.amount > o.amount OR (p.phase = 'voids' AND p.amount <> o.amount)
                   OR (o.book_id, o.debit_account_id, o.credit_account_id, o.currency)
                      IS DISTINCT FROM (p.book_id, p.debit_account_id, p.credit_account_id, p.currency)
                   OR EXISTS (SELECT FROM ledger_posting other WHERE other.pending_id = p.pending_id
                              AND other.pending_line = p.pending_line AND (other.entry_id, other.line) <> (p.entry_id, p.line)))
            ORDER BY p.entry_id, p.line""",
    ),
    by_query(
        "reversals-mirror",
        "A reversal mirrors its entry line by line, and an entry is reversed at most once.",
        """SELECT k.code, 'ledger_entry ' || r.id, 'it is not the one mirror of ' || r.reverses_id
             FROM ledger_entry r JOIN ledger_book k ON k.id = r.book_id
             LEFT JOIN ledger_entry e ON e.id = r.reverses_id AND e.book_id = r.book_id
            WHERE r.reverses_id IS NOT NULL
              AND (e.posting_count IS DISTINCT FROM r.posting_count
                   OR EXISTS (SELECT FROM ledger_entry other WHERE other.reverses_id = r.reverses_id AND other.id <> r.id)
                   OR (SELECT count(*) FROM ledger_posting o JOIN ledger_posting m
                           ON m.entry_id = r.id AND m.line = o.line AND m.amount = o.amount AND m.currency = o.currency
                          AND m.debit_account_id = o.credit_account_id AND m.credit_account_id = o.debit_account_id
                        WHERE o.entry_id = r.reverses_id) <> r.posting_count)
            ORDER BY r.recorded_xid, r.id""",
    ),
    by_query(
        "closed-periods-stay-closed",
        "Nothing entered a period after it was closed.",
        """SELECT k.code, 'ledger_entry ' || e.id, format('dated %s, recorded after that period was closed', e.effective_on)
             FROM ledger_period p JOIN ledger_book k ON k.id = p.book_id
             JOIN ledger_entry e ON e.book_id = p.book_id AND e.effective_on BETWEEN p.starts_on AND p.ends_on
            WHERE e.recorded_at > p.closed_at
            ORDER BY e.recorded_xid, e.id""",
    ),
    by_query(
        "requests-are-answered",
        "Every request has its answer, and the entries that it says were created exist.",
        """SELECT k.code, 'ledger_request ' || r.idempotency_key, 'it has no answer, or an entry that it made is missing'
             FROM ledger_request r JOIN ledger_book k ON k.id = r.book_id
            WHERE r.status IS NULL
               OR (r.status = 'created' AND EXISTS (
                   SELECT FROM unnest(r.entries) WITH ORDINALITY AS made (id, n)
                    WHERE NOT EXISTS (SELECT FROM ledger_entry e WHERE e.id = made.id AND e.book_id = r.book_id)
                      AND NOT coalesce(r.refusals, '[]') @> jsonb_build_array(jsonb_build_object('n', made.n))))
            ORDER BY r.recorded_at, r.idempotency_key""",
    ),
)
