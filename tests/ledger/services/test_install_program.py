"""The database's functions and triggers follow the version that migrates it."""

import pytest
from django.db import connections

from ledger.selectors.verification import verdicts
from ledger.services.install_program import install_program
from tests.ledger.books import codes, entry, open_demo_book, try_post

pytestmark = pytest.mark.usefixtures("committed_db")


def broken() -> set[str]:
    return {verdict.check.name for verdict in verdicts() if verdict.first_breach}


def test_what_is_installed_already_is_left_alone() -> None:
    install_program(using="owner")
    assert install_program(using="owner") is False


@pytest.mark.parametrize(
    "older",
    [
        "DROP TRIGGER ledger_entry_is_append_only ON ledger_entry",
        "CREATE FUNCTION ledger_of_an_older_version() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    ],
)
def test_another_version_is_replaced_whole(older: str) -> None:
    open_demo_book()
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"COMMENT ON FUNCTION ledger_post IS 'older'; {older}")
        assert install_program(using="owner") is True
        cursor.execute("SELECT count(*) FROM pg_proc WHERE proname = 'ledger_of_an_older_version'")
        assert cursor.fetchone() == (0,)
    assert broken() == set()


def test_the_books_can_be_written_after_it() -> None:
    from config.after_migrate import finish_migration

    with connections["owner"].cursor() as cursor:
        cursor.execute("COMMENT ON FUNCTION ledger_post IS 'older'")
    finish_migration(using="owner")
    open_demo_book()
    assert codes(try_post(entry(("512", "101", "1.00")))) == ["created"]
