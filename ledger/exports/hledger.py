"""A book as an hledger journal, with an assertion after each entry.

`hledger -f FILE check -s ordereddates accounts commodities` must accept it.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from ledger.exports.running import Told, ToldEntry, one_line, plain, told_accounts, told_entries


def hledger_lines(*, book: str, start: dt.date | None = None, end: dt.date | None = None) -> Iterator[str]:
    """Stream the journal, line by line; with `start`, it opens with what accounts held before that day."""
    accounts = told_accounts(book=book, start=start)
    yield f"; {book}"
    for currency in sorted({account.currency for account in accounts.values()}):
        amount, _space, _currency = plain(Decimal(1000), currency=currency).partition(" ")
        # The point is needed even where no decimals follow.
        yield f"commodity {amount if '.' in amount else amount + '.'} {currency}"
    for account in accounts.values():
        yield f"account {account.name}  ; {_comment(account.label)}"
    yield from _opening(accounts, start)
    for told in told_entries(book=book, accounts=accounts, start=start, end=end):
        yield from _entry(told)


def _opening(accounts: dict[str, Told], start: dt.date | None) -> Iterator[str]:
    held = [account for account in accounts.values() if account.opening]
    if start is None or not held:
        return
    yield ""
    yield f"{start} * () Opening balances"
    for account in held:
        amount = plain(account.opening, currency=account.currency)
        yield f"    {account.name}  {amount} = {amount}"


def _entry(told: ToldEntry) -> Iterator[str]:
    entry = told.entry
    yield ""
    # The code is written even when it is empty: a description may begin with a parenthesis.
    said = f"({_code(entry.reference)}) {_comment(entry.description)}"
    yield f"{entry.effective_on} * {said}  ; entry:{entry.id}, journal:{entry.journal}"
    for movement in told.movements:
        currency = movement.account.currency
        assertion = f" = {plain(movement.after, currency=currency)}" if movement.last else ""
        yield f"    {movement.account.name}  {plain(movement.amount, currency=currency)}{assertion}"


def _comment(text: str) -> str:
    # A semicolon would begin a comment, a bar would split payee and note.
    return one_line(text).replace(";", ",").replace("|", "/")


def _code(text: str) -> str:
    return _comment(text).replace("(", "[").replace(")", "]")
