"""A book of many random entries, of which hledger and beancount say the same as our trial balance, at any date.

RANDOM_ENTRIES says how many: 1500 at each change, 20000 at night.
"""

import csv
import datetime as dt
import os
import random
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from beancount import loader
from beancount.core.data import Transaction
from djmoney.money import Money
from uuid6 import uuid7

from ledger.exports.beancount import beancount_lines
from ledger.exports.hledger import hledger_lines
from ledger.models import Entry, Posting
from ledger.selectors.entries import entry_by_id
from ledger.selectors.trial_balance import trial_balance
from ledger.services.accounts import AccountDraft, open_accounts, open_book
from ledger.services.importing import import_entries
from ledger.services.posting import EntryDraft, PostingDraft, post, require_posted
from tests.ledger.exports.test_plain_text import check_beancount, check_hledger, hledger

COUNT = int(os.environ.get("RANDOM_ENTRIES", "1500"))
FIRST = dt.date(2025, 10, 1)
DAYS = 200
DATES = (FIRST + dt.timedelta(days=60), dt.date(2025, 12, 31), FIRST + dt.timedelta(days=DAYS))
NATURES = {"1011": "equity", "2748": "asset", "4551": "liability", "512": "asset", "627": "expense", "768": "income"}
CODES = {currency: [f"{code}-{currency}" for code in NATURES] for currency in ("EUR", "USD")}
Moves = list[tuple[str, str, Money]]


def a_day(chance: random.Random) -> dt.date:
    """Any day, in no order: most entries are backdated."""
    return FIRST + dt.timedelta(days=chance.randrange(DAYS))


def drafts(chance: random.Random, number: int, *, phase: str = "posted") -> list[EntryDraft]:
    """Entries of one to four lines, each line of one currency, one of them in both."""
    made = []
    for n in range(number):
        postings = []
        for _ in range(chance.choice([1, 1, 2, 4]) if phase == "posted" else 1):
            currency = chance.choice(["EUR", "EUR", "USD"])
            debit, credit = chance.sample(CODES[currency], 2)
            amount = Money(Decimal(chance.randint(1, 10 ** chance.randint(1, 9))) / 100, currency)
            postings.append(PostingDraft(debit, credit, amount, phase))
        made.append(EntryDraft(id=uuid7(), effective_on=a_day(chance), journal=chance.choice(["BQ", "OD"]),
                               description=f"{phase} {n}", postings=postings))  # fmt: skip
    return made


def reversal(chance: random.Random, entry_id: UUID) -> EntryDraft:
    postings = [
        PostingDraft(line.credit, line.debit, line.amount)
        for line in entry_by_id(book="many", entry_id=entry_id).postings
    ]
    return EntryDraft(
        effective_on=a_day(chance), journal="OD", description="Erreur", reverses=entry_id, postings=postings
    )


def resolution(chance: random.Random, held: EntryDraft) -> EntryDraft:
    """All of a reservation, a part of it, or nothing."""
    line, phase = held.postings[0], chance.choice(["settles", "settles", "voids"])
    amount = line.amount if phase == "voids" or chance.random() < 0.5 else Money("0.01", line.amount.currency)
    resolved = PostingDraft(line.debit, line.credit, amount, phase, (held.id, 1))
    return EntryDraft(effective_on=a_day(chance), journal="OD", description=phase, postings=[resolved])


@pytest.fixture
def many(db: None) -> str:
    """A book of about COUNT entries: four fifths are plain, the others are reserved, resolved, reversals."""
    chance = random.Random(COUNT)
    open_book(code="many", name="Beaucoup d’écritures")
    accounts = [
        AccountDraft(code, code, NATURES[code.split("-")[0]], currency=currency)
        for currency in CODES
        for code in CODES[currency]
    ]
    open_accounts(book="many", accounts=accounts)
    plain, held = drafts(chance, COUNT * 8 // 10), drafts(chance, COUNT // 10, phase="pending")
    for start in range(0, len(plain), 5000):
        put = import_entries(
            book="many", entries=plain[start : start + 5000], idempotency_key=f"plain {start}", mode="atomic"
        )
        require_posted(put)
    require_posted(import_entries(book="many", entries=held, idempotency_key="held", mode="atomic"))
    reversed_ids = [draft.id for draft in chance.sample(plain, COUNT // 20) if draft.id]
    others = [reversal(chance, one) for one in reversed_ids] + [resolution(chance, one) for one in held[: COUNT // 20]]
    chance.shuffle(others)
    require_posted(post(book="many", entries=others, idempotency_key="others"))
    return "many"


def ours(on: dt.date) -> dict[str, Decimal]:
    found = {row.code: (row.debit - row.credit).amount for row in trial_balance(book="many", on=on)}
    return {code: amount for code, amount in found.items() if amount}


def text(lines: Iterator[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def test_the_book_holds_what_it_is_said_to(many: str) -> None:
    assert Entry.objects.count() >= COUNT * 99 // 100
    assert set(Posting.objects.values_list("phase", flat=True)) == {"posted", "pending", "settles", "voids"}
    assert Entry.objects.filter(reverses__isnull=False).count() == COUNT // 20
    assert all(len(ours(on)) == 12 for on in DATES)
    assert ours(DATES[0]) != ours(DATES[1]) != ours(DATES[2])


@pytest.mark.skipif(shutil.which("hledger") is None, reason="hledger is not installed")
def test_hledger_has_each_balance_at_each_date(many: str, tmp_path: Path) -> None:
    journal = text(hledger_lines(book=many))
    assert check_hledger(tmp_path, journal) == ""
    for on in DATES:
        until = ("-e", (on + dt.timedelta(days=1)).isoformat())
        told = hledger(tmp_path, journal, "balance", "--flat", "--no-total", "-O", "csv", *until).stdout
        theirs = {}
        for account, amount in list(csv.reader(told.splitlines()))[1:]:
            number, currency = amount.split()
            assert account.endswith(f"-{currency}")
            theirs[account.rpartition(":")[2]] = Decimal(number)
        assert theirs == ours(on)


def test_beancount_has_each_balance_at_each_date(many: str, tmp_path: Path) -> None:
    journal = text(beancount_lines(book=many))
    assert check_beancount(tmp_path, journal) == ""
    directives, errors, _options = loader.load_string(journal)
    assert errors == []
    for on in DATES:
        theirs: dict[str, Decimal] = {}
        for directive in directives:
            if isinstance(directive, Transaction) and directive.date <= on:
                for line in directive.postings:
                    assert line.account.endswith(f"-{line.units.currency}")
                    code = line.account.rpartition(":")[2]
                    theirs[code] = theirs.get(code, Decimal(0)) + line.units.number
        assert {code: amount for code, amount in theirs.items() if amount} == ours(on)


def test_a_cent_elsewhere_is_seen(many: str, tmp_path: Path) -> None:
    """The positive control: one line of one entry changed, and the assertions of the file fail."""
    journal = text(beancount_lines(book=many)).splitlines(keepends=True)
    place = next(n for n, line in enumerate(journal) if line.startswith("  Assets:512-EUR  "))
    account, number, currency = journal[place].split()
    journal[place] = f"  {account}  {Decimal(number) + Decimal('0.01')} {currency}\n"
    assert "does not balance" in check_beancount(tmp_path, "".join(journal))
