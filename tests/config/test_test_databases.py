"""The databases of the tests themselves: roles apart, commits real, clones gone afterwards."""

import time

import psycopg
import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, connections, transaction

from tests.fixtures.concurrency import RunTogether
from tests.fixtures.databases import cloned


def names_of_roles() -> dict[str, str]:
    roles = {}
    for alias in ("default", "owner"):
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT current_user")
            roles[alias] = cursor.fetchone()[0]
    return roles


def test_the_application_and_the_owner_are_two_roles(committed_db: str) -> None:
    if settings.DATABASES["default"]["USER"] == settings.DATABASES["owner"]["USER"]:
        pytest.skip("the given server has one role for both")
    assert names_of_roles()["default"] != names_of_roles()["owner"]


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_posting", "ledger_balance", "django_migrations"])
def test_the_application_cannot_write_what_only_the_owner_may(table: str, committed_db: str) -> None:
    if settings.DATABASES["default"]["USER"] == settings.DATABASES["owner"]["USER"]:
        pytest.skip("the given server has one role for both")
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


def test_a_clone_is_made_and_dropped_in_a_moment(migrated_template: str) -> None:
    started_at = time.perf_counter()
    with cloned(migrated_template):
        pass
    assert time.perf_counter() - started_at < 2


@pytest.mark.parametrize("_again", [1, 2])
def test_what_one_test_commits_the_next_does_not_see(_again: int, committed_db: str) -> None:
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE left_behind (id int)")
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('left_behind') IS NOT NULL")
        assert cursor.fetchone() == (True,)


def test_acts_that_run_together_have_connections_of_their_own(run_together: RunTogether) -> None:
    def backend() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            return int(cursor.fetchone()[0])

    results = run_together([backend] * 5)
    assert len(set(results)) == 5
    assert not any(isinstance(result, Exception) for result in results)


def test_a_failure_in_one_thread_is_its_result(run_together: RunTogether) -> None:
    def fail() -> None:
        raise psycopg.Error("refused")

    assert [str(result) for result in run_together([fail])] == ["refused"]
