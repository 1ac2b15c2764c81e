"""What is kept between tests: each begins with the same rows, and leaves none."""

import pytest
from django.db import IntegrityError, connection, connections, transaction

from lending.models import Fund
from tests.factories import make_fund
from tests.fixtures.kept import Kept, States, rolled_back

calls: list[str] = []


def make_kept_fund(name: str) -> Fund:
    calls.append(name)
    return make_fund(name=name)


@pytest.mark.parametrize("_again", [1, 2, 3])
def test_it_is_made_once_and_each_test_has_it_as_it_was(_again: int, kept: Kept) -> None:
    fund = kept(make_kept_fund, "Gardée")
    assert calls.count("Gardée") == 1
    assert (fund.name, Fund.objects.get().name) == ("Gardée", "Gardée")
    fund.name = "Changée"
    fund.save()
    make_fund()
    Fund.objects.update(name="Toutes")
    assert Fund.objects.count() == 2


@pytest.mark.parametrize("name", ["Une", "Autre", "Troisième"])
def test_what_another_test_keeps_is_not_seen(name: str, kept: Kept) -> None:
    kept(make_kept_fund, name)
    assert [fund.name for fund in Fund.objects.all()] == [name]


def test_the_same_call_written_otherwise_begins_with_the_same(kept: Kept) -> None:
    kept(make_kept_fund, name="Gardée")
    assert calls.count("Gardée") == 1


@pytest.mark.parametrize("name", ["Une", "Autre", "Troisième"])
def test_of_all_states_one_has_its_connection_open(name: str, kept: Kept, kept_states: States) -> None:
    kept(make_kept_fund, name)
    assert sum(state.connection.connection is not None for state in kept_states.made.values()) == 1


def test_without_it_there_is_nothing(db: None) -> None:
    assert not Fund.objects.exists()


def test_what_was_written_before_would_be_lost_and_is_refused(kept: Kept) -> None:
    make_fund()
    with pytest.raises(pytest.fail.Exception, match="before it writes anything"):
        kept(make_kept_fund, "Une")


def test_a_test_begins_with_one_state(kept: Kept) -> None:
    kept(make_kept_fund, "Une")
    with pytest.raises(pytest.fail.Exception, match="once"):
        kept(make_kept_fund, "Autre")


def test_a_deferred_constraint_that_is_broken_is_found_at_the_end(kept: Kept) -> None:
    kept(make_kept_fund, "Une")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE pair (id int PRIMARY KEY, of int REFERENCES pair DEFERRABLE INITIALLY DEFERRED)"
        )
        with pytest.raises(IntegrityError), rolled_back():
            cursor.execute("INSERT INTO pair VALUES (1, 2)")


def test_a_state_that_could_not_be_made_is_not_kept(kept: Kept, kept_states: States) -> None:
    def broken() -> Fund:
        make_fund()
        raise ValueError("half made")

    before, database = dict(kept_states.made), connections["default"]
    with pytest.raises(ValueError, match="half made"):
        kept(broken)
    assert kept_states.made == before
    assert connections["default"] is database
    assert not Fund.objects.exists()


@pytest.mark.parametrize("_again", [1, 2])
def test_what_is_committed_after_it_is_seen_by_everybody_and_gone_with_the_test(
    _again: int, kept_committed: Kept
) -> None:
    fund = kept_committed(make_kept_fund, "Gardée")
    assert calls.count("Gardée") == 1
    Fund.objects.filter(pk=fund.pk, name="Gardée").update(name="Changée")
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT name FROM lending_fund")
        assert cursor.fetchall() == [("Changée",)]
    with pytest.raises(pytest.fail.Exception, match="once"):
        kept_committed(make_kept_fund, "Autre")


def test_what_a_committed_copy_changed_is_not_kept(kept: Kept) -> None:
    kept(make_kept_fund, "Gardée")
    assert [fund.name for fund in Fund.objects.all()] == ["Gardée"]
