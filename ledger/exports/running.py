"""A book told from start to end, with what each account holds after each entry."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ledger.domain.money import decimals
from ledger.exports.account_names import account_names
from ledger.selectors.entries import PostedEntry, PostedLine, journal
from ledger.selectors.trial_balance import trial_balance

MOVING = ("posted", "settles")


@dataclass(frozen=True, slots=True)
class Told:
    """An account as plain-text tools know it; `opening` counts debits as positive."""

    code: str
    name: str
    label: str
    currency: str
    opening: Decimal


@dataclass(frozen=True, slots=True)
class Movement:
    """One side of a posting; amounts count debits as positive, `after` is what the account then holds."""

    account: Told
    line: int
    amount: Decimal
    after: Decimal
    last: bool


@dataclass(frozen=True, slots=True)
class ToldEntry:
    """An entry and its movements; `last` marks the last one of each account in it."""

    entry: PostedEntry
    movements: tuple[Movement, ...]


def told_accounts(*, book: str, start: dt.date | None) -> dict[str, Told]:
    """Give all accounts of the book by code, with what they held before `start`."""
    before = dt.date.min if start is None else start - dt.timedelta(days=1)
    rows = trial_balance(book=book, on=before)
    names = account_names((row.code, row.nature) for row in rows)
    return {
        row.code: Told(
            row.code, names[row.code], row.name, row.debit.currency.code, row.debit.amount - row.credit.amount
        )
        for row in rows
    }


def told_entries(
    *, book: str, accounts: dict[str, Told], start: dt.date | None, end: dt.date | None
) -> Iterator[ToldEntry]:
    """Stream entries in order of date; reservations move nothing and are left out."""
    holds = {code: account.opening for code, account in accounts.items()}
    for entry in journal(book=book, start=start, end=end):
        postings = [posting for posting in entry.postings if posting.phase in MOVING]
        if postings:
            yield ToldEntry(entry, tuple(_movements(postings, accounts=accounts, holds=holds)))


def _movements(
    postings: list[PostedLine], *, accounts: dict[str, Told], holds: dict[str, Decimal]
) -> Iterator[Movement]:
    sides = [
        (posting.line, code, sign * posting.amount.amount)
        for posting in postings
        for code, sign in ((posting.debit, 1), (posting.credit, -1))
    ]
    last = {code: place for place, (_line, code, _amount) in enumerate(sides)}
    for place, (line, code, amount) in enumerate(sides):
        holds[code] += amount
        yield Movement(accounts[code], line, amount, holds[code], last=last[code] == place)


def plain(amount: Decimal, *, currency: str) -> str:
    """Write an amount as plain-text books do: a point, no thousands separator, the currency's own decimals."""
    return f"{amount:.{decimals(currency)}f} {currency}"


def one_line(text: str) -> str:
    """Put a text on one line."""
    return " ".join(text.split())
