"""The guards of the database, each attacked in SQL: by the application, by the owner, by the owner without the guard.

The last is the positive control: without its guard the same wrong write succeeds, so it is that guard which refused it.
"""

import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, ProgrammingError, connections, transaction
from pytest_django.plugin import DjangoDbBlocker

from ledger.selectors.guards import definitions, guard_names, plain, shipped_definitions
from ledger.services.accounts import freeze_account, open_account
from ledger.services.fiscal_years import declare_fiscal_year
from ledger.services.periods import close_period, open_period
from ledger.services.posting import PostingDraft
from ledger.services.record_export import record_export
from ledger.services.reversal import reverse_entry
from tests.fixtures.databases import cloned, pointed_at
from tests.ledger.account_attacks import CHART
from tests.ledger.attacks import ATTACKS as BYPASSES
from tests.ledger.attacks import HELD, OTHER, PLAIN, SEALED, YESTERDAY, Attack
from tests.ledger.books import DAY, entry, eur, open_demo_book, posted, seal_all
from tests.ledger.period_attacks import DIGEST, PERIODS
from tests.ledger.period_attacks import NOT_ATTACKED as PERIODS_NOT_ATTACKED
from tests.ledger.structure_attacks import NOT_ATTACKED, STRUCTURE

ATTACKS = (*BYPASSES, *CHART, *STRUCTURE, *PERIODS)
LAPSES = dt.date(2026, 2, 1)
YEAR = {"starts_on": dt.date(2025, 1, 1), "ends_on": dt.date(2025, 12, 31)}
FOLDED = """INSERT INTO ledger_account (book_id, code, name, nature, currency, folded)
            SELECT id, 'folded', 'Plié', 'asset', 'EUR', true FROM ledger_book WHERE code = 'demo'"""


@pytest.fixture(scope="module")
def attacked(migrated_template: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One database for all attacks: each is undone, whether it succeeded or not."""
    with cloned(migrated_template) as name, django_db_blocker.unblock(), pointed_at(name):
        fill_books()
        yield


def fill_books() -> None:
    """Two books with something of everything in the first."""
    open_demo_book()
    open_demo_book("other")
    open_account(book="other", code="999", name="Ailleurs", nature="asset")
    for code, currency in (("frozen", "EUR"), ("unused", "EUR"), ("dollars", "USD")):
        open_account(book="demo", code=code, name=code, nature="asset", currency=currency)
    freeze_account(book="demo", code="frozen")
    posted(entry(("512", "101", "2.00"), id=UUID(SEALED)))
    seal_all()
    posted(entry(("512", "101", "10.00"), id=UUID(YESTERDAY)), entry(("512", "101", "5.00"), id=UUID(OTHER)))
    posted(replace(entry(id=UUID(HELD)), postings=[PostingDraft("512", "101", eur("1.00"), "pending", None, LAPSES)]))
    reverse_entry(book="demo", entry_id=UUID(OTHER), effective_on=DAY, reason="Erreur", idempotency_key="r")
    close_years()
    with connections["owner"].cursor() as cursor:
        cursor.execute(FOLDED)


def close_years() -> None:
    """Two closed years in the first book, the second one exported; one in the other; a third with a year alone."""
    before = {name: day.replace(year=2024) for name, day in YEAR.items()}
    for book, days in (("demo", before), ("demo", YEAR), ("other", YEAR)):
        open_period(book=book, **days)
        close_period(book=book, **days)
    declare_fiscal_year(book="demo", label="2025", **YEAR)
    made = {"file_name": "x.txt", "encoding": "utf-8", "entry_count": 1, "line_count": 2, "sha256": DIGEST}
    record_export(book="demo", label="2025", by="x", **made)
    open_demo_book("years")
    declare_fiscal_year(book="years", label="2024", **before)


def attempt(alias: str, *statements: str) -> None:
    """Run statements in one transaction and undo them; what the database refuses is raised."""
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        transaction.set_rollback(True, using=alias)


def take_down(guard: str) -> str:
    """Give the statement that removes a guard, whatever kind it is."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            """SELECT format('DROP TRIGGER %%I ON %%s', tgname, tgrelid::regclass) FROM pg_trigger
                WHERE tgname = %(name)s AND NOT tgisinternal
               UNION ALL
               SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname) FROM pg_constraint
                WHERE conname = %(name)s AND contype <> 't'
               UNION ALL
               SELECT format('DROP INDEX %%s', indexrelid::regclass) FROM pg_index
                 JOIN pg_class ON pg_class.oid = indexrelid
                WHERE relname = %(name)s""",
            {"name": guard},
        )
        (statement,) = cursor.fetchone()
    return str(statement)


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack.what for attack in ATTACKS])
def test_the_owner_of_the_tables_is_refused(attacked: None, attack: Attack) -> None:
    with pytest.raises(IntegrityError):
        attempt("owner", attack.sql)


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack.what for attack in ATTACKS])
def test_the_application_is_refused(attacked: None, attack: Attack) -> None:
    apart = settings.DATABASES["default"]["USER"] != settings.DATABASES["owner"]["USER"]
    with pytest.raises(ProgrammingError if apart else IntegrityError):
        attempt("default", attack.sql)


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack.what for attack in ATTACKS])
def test_without_its_guard_the_attack_succeeds(attacked: None, attack: Attack) -> None:
    attempt("owner", *(take_down(guard) for guard in attack.guards), attack.sql)


@pytest.mark.parametrize("attack", [a for a in ATTACKS if len(a.guards) > 1], ids=lambda attack: attack.what)
def test_every_guard_but_one_is_not_enough(attacked: None, attack: Attack) -> None:
    for kept in attack.guards:
        others = [take_down(guard) for guard in attack.guards if guard != kept]
        with pytest.raises(DatabaseError):
            attempt("owner", *others, attack.sql)


@pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="the roles of another server are its keeper's")
@pytest.mark.parametrize("alias", ["default", "owner"])
def test_no_session_of_ours_can_switch_the_triggers_off(attacked: None, alias: str) -> None:
    """What replicas do, who apply what another server has judged; neither role is a superuser, who may."""
    with pytest.raises(ProgrammingError, match="session_replication_role"):
        attempt(alias, "SET LOCAL session_replication_role = replica")


def test_what_is_right_may_be_written_by_hand(attacked: None) -> None:
    """The books are right whichever way rows arrive: this is what the attacks would be without their fault."""
    attempt("owner", PLAIN)


def test_what_is_shipped_is_what_the_migrations_put_up(attacked: None) -> None:
    """The database of the tests is a dump read back: what is written otherwise since says the same."""
    told = {name: plain(definition) for name, definition in definitions().items()}
    shipped = {name: plain(definition) for name, definition in shipped_definitions().items()}
    assert told == shipped, "run `python manage.py describe_guards`"
    assert tuple(shipped) == guard_names()


def test_every_guard_is_attacked(attacked: None) -> None:
    attacked_guards = {guard for attack in ATTACKS for guard in attack.guards}
    assert set(guard_names()) - attacked_guards == NOT_ATTACKED | PERIODS_NOT_ATTACKED
