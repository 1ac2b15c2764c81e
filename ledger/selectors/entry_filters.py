"""Which entries of a book are asked for."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from djmoney.money import Money

from ledger.domain.money import to_minor
from ledger.domain.search import patterns
from ledger.models import Account, Book

TOTALS = (
    "SELECT FROM ledger_posting p WHERE p.entry_id = e.id AND p.currency = %(amount_currency)s GROUP BY p.{side} HAVING"
)
WITHIN = "{0} BETWEEN %(at_least)s AND %(at_most)s"
# Of each thing that may be asked, what the entry `e` must be.
CONDITIONS = {
    "start": "e.effective_on >= %(start)s::date",
    "end": "e.effective_on <= %(end)s::date",
    "journal": "e.journal = %(journal)s",
    "kind": "e.kind = %(kind)s",
    "reference": "e.reference = %(reference)s",
    "source": "e.source = %(source)s",
    "text": "(e.description || ' ' || e.reference) ~ ALL (%(words)s::text[])",
    "currency": "EXISTS (SELECT FROM ledger_posting p WHERE p.entry_id = e.id AND p.currency = %(currency)s)",
    # An amount that one reads in the entry: of a posting, or of an account over all its postings on one side.
    "amount": "(EXISTS (SELECT FROM ledger_posting p WHERE p.entry_id = e.id AND p.currency = %(amount_currency)s"
    f" AND {WITHIN.format('p.amount')})"
    f" OR (e.posting_count > 1 AND (EXISTS ({TOTALS.format(side='debit_account_id')} {WITHIN.format('sum(p.amount)')})"
    f" OR EXISTS ({TOTALS.format(side='credit_account_id')} {WITHIN.format('sum(p.amount)')}))))",
    "phase": "EXISTS (SELECT FROM ledger_posting p WHERE p.entry_id = e.id AND p.phase = %(phase)s)",
    "reserves": "EXISTS (SELECT FROM ledger_posting p WHERE p.entry_id = e.id AND p.phase = 'pending' AND NOT EXISTS"
    " (SELECT FROM ledger_posting r WHERE r.pending_id = p.entry_id AND r.pending_line = p.line)) = %(reserves)s",
    "is_reversed": "EXISTS (SELECT FROM ledger_entry r WHERE r.reverses_id = e.id) = %(is_reversed)s",
    "is_sealed": "EXISTS (SELECT FROM ledger_seal_entry s WHERE s.entry_id = e.id) = %(is_sealed)s",
    "seal": "e.id = ANY (SELECT s.entry_id FROM ledger_seal_entry s WHERE s.book_id = %(book)s"
    " AND s.batch_number = %(seal)s)",
    "number": "e.id = ANY (SELECT s.entry_id FROM ledger_seal_entry s WHERE s.book_id = %(book)s"
    " AND s.legal_number = %(legal_number)s AND s.journal || '-' || s.fiscal_year = %(legal_series)s)",
}
ASKED = tuple(name for name in CONDITIONS if name != "amount")
WITHIN_DAYS = {"start": "p.effective_on >= %(start)s::date", "end": "p.effective_on <= %(end)s::date"}
TOUCHES = (
    "EXISTS (SELECT FROM ledger_posting p WHERE p.entry_id = e.id"
    " AND (p.debit_account_id = ANY ({accounts}) OR p.credit_account_id = ANY ({accounts})))"
)
# One account's postings lie in the order of pages: they lead to its entries, however many others the book has. The
# first posting of an entry that touches the account stands for it: DISTINCT would read them all before it gave one.
# OFFSET 0 keeps each side in the order of its index, so that the two are merged and a page reads a page.
TOUCHED = """
SELECT e.* FROM (
    (SELECT p.effective_on, p.entry_id, p.line FROM ledger_posting p WHERE p.debit_account_id = {account} AND {within}
      ORDER BY p.effective_on {way}, p.entry_id {way} OFFSET 0)
    UNION ALL
    (SELECT p.effective_on, p.entry_id, p.line FROM ledger_posting p WHERE p.credit_account_id = {account} AND {within}
      ORDER BY p.effective_on {way}, p.entry_id {way} OFFSET 0)
) touched JOIN ledger_entry e ON e.id = touched.entry_id
 WHERE e.book_id = %(book)s AND {chosen} AND (e.posting_count = 1 OR touched.line = (
       SELECT min(q.line) FROM ledger_posting q WHERE q.entry_id = touched.entry_id
          AND (q.debit_account_id = {account} OR q.credit_account_id = {account})))
 ORDER BY touched.effective_on {way}, touched.entry_id {way} {limit}"""
ALL = """
SELECT e.* FROM ledger_entry e WHERE e.book_id = %(book)s AND {chosen}
 ORDER BY e.effective_on {way}, e.id {way} {limit}"""
LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFilter:
    """What is None is not asked; both days and both amounts are included.

    :param account: code of an account on either side of a posting.
    :param account_prefix: the same, of any account whose code begins so.
    :param text: words that the description and the reference hold; case and accents do not count.
    :param amount_min: of a posting, or of one account over all its postings on one side; with `amount_max`, the
        currency is that of whichever is given.
    :param phase: of at least one posting.
    :param reserves: whether it holds a reservation that nothing has settled or voided yet.
    :param number: the legal number as it is written: BQ-2026-000012.
    :param seal: the number of the seal that they were sealed by.
    """

    start: dt.date | None = None
    end: dt.date | None = None
    journal: str | None = None
    account: str | None = None
    account_prefix: str | None = None
    reference: str | None = None
    source: str | None = None
    kind: str | None = None
    text: str | None = None
    currency: str | None = None
    amount_min: Money | None = None
    amount_max: Money | None = None
    phase: str | None = None
    reserves: bool | None = None
    is_reversed: bool | None = None
    is_sealed: bool | None = None
    number: str | None = None
    seal: int | None = None


EVERYTHING = EntryFilter()


def choice_of(
    where: EntryFilter, *, book: Book, after: tuple[dt.date, UUID] | None, latest_first: bool = False
) -> tuple[str, dict[str, Any]]:
    """Give the query of the entries asked for, with a place for its limit, and its parameters.

    :param after: the date and the id of the entry before the first one, in the order asked for.
    """
    asked = {name: getattr(where, name) for name in ASKED if getattr(where, name) is not None}
    parameters: dict[str, Any] = {"book": book.id, **asked, "words": patterns(where.text or "")}
    chosen = [CONDITIONS[name] for name in asked]
    within = [WITHIN_DAYS[name] for name in WITHIN_DAYS if name in asked]
    if where.amount_min is not None or where.amount_max is not None:
        parameters |= _amounts(where)
        chosen.append(CONDITIONS["amount"])
    if where.number is not None:
        series, _, number = where.number.rpartition("-")
        parameters |= {"legal_series": series, "legal_number": int(number)}
    if after is not None:
        parameters["day"], parameters["id"] = after
        follows = f"{'<' if latest_first else '>'} (%(day)s::date, %(id)s::uuid)"
        chosen.append(f"(e.effective_on, e.id) {follows}")
        within.append(f"(p.effective_on, p.entry_id) {follows}")
    query = ALL
    for name, accounts in _accounts(where, book=book).items():
        parameters[name] = accounts[0] if len(accounts) == 1 else accounts
        if len(accounts) == 1 and query == ALL:
            query = TOUCHED.replace("{account}", f"%({name})s").replace("{within}", " AND ".join(within) or "true")
        else:
            parameters[name] = accounts
            chosen.append(TOUCHES.replace("{accounts}", f"%({name})s::bigint[]") if accounts else "false")
    way = "DESC" if latest_first else "ASC"
    return query.replace("{chosen}", " AND ".join(chosen) or "true").replace("{way}", way), parameters


def _accounts(where: EntryFilter, *, book: Book) -> dict[str, list[int]]:
    """The ids of the accounts that each of two filters names."""
    named = {"account": {"code": where.account}, "account_prefix": {"code__startswith": where.account_prefix}}
    return {
        name: list(Account.objects.filter(book=book, **by).order_by("id").values_list("id", flat=True))
        for name, by in named.items()
        if getattr(where, name) is not None
    }


def _amounts(where: EntryFilter) -> dict[str, Any]:
    given = [amount for amount in (where.amount_min, where.amount_max) if amount is not None]
    at_least, at_most = (
        default if amount is None else to_minor(amount.amount, currency=amount.currency.code)
        for amount, default in ((where.amount_min, 0), (where.amount_max, LARGEST))
    )
    return {"at_least": at_least, "at_most": at_most, "amount_currency": given[0].currency.code}
