# ruff: noqa: E501 - a table reads by its lines
"""`verify_ledger` finds what somebody changed behind the guards, and names the first wrong row."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from ledger.selectors.checks import CHECKS, QUERIES, Breach, Check
from ledger.selectors.verification import all_checks, verdicts
from tests.fixtures.databases import cloned, pointed_at
from tests.ledger.attacks import HELD, OTHER, SEALED, YESTERDAY
from tests.ledger.test_guards import fill_books

REVERSAL = f"(SELECT id FROM ledger_entry WHERE reverses_id = '{OTHER}')"
# What the owner of the tables does with every guard switched off, the rule it breaks, and the row that is named.
TAMPERINGS = (
    ("balance-is-sum-of-postings", "UPDATE ledger_balance SET posted_debit = posted_debit + 1 WHERE posted_debit > 0",
     "ledger_balance 1 (512)"),
    ("balance-is-sum-of-postings", f"UPDATE ledger_posting SET amount = amount + 1 WHERE entry_id = '{YESTERDAY}'",
     "ledger_balance 1 (512)"),
    ("balance-is-sum-of-postings", f"UPDATE ledger_posting SET phase = 'posted' WHERE entry_id = '{HELD}'", "ledger_balance 1 (512)"),
    ("debits-equal-credits", "UPDATE ledger_balance SET posted_credit = posted_credit + 1 WHERE posted_credit > 0 AND sign = -1",
     "ledger_book 1"),
    ("floors-hold", "UPDATE ledger_balance SET posted_credit = posted_credit + 100000 WHERE sign = 1 AND floor = 0",
     "ledger_balance 1 (512)"),
    ("floors-hold", "UPDATE ledger_balance SET floor = NULL WHERE sign = 1", "ledger_balance 1 (512)"),
    ("floors-hold", "UPDATE ledger_account SET nature = 'income' WHERE code = '512'", "ledger_balance 1 (512)"),
    ("entries-are-whole", f"DELETE FROM ledger_posting WHERE entry_id = '{YESTERDAY}'", f"ledger_entry {YESTERDAY}"),
    ("entries-are-whole", f"UPDATE ledger_posting SET line = 2 WHERE entry_id = '{YESTERDAY}'", f"ledger_entry {YESTERDAY}"),
    ("entries-are-whole", f"UPDATE ledger_posting SET entry_id = '{OTHER}', line = 2 WHERE entry_id = '{YESTERDAY}'",
     f"ledger_entry {YESTERDAY}"),
    ("postings-fit", f"DELETE FROM ledger_entry WHERE id = '{YESTERDAY}'", f"ledger_posting {YESTERDAY}/1"),
    ("postings-fit", f"UPDATE ledger_entry SET effective_on = '2026-02-01' WHERE id = '{YESTERDAY}'", f"ledger_posting {YESTERDAY}/1"),
    ("postings-fit", f"UPDATE ledger_posting SET currency = 'USD' WHERE entry_id = '{YESTERDAY}'", f"ledger_posting {YESTERDAY}/1"),
    ("postings-fit", f"UPDATE ledger_posting SET amount = -1 WHERE entry_id = '{YESTERDAY}'", f"ledger_posting {YESTERDAY}/1"),
    ("postings-fit", "DELETE FROM ledger_account WHERE code = '512'", f"ledger_posting {YESTERDAY}/1"),
    ("postings-fit", f"UPDATE ledger_posting SET phase = 'imagined' WHERE entry_id = '{HELD}'", f"ledger_posting {HELD}/1"),
    ("postings-fit", f"UPDATE ledger_posting SET expires_on = '2026-02-01' WHERE entry_id = '{YESTERDAY}'", f"ledger_posting {YESTERDAY}/1"),
    ("postings-fit", f"UPDATE ledger_posting SET pending_line = 1 WHERE entry_id = '{YESTERDAY}'", f"ledger_posting {YESTERDAY}/1"),
    ("reversals-mirror", f"UPDATE ledger_posting SET amount = amount + 1 WHERE entry_id = {REVERSAL}", "ledger_entry "),
    ("reversals-mirror", f"UPDATE ledger_entry SET reverses_id = '{YESTERDAY}' WHERE id = {REVERSAL}", "ledger_entry "),
    ("reservations-are-resolved-once", f"UPDATE ledger_posting SET phase = 'settles', pending_id = '{HELD}', pending_line = 1, amount = 101 WHERE entry_id = '{YESTERDAY}'",
     f"ledger_posting {YESTERDAY}/1"),
    ("reservations-are-resolved-once", f"UPDATE ledger_posting SET phase = 'settles', pending_id = '{HELD}', pending_line = 1, amount = 100, effective_on = '2026-02-01' WHERE entry_id = '{YESTERDAY}'",
     f"ledger_posting {YESTERDAY}/1"),
    ("closed-periods-stay-closed", f"UPDATE ledger_entry SET effective_on = '2025-06-01', recorded_at = now() WHERE id = '{YESTERDAY}'",
     f"ledger_entry {YESTERDAY}"),
    ("periods-follow-their-events", "UPDATE ledger_period SET closed_at = NULL", "ledger_period "),
    ("periods-follow-their-events", "UPDATE ledger_period SET ends_on = ends_on - 31", "ledger_period "),
    ("periods-follow-their-events", "DELETE FROM ledger_period_event", "ledger_period "),
    ("periods-follow-their-events", f"UPDATE ledger_entry SET effective_on = '2025-06-01', recorded_at = '2025-06-01' WHERE id = '{YESTERDAY}'",
     "ledger_period "),
    ("sealed-years-fit", "UPDATE ledger_fiscal_year SET exported_at = NULL", "ledger_fiscal_year "),
    ("sealed-years-fit", "UPDATE ledger_seal_entry SET fiscal_year = '2025'", f"ledger_seal_entry {SEALED}"),
    ("requests-are-answered", f"DELETE FROM ledger_entry WHERE id = '{YESTERDAY}'", "ledger_request "),
    ("requests-are-answered", "UPDATE ledger_request SET status = NULL", "ledger_request "),
    ("requests-are-answered", "UPDATE ledger_request SET book_id = -1", "ledger_request "),
    ("requests-are-answered", "UPDATE ledger_request SET status = 'perhaps'", "ledger_request "),
    ("requests-are-answered", """INSERT INTO ledger_request (book_id, idempotency_key, fingerprint, status)
                                 SELECT id, '', 'f', 'refused' FROM ledger_book LIMIT 1""", "ledger_request "),
    ("sealed-entries-are-as-sealed", f"UPDATE ledger_entry SET description = 'Autre' WHERE id = '{SEALED}'", f"ledger_entry {SEALED}"),
    ("seals-hold-their-entries", "DELETE FROM ledger_seal_entry", "ledger_seal_batch 1"),
    ("seals-are-chained", "UPDATE ledger_seal_batch SET previous_hash = 'x'", "ledger_seal_batch 1"),
    ("legal-numbers-have-no-gap", "UPDATE ledger_seal_entry SET legal_number = 7", f"ledger_entry {SEALED}"),
    ("days-are-sums-of-sealed-postings", "UPDATE ledger_day_movement SET debit = debit + 1", "ledger_day_movement 1 (512) 2026-01-15"),
    ("nothing-final-is-left-unsealed", "DELETE FROM ledger_seal_entry", f"ledger_entry {SEALED}"),
    ("accounts-stand-in-order", "UPDATE ledger_account SET status = 'closed' WHERE code = '512'", "ledger_account 1 (512)"),
    ("accounts-stand-in-order", "UPDATE ledger_account SET parent_id = 1 WHERE code = '2748-7'", "ledger_account 2 (2748-7)"),
    ("accounts-are-as-told", "UPDATE ledger_account SET name = 'Autre' WHERE id = 2", "ledger_account 2 (2748-7)"),
    ("accounts-are-as-told", "DELETE FROM ledger_account_event WHERE kind = 'frozen'", "ledger_account "),
    ("guards-stand", "ALTER TABLE ledger_posting DISABLE TRIGGER ledger_posting_is_append_only", "ledger_posting_is_append_only"),
    ("guards-stand", "ALTER TABLE ledger_balance DROP CONSTRAINT ledger_balance_floor", "ledger_balance_floor"),
    ("guards-stand", "DROP INDEX ledger_entry_is_reversed_once", "ledger_entry_is_reversed_once"),
    ("guards-stand", """ALTER TABLE ledger_balance DROP CONSTRAINT ledger_balance_floor;
     ALTER TABLE ledger_balance ADD CONSTRAINT ledger_balance_floor CHECK (available IS NOT NULL)""", "ledger_balance_floor"),
    ("guards-stand", """CREATE OR REPLACE TRIGGER ledger_posting_is_append_only BEFORE UPDATE OR DELETE ON ledger_posting
     FOR EACH ROW WHEN (false) EXECUTE FUNCTION ledger_refuse_change()""", "ledger_posting_is_append_only"),
    ("guards-stand", """DROP TRIGGER ledger_balance_stays ON ledger_balance; CREATE TRIGGER ledger_balance_stays
     BEFORE DELETE ON ledger_staged_entry FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change()""", "ledger_balance_stays"),
    ("guards-stand", """DROP INDEX ledger_entry_is_reversed_once;
     CREATE UNIQUE INDEX ledger_entry_is_reversed_once ON ledger_entry (reverses_id, id)""", "ledger_entry_is_reversed_once"),
    ("guards-stand", """CREATE FUNCTION halve() RETURNS trigger LANGUAGE plpgsql AS
     'BEGIN NEW.amount := NEW.amount / 2; RETURN NEW; END';
     CREATE TRIGGER halved BEFORE INSERT ON ledger_posting FOR EACH ROW EXECUTE FUNCTION halve()""", "halved"),
    ("guards-stand", "CREATE RULE forgotten AS ON INSERT TO ledger_request DO INSTEAD NOTHING", "forgotten"),
    ("guards-stand", """CREATE OR REPLACE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
     'BEGIN RETURN NEW; END'""", "ledger_refuse_change"),
)  # fmt: skip


UNGUARDED = """
SELECT format('ALTER TABLE %s DISABLE TRIGGER USER', oid::regclass) FROM pg_class WHERE relname LIKE 'ledger%' AND relkind = 'r'
UNION ALL
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint
 WHERE conname LIKE 'ledger%' AND contype IN ('f', 'c')"""


@pytest.fixture(scope="module")
def filled(migrated_template: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A database with something of everything, to be cloned and tampered with."""
    with cloned(migrated_template) as name:
        with django_db_blocker.unblock(), pointed_at(name):
            fill_books()
        yield name


@pytest.fixture
def copy(filled: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with cloned(filled) as name, django_db_blocker.unblock(), pointed_at(name):
        yield


def tamper(sql: str, *, rule: str) -> None:
    """Write as the owner of the tables, whose guards are down unless it is they who are tampered with."""
    with connections["owner"].cursor() as cursor:
        if rule != "guards-stand":
            cursor.execute(UNGUARDED)
            for (statement,) in cursor.fetchall():
                cursor.execute(statement)
        cursor.execute(sql)


def test_the_books_hold_as_they_were_written(copy: None) -> None:
    assert [verdict for verdict in verdicts() if verdict.first_breach is not None] == []


@pytest.mark.parametrize(("rule", "sql", "row"), TAMPERINGS)
def test_what_was_tampered_with_is_found_and_named(copy: None, rule: str, sql: str, row: str) -> None:
    tamper(sql, rule=rule)
    found = {verdict.check.name: verdict.first_breach for verdict in verdicts() if verdict.first_breach is not None}
    assert rule in found
    assert found[rule].row.startswith(row)
    assert found[rule].fault


def test_every_rule_is_broken_by_some_tampering() -> None:
    assert {rule for rule, _sql, _row in TAMPERINGS} == {check.name for check in all_checks()[: len(CHECKS) + 1]}


def test_every_query_is_a_check() -> None:
    assert {check.name for check in CHECKS} == {path.stem for path in QUERIES.glob("*.sql")}


def always_broken() -> Iterator[Breach]:
    yield Breach("demo", "row 1", "always")


MORE = (Check("of-another-package", "A rule of another package.", always_broken),)


def test_another_package_adds_its_own_rules_by_a_setting(copy: None, settings: Any) -> None:
    settings.LEDGER_CHECKS = [f"{__name__}.MORE"]
    (last,) = [verdict for verdict in verdicts() if verdict.first_breach is not None]
    assert (last.check.name, last.first_breach) == ("of-another-package", Breach("demo", "row 1", "always"))
