"""A book as a beancount file, with an assertion after each day of each account.

Beancount asserts what an account holds when a day begins, so entries of one day share that of the next morning.
`~ 0` and a default tolerance of zero are needed: without them a cent too much is accepted.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from ledger.exports.running import Told, ToldEntry, one_line, plain, told_accounts, told_entries

ONE_DAY = dt.timedelta(days=1)
FIRST_DAY = dt.date(1900, 1, 1)


def beancount_lines(*, book: str, start: dt.date | None = None, end: dt.date | None = None) -> Iterator[str]:
    """Stream the file, line by line; with `start`, it opens with what accounts held before that day."""
    accounts = told_accounts(book=book, start=start)
    yield f'option "title" "{book}"'
    for currency in sorted({account.currency for account in accounts.values()}):
        yield f'option "operating_currency" "{currency}"'
        yield f'option "inferred_tolerance_default" "{currency}:0"'
    for account in accounts.values():
        yield f"{FIRST_DAY} open {account.name} {account.currency}"
        yield f"  label: {_quoted(account.label)}"
    yield from _opening(accounts, start)
    told = told_entries(book=book, accounts=accounts, start=start, end=end)
    for day, entries in groupby(told, key=lambda one: one.entry.effective_on):
        yield from _day(day, entries)


def _opening(accounts: dict[str, Told], start: dt.date | None) -> Iterator[str]:
    held = [account for account in accounts.values() if account.opening]
    if start is None or not held:
        return
    yield ""
    yield f'{start} * "Opening balances"'
    for account in held:
        yield f"  {account.name}  {plain(account.opening, currency=account.currency)}"


def _day(day: dt.date, entries: Iterator[ToldEntry]) -> Iterator[str]:
    holds: dict[str, tuple[Told, Decimal]] = {}
    for told in entries:
        yield from _entry(told)
        for movement in told.movements:
            holds[movement.account.code] = (movement.account, movement.after)
    yield ""
    for account, held in holds.values():
        exact = f"{plain(held, currency=account.currency).removesuffix(account.currency)}~ 0 {account.currency}"
        yield f"{day + ONE_DAY} balance {account.name}  {exact}"


def _entry(told: ToldEntry) -> Iterator[str]:
    entry = told.entry
    yield ""
    yield f"{entry.effective_on} * {_quoted(entry.description)}"
    yield f'  entry: "{entry.id}"'
    yield f'  journal: "{entry.journal}"'
    if entry.reference:
        yield f"  reference: {_quoted(entry.reference)}"
    for movement in told.movements:
        yield f"  {movement.account.name}  {plain(movement.amount, currency=movement.account.currency)}"


def _quoted(text: str) -> str:
    escaped = one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
