"""The known holes again, by Django's own writes and by COPY: for the application, for the owner, and without the guard.

`tests/ledger/test_guards.py` attacks the same tables in SQL.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, connections, transaction
from django.db.models import F, Model
from pytest_django.plugin import DjangoDbBlocker

from ledger.models import Account, Balance, Book, DayMovement, Entry, Posting, Request, SealBatch, SealEntry
from tests.fixtures.databases import cloned, pointed_at
from tests.ledger.attacks import NEW, OTHER, YESTERDAY
from tests.ledger.books import DAY
from tests.ledger.test_guards import fill_books, take_down

REFUSED = (DatabaseError, psycopg.Error)
LEDGERS = (Book, Account, Balance, Entry, Posting, Request, SealBatch, SealEntry, DayMovement)


@dataclass(frozen=True)
class Hole:
    """What is wrong with it, the act under an alias, and the guards in its way."""

    what: str
    act: Callable[[str], object]
    guards: tuple[str, ...]


def yesterdays(alias: str) -> Posting:
    return Posting.objects.using(alias).get(entry_id=YESTERDAY)


def account(alias: str, code: str) -> Account:
    return Account.objects.using(alias).get(book__code="demo", code=code)


def posting(
    alias: str, *, entry: str = YESTERDAY, credit: str = "101", currency: str = "EUR", line: int = 2
) -> Posting:
    debit, other = account(alias, "512"), account(alias, credit)
    return Posting(entry_id=UUID(entry), line=line, effective_on=DAY, book_id=debit.book_id, debit_account_id=debit.id,
                   credit_account_id=other.id, amount=100, currency=currency, phase="posted")  # fmt: skip


def an_entry(alias: str) -> Entry:
    book_id = account(alias, "512").book_id
    return Entry(id=UUID(NEW), book_id=book_id, effective_on=DAY, posting_count=1, journal="OD", description="Attaque")


def copy_entry(alias: str) -> object:
    columns = "id, book_id, effective_on, posting_count, journal, description"
    return copy(f"ledger_entry ({columns})", f"{NEW}\t{account(alias, '512').book_id}\t{DAY}\t1\tOD\tAttaque\n")(alias)


def add(make: Callable[[str], Model]) -> Callable[[str], object]:
    def act(alias: str) -> object:
        made = make(alias)
        return type(made).objects.using(alias).bulk_create([made])  # type: ignore[attr-defined]

    return act


def copy(into: str, rows: str) -> Callable[[str], object]:
    def act(alias: str) -> None:
        with connections[alias].cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as lines:
            lines.write(rows)

    return act


def copy_posting(entry: str, *, line: int, credit: str = "101", currency: str = "EUR") -> Callable[[str], object]:
    columns = "entry_id, line, effective_on, book_id, debit_account_id, credit_account_id, amount, currency"

    def act(alias: str) -> object:
        debit, other = account(alias, "512"), account(alias, credit)
        row = f"{entry}\t{line}\t{DAY}\t{debit.book_id}\t{debit.id}\t{other.id}\t100\t{currency}\n"
        return copy(f"ledger_posting ({columns})", row)(alias)

    return act


def saved(alias: str) -> None:
    found = yesterdays(alias)
    found.amount += 1
    found.save(using=alias)


def saved_balance(alias: str) -> None:
    found = Balance.objects.using(alias).get(account=account(alias, "512"))
    found.posted_debit += 1
    found.save(using=alias)


def new_balance(alias: str) -> Balance:
    folded = account(alias, "folded")
    return Balance(account_id=folded.id, book_id=folded.book_id, currency="EUR", sign=1)


def balance_by_copy(alias: str) -> object:
    folded = account(alias, "folded")
    row = f"{folded.id}\t{folded.book_id}\tEUR\t1\n"
    return copy("ledger_balance (account_id, book_id, currency, sign)", row)(alias)


def bulk_updated(alias: str) -> object:
    found = list(Posting.objects.using(alias).filter(entry_id=YESTERDAY))
    for one in found:
        one.amount += 1
    return Posting.objects.using(alias).bulk_update(found, ["amount"])


def on(model: type[Posting | Entry], act: str, **values: object) -> Callable[[str], object]:
    """Do it to yesterday's rows by queryset."""
    key = "id" if model is Entry else "entry_id"
    return lambda alias: getattr(model.objects.using(alias).filter(**{key: YESTERDAY}), act)(**values)


def deleted(model: type[Posting | Entry]) -> Callable[[str], object]:
    """As `delete` does it, once it has looked at what refers to the rows."""
    return lambda alias: on(model, "_raw_delete", using=alias)(alias)


def written_balances(alias: str) -> object:
    return Balance.objects.using(alias).filter(sign=1).update(posted_debit=F("posted_debit") + 1)


POSTINGS, ENTRIES = ("ledger_posting_is_append_only",), ("ledger_entry_is_append_only",)
JOINS, BALANCES = ("ledger_posting_moves_balances",), ("ledger_balance_is_written_by_postings",)
ADMITTED = ("ledger_entry_is_admitted",)
HOLES = (
    Hole("move a posting to another entry", on(Posting, "update", entry_id=OTHER, line=9), POSTINGS),
    Hole("edit amounts", on(Posting, "update", amount=F("amount") + 1), POSTINGS),
    Hole("edit an amount and save it", saved, POSTINGS),
    Hole("edit amounts in bulk", bulk_updated, POSTINGS),
    Hole("edit an entry", on(Entry, "update", description="Autre"), ENTRIES),
    Hole("date an entry otherwise", on(Entry, "update", effective_on="2025-01-01"), ENTRIES),
    Hole("delete postings by queryset", deleted(Posting), POSTINGS),
    Hole("delete entries by queryset", deleted(Entry), ENTRIES),
    Hole("add a line to yesterday's entry in bulk", add(posting), JOINS),
    Hole("add a line to yesterday's entry by COPY", copy_posting(YESTERDAY, line=2), JOINS),
    Hole("add a posting of no entry by COPY", copy_posting(NEW, line=1), JOINS),
    Hole("mix currencies in bulk", add(partial(posting, entry=NEW, currency="USD", line=1)), JOINS),
    Hole("mix currencies by COPY", copy_posting(NEW, line=1, credit="dollars"), JOINS),
    Hole("write an entry without postings in bulk", add(an_entry), ADMITTED),
    Hole("write an entry without postings by COPY", copy_entry, ADMITTED),
    Hole("write a balance by queryset", written_balances, BALANCES),
    Hole("write a balance and save it", saved_balance, BALANCES),
    Hole("add a balance in bulk", add(new_balance), BALANCES),
    Hole("add a balance by COPY", balance_by_copy, BALANCES),
)


@pytest.fixture(scope="module")
def attacked(migrated_template: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One database for all: each act is undone, whether it succeeded or not."""
    with cloned(migrated_template) as name, django_db_blocker.unblock(), pointed_at(name):
        fill_books()
        yield


def attempt(alias: str, act: Callable[[str], object], *guards: str) -> None:
    """Act without some guards, and undo all of it; what is refused is raised."""
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        for guard in guards:
            cursor.execute(take_down(guard))
        act(alias)
        transaction.set_rollback(True, using=alias)


@pytest.mark.parametrize("alias", ["default", "owner"])
@pytest.mark.parametrize("hole", HOLES, ids=lambda hole: hole.what)
def test_it_is_refused(attacked: None, hole: Hole, alias: str) -> None:
    with pytest.raises(REFUSED):
        attempt(alias, hole.act)


@pytest.mark.parametrize("hole", HOLES, ids=lambda hole: hole.what)
def test_without_its_guard_it_succeeds(attacked: None, hole: Hole) -> None:
    attempt("owner", hole.act, *hole.guards)


@pytest.mark.parametrize("alias", ["default", "owner"])
@pytest.mark.parametrize("model", LEDGERS, ids=lambda model: model.__name__)
def test_nothing_is_deleted_by_queryset(attacked: None, model: type[Model], alias: str) -> None:
    rows = model.objects.using(alias)  # type: ignore[attr-defined]
    assert rows.exists()
    with pytest.raises(REFUSED):
        attempt(alias, lambda alias: rows.all().delete())
    with pytest.raises(REFUSED):
        attempt(alias, lambda alias: rows.all()._raw_delete(alias))
