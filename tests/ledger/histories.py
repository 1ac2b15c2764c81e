"""A book with a past: random entries, many of them backdated, with reservations, reversals and seals in between.

Beside the book stands what it must say, kept without asking it: which amounts moved on which day, and by which seal.
"""

import datetime as dt
import random
from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from djmoney.money import Money

from ledger.domain.nature import sign
from ledger.models import SealEntry
from ledger.services.accounts import AccountDraft, open_accounts, open_book
from ledger.services.posting import EntryDraft, PostingDraft
from ledger.services.reversal import reverse_entry
from tests.ledger.books import posted, seal_all

BOOK = "history"
FIRST_DAY = dt.date(2025, 12, 1)
DAYS = 60
NATURES = ("asset", "liability", "income", "expense", "memo")
EUROS = {f"{number}-{nature}": nature for number, nature in enumerate(NATURES, start=1)}
YEN = {f"9{number}-{nature}": nature for number, nature in enumerate(NATURES[:3], start=1)}
CURRENCY = {**dict.fromkeys(EUROS, "EUR"), **dict.fromkeys(YEN, "JPY")}
NATURE = {**EUROS, **YEN}
DECIMALS = {"EUR": 2, "JPY": 0}


@dataclass(frozen=True)
class Move:
    """What one posting moved, in minor units."""

    entry_id: UUID
    on: dt.date
    debit: str
    credit: str
    amount: int


@dataclass
class History:
    """The moves of a book, and the seal of each entry that has one."""

    moves: list[Move] = field(default_factory=list)
    seals: dict[UUID, int] = field(default_factory=dict)
    open_reservations: list[tuple[UUID, PostingDraft]] = field(default_factory=list)
    reversible: list[UUID] = field(default_factory=list)

    def totals(self, *, on: dt.date | None = None, as_known_at: int | None = None) -> dict[str, tuple[int, int]]:
        """Debits and credits of every account, in minor units."""
        sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for move in self.moves:
            known = as_known_at is None or self.seals.get(move.entry_id, as_known_at + 1) <= as_known_at
            if known and (on is None or move.on <= on):
                sums[move.debit][0] += move.amount
                sums[move.credit][1] += move.amount
        return {code: (sums[code][0], sums[code][1]) for code in NATURE}

    def balances(self, *, on: dt.date | None = None, as_known_at: int | None = None) -> dict[str, Money]:
        """Signed by nature."""
        found = self.totals(on=on, as_known_at=as_known_at)
        return {code: amount(sign(NATURE[code]) * (found[code][0] - found[code][1]), code) for code in sorted(NATURE)}


def amount(minor: int, code: str) -> Money:
    """Minor units in the currency of an account."""
    currency = CURRENCY[code]
    return Money(minor, currency) / 10 ** DECIMALS[currency]


def days() -> list[dt.date]:
    """Each day on which something may have happened, and one before and after."""
    return [FIRST_DAY + dt.timedelta(days=number) for number in range(-1, DAYS + 1)]


def open_history_book() -> None:
    """Accounts in two currencies, none with a floor."""
    open_book(code=BOOK, name="Histoire")
    drafts = [AccountDraft(code, code, nature, currency=CURRENCY[code]) for code, nature in NATURE.items()]
    open_accounts(book=BOOK, accounts=drafts)


def random_history(*, seed: int, acts: int) -> History:
    """Open the book and live through `acts` acts; about one in eight is a seal, and the last ones are not sealed."""
    open_history_book()
    chance, history = random.Random(seed), History()
    for number in range(acts):
        key, on = f"act-{number}", FIRST_DAY + dt.timedelta(days=chance.randrange(DAYS))
        kind = chance.choices(("post", "reserve", "resolve", "reverse", "seal"), (10, 2, 2, 2, 2))[0]
        if kind == "seal" and number < acts - 5:
            seal_history(history)
        elif kind == "reserve":
            draft = _draft(chance, phase="pending")
            (outcome,) = posted(_entry([draft], on), book=BOOK, key=key).outcomes
            history.open_reservations.append((outcome.entry_id, draft))
        elif kind == "resolve" and history.open_reservations:
            entry_id, held = history.open_reservations.pop(chance.randrange(len(history.open_reservations)))
            phase = chance.choice(("settles", "voids"))
            resolving = PostingDraft(held.debit, held.credit, held.amount, phase, (entry_id, 1))
            post_history(history, [resolving], on, key)
        elif kind == "reverse" and history.reversible:
            _reverse(history, history.reversible.pop(chance.randrange(len(history.reversible))), on, key)
        else:
            moves = [_draft(chance) for _ in range(chance.randint(1, 3))]
            history.reversible.append(post_history(history, moves, on, key))
    return history


def seal_history(history: History) -> None:
    """Seal all that there is, and note the seal of each entry."""
    seal_all(BOOK)
    rows = SealEntry.objects.filter(book__code=BOOK).values_list("entry_id", "batch_number")
    history.seals.update({entry_id: number for entry_id, number in rows if entry_id not in history.seals})


def _draft(chance: random.Random, phase: str = "posted") -> PostingDraft:
    debit, credit = chance.sample(sorted(chance.choice((EUROS, EUROS, YEN))), 2)
    return PostingDraft(debit, credit, amount(chance.randint(1, 10_000), debit), phase)


def _entry(postings: list[PostingDraft], on: dt.date) -> EntryDraft:
    return EntryDraft(effective_on=on, journal="OD", description="x", postings=postings)


def post_history(history: History, postings: list[PostingDraft], on: dt.date, key: str) -> UUID:
    """Post one entry, and note what it moved."""
    (outcome,) = posted(_entry(postings, on), book=BOOK, key=key).outcomes
    history.moves += [
        Move(outcome.entry_id, on, one.debit, one.credit, minor(one.amount))
        for one in postings
        if one.phase in ("posted", "settles")
    ]
    return outcome.entry_id


def _reverse(history: History, entry_id: UUID, on: dt.date, key: str) -> None:
    result = reverse_entry(book=BOOK, entry_id=entry_id, effective_on=on, reason="x", idempotency_key=key)
    (outcome,) = result.outcomes
    history.moves += [
        Move(outcome.entry_id, on, move.credit, move.debit, move.amount)
        for move in list(history.moves)
        if move.entry_id == entry_id
    ]


def minor(money: Money) -> int:
    """Minor units of an amount."""
    return int(money.amount * 10 ** DECIMALS[money.currency.code])
