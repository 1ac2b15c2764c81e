"""Contracts, addenda, notices and transfers against their loans: random tamperings as the owner, each named.

CONTRACT_TAMPERINGS says how many are drawn.
"""

import os
import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from pytest_django.plugin import DjangoDbBlocker

from ledger.selectors.checks import Breach
from lending.models import Agreement, Loan
from lending.selectors import addendum_checks, contract_checks, transfer_checks
from tests.factories import eur, make_active_loan, make_agreed_loan, make_member
from tests.fixtures.databases import cloned, pointed_at
from tests.lending.services.change_stories import RESCHEDULE, adopt, make_loan, put_in_force
from tests.lending.services.loan_stories import breaches, pay
from tests.lending.services.transfer_stories import make_buyer, transfer

COUNT = int(os.environ.get("CONTRACT_TAMPERINGS", "60"))
CHECKS = (*contract_checks.CHECKS, *addendum_checks.CHECKS, *transfer_checks.CHECKS)
UNGUARDED = """
SELECT format('ALTER TABLE %s DISABLE TRIGGER USER', oid::regclass) FROM pg_class
 WHERE (relname LIKE 'lending%' OR relname LIKE 'ledger%') AND relkind = 'r'
UNION ALL
(SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint
  WHERE (conrelid::regclass::text LIKE 'lending%' OR conrelid::regclass::text LIKE 'ledger%')
    AND contype IN ('f', 'c') ORDER BY contype = 'f' DESC)"""
# What is done, as the owner, and the beginning of the row that is named. {loan} runs over the loans paid out.
TAMPERINGS: tuple[tuple[str, str], ...] = (
    ("UPDATE lending_agreement SET content = replace(content, '{amount}', '{other}') WHERE {contract}", "contract of"),
    ("UPDATE lending_agreement SET sha256 = repeat('0', 64) WHERE {contract}", "contract of"),
    (
        (
            "UPDATE lending_agreement SET content = replace(content, '{amount}', '{other}'),"
            " sha256 = encode(sha256(convert_to(replace(content, '{amount}', '{other}'), 'UTF8')), 'hex')"
            " WHERE {contract}"
        ),
        "contract of",
    ),
    ("UPDATE lending_loan SET amount = amount + {cents} WHERE {loan}", "contract of"),
    ("UPDATE lending_participation SET amount = amount + {cents} WHERE leg = 1 AND loan_id = '{id}'", "contract of"),
    ("UPDATE lending_loan SET agreed_on = agreed_on - {days} WHERE {loan}", "contract of"),
    ("UPDATE lending_decision SET log_head = repeat('a', 64) WHERE id = '{decision}'", "contract of"),
    ("DELETE FROM lending_acceptance WHERE agreement_id = '{agreement}'", "contract of"),
    ("DELETE FROM lending_agreementparty WHERE agreement_id = '{agreement}' AND side = 'fund'", "contract of"),
    ("UPDATE lending_acceptance SET sha256 = repeat('b', 64) WHERE agreement_id = '{agreement}'", "contract of"),
)
OF_CHANGES: tuple[tuple[str, str, str], ...] = (
    ("UPDATE lending_agreement SET sha256 = repeat('0', 64) WHERE kind = 'addendum'", "addenda-are-voted", "addendum "),
    (
        ("UPDATE lending_scheduleversion SET terms = jsonb_set(terms, '{instalments}', '9')"
        " WHERE decision_id IS NOT NULL"),
        "voted-schedules-have-addenda", "schedule ",
    ),
    (
        ("UPDATE lending_instalment SET interest = interest + 0.01 WHERE number = 3 AND schedule_id IN"
        " (SELECT id FROM lending_scheduleversion WHERE decision_id IS NOT NULL)"),
        "voted-schedules-have-addenda", "schedule ",
    ),
    (
        ("UPDATE lending_instalment SET due_on = due_on + 1 WHERE number = 2 AND schedule_id IN"
        " (SELECT id FROM lending_scheduleversion WHERE decision_id IS NOT NULL)"),
        "voted-schedules-have-addenda", "schedule ",
    ),
    (
        ("DELETE FROM lending_acceptance WHERE agreement_id IN"
        " (SELECT id FROM lending_agreement WHERE kind = 'addendum')"),
        "voted-schedules-have-addenda", "schedule ",
    ),
    (
        "UPDATE lending_agreement SET decision_id = NULL WHERE kind = 'addendum'",
        "voted-schedules-have-addenda", "schedule ",
    ),
    ("UPDATE lending_transfer SET amount = amount + 1 WHERE reversed_on IS NULL", "notices-tell-transfers", "notice "),
    ("UPDATE lending_transfer SET amount = amount + 1", "transfers-are-booked", "transfer "),
    ("UPDATE lending_transfer SET amount = amount + 1 WHERE reversed_on IS NULL", "legs-follow-transfers", "leg "),
    ("UPDATE lending_transfer SET entry_id = gen_random_uuid()", "transfers-are-booked", "transfer "),
    ("UPDATE lending_transfer SET reversal_entry_id = gen_random_uuid()", "transfers-are-booked", "transfer "),
    (
        "UPDATE lending_transfer SET transferred_on = transferred_on - 1 WHERE reversed_on IS NULL",
        "notices-tell-transfers", "notice ",
    ),
    ("DELETE FROM lending_transfer WHERE reversed_on IS NULL", "transfers-are-booked", "entry "),
    ("UPDATE lending_participation SET acquired = acquired + 1 WHERE leg = 3", "legs-follow-transfers", "leg 3"),
    ("UPDATE lending_participation SET ceded = ceded - 1 WHERE ceded > 0", "legs-follow-transfers", "leg 1"),
)  # fmt: skip


@pytest.fixture(scope="module")
def kept(migrated_template: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[CursorWrapper]:
    """Loans, a reschedule in force and a transfer done twice, in a database whose guards are down; one connection."""
    with cloned(migrated_template) as name, django_db_blocker.unblock(), pointed_at(name):
        tell_the_story()
        application = connections["default"]
        connections["default"] = connections["owner"]
        try:
            with connections["owner"].cursor() as cursor:
                cursor.execute(UNGUARDED)
                for (statement,) in cursor.fetchall():
                    cursor.execute(statement)
                yield cursor
        finally:
            connections["default"] = application


def tell_the_story() -> None:
    loan = make_loan()
    transfer(loan, make_buyer(loan), "1000.00", date(2026, 2, 20))
    pay(loan, "100.00", date(2026, 2, 16), told_on=date(2026, 2, 21))
    put_in_force(adopt(loan, RESCHEDULE))
    make_active_loan(make_member(loan.fund), amount=eur(7_000))
    make_agreed_loan(make_member(loan.fund), amount=eur(3_000), is_accepted=False)
    assert breaches() == []


def found() -> dict[str, Breach]:
    """The first row that each rule names."""
    first = ((check.name, next(iter(check.find()), None)) for check in CHECKS)
    return {name: breach for name, breach in first if breach}


def tampered(cursor: CursorWrapper, statement: str) -> dict[str, Breach]:
    with transaction.atomic(using="owner"):
        cursor.execute(statement)
        assert cursor.rowcount, statement
        said = found()
        transaction.set_rollback(True, using="owner")
    return said


def values_of(loan: Loan, draw: random.Random) -> dict[str, Any]:
    amount = f"{loan.amount.amount:.2f}"
    contract = loan.agreements.get(number=1)
    return {
        "loan": f"id = '{loan.pk}'", "id": loan.pk, "contract": f"id = '{contract.pk}'", "agreement": contract.pk,
        "decision": loan.decision_id, "amount": amount, "other": amount.replace("0", "1", 1),
        "cents": draw.choice(("0.01", "-0.01", "500.00")), "days": draw.randint(1, 400),
    }  # fmt: skip


def test_what_is_kept_is_sound_until_somebody_tampers_with_it(kept: CursorWrapper) -> None:
    assert found() == {}


def test_every_tampering_with_a_contract_is_found_and_named(kept: CursorWrapper) -> None:
    loans = list(Loan.objects.filter(disbursed_on__isnull=False).order_by("number"))
    for seed in range(COUNT):
        draw = random.Random(seed)
        loan, (statement, row) = draw.choice(loans), draw.choice(TAMPERINGS)
        made = statement.format(**values_of(loan, draw))
        said = tampered(kept, made)
        assert "contracts-are-their-loans" in said, (seed, made)
        assert said["contracts-are-their-loans"].row == f"{row} loan {loan.number}", (seed, made)


@pytest.mark.parametrize(("statement", "rule", "row"), OF_CHANGES)
def test_every_tampering_with_what_came_after_is_found_and_named(
    kept: CursorWrapper, statement: str, rule: str, row: str
) -> None:
    said = tampered(kept, statement)
    assert rule in said
    assert said[rule].row.startswith(row)


def test_a_contract_that_nobody_accepted_yet_breaks_nothing(kept: CursorWrapper) -> None:
    """The control of the rule on acceptances: it is asked of what is paid out."""
    waiting = Agreement.objects.filter(loan__disbursed_on__isnull=True)
    assert waiting.exists()
    assert found() == {}
