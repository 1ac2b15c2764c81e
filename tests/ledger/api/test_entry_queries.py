"""Filters over HTTP: they narrow, they page, and what is wrong with them is said at once."""

from typing import Any

import pytest

from tests.ledger.books import entry, posted


def ids(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [one["id"] for one in response.json()["results"]]


@pytest.fixture
def kept(book: str) -> list[str]:
    """An entry by each of two journals and amounts, and one whose amount is the sum of its lines."""
    made = posted(
        entry(("512", "101", "100.00"), journal="OD", description="Apport à la création"),
        entry(("512", "4551-1", "40.00"), reference="VIR-1", source="placement:1", kind="placement"),
        entry(("512", "2748-7", "10.00"), ("512", "768", "1.50"), source="loan:7"),
    )
    return [str(outcome.entry_id) for outcome in made.outcomes]


ASKED: tuple[tuple[dict[str, str], list[int]], ...] = (
    # parameters                                           entries
    ({"from": "2026-01-15", "to": "2026-01-15"},           [0, 1, 2]),
    ({"from": "2026-01-16"},                               []),
    ({"journal": "OD"},                                    [0]),
    ({"account": "768"},                                   [2]),
    ({"account_prefix": "4551"},                           [1]),
    ({"reference": "VIR-1"},                               [1]),
    ({"source": "loan:7"},                                 [2]),
    ({"kind": "placement"},                                [1]),
    ({"q": "creation apport"},                             [0]),
    ({"q": ""},                                            [0, 1, 2]),
    ({"amount": "11.5"},                                   [2]),
    ({"amount_min": "40"},                                 [0, 1]),
    ({"amount_max": "40.00", "amount_min": "11.50"},       [1, 2]),
    ({"amount": "40", "currency": "EUR"},                  [1]),
    ({"amount": "40", "currency": "JPY"},                  []),
    ({"reversed": "true"},                                 []),
    ({"reversed": "false", "sealed": "false"},             [0, 1, 2]),
    ({"reversed": ""},                                     [0, 1, 2]),
    ({"phase": "pending"},                                 []),
    ({"reservation": "true"},                              []),
    ({"number": "BQ-2026-000001"},                         []),
    ({"seal": "1"},                                        []),
)  # fmt: skip


@pytest.mark.parametrize(("asked", "expected"), ASKED)
def test_filters_narrow_the_list(keeper: Any, kept: list[str], asked: dict[str, str], expected: list[int]) -> None:
    assert ids(keeper.read("entries", **asked)) == [kept[number] for number in expected]


def test_the_next_page_keeps_the_filters(keeper: Any, kept: list[str]) -> None:
    first = keeper.read("entries", account="512", q="essai", page_size=1)
    assert ids(first) == kept[1:2]
    second = keeper.get(first.json()["next"])
    assert ids(second) == kept[2:]
    assert second.json()["next"] is None


WRONG: tuple[tuple[str, dict[str, str], set[str]], ...] = (
    # address    parameters                                                                     named
    ("entries",  {"from": "2026-02-31", "journal": "?", "acount": "512", "amount": "1.001", "reversed": "perhaps"},
                                                              {"from", "journal", "acount", "amount", "reversed"}),
    ("entries",  {"amount": "1.5", "currency": "JPY"},                                          {"amount"}),
    ("entries",  {"amount": "-1"},                                                              {"amount"}),
    ("entries",  {"amount": " 1.001 "},                                                         {"amount"}),
    ("entries",  {"amount": "1", "amount_min": "1"},                                            {"amount"}),
    ("entries",  {"amount_min": "2", "amount_max": "1"},                                        {"amount_max"}),
    ("entries",  {"from": "2026-02-02", "to": "2026-02-01"},                                    {"to"}),
    ("entries",  {"phase": "done", "q": "x" * 201, "page_size": "0"},               {"phase", "q", "page_size"}),
    ("entries",  {"amount": "1", "currency": "BCE"},                                            {"currency"}),
    ("entries",  {"number": "12", "q": "a\0b", "seal": "0"},                         {"number", "q", "seal"}),
    ("accounts", {"nature": "bank", "status": "lost", "currency": "euro", "prefix": "?", "colour": "x"},
                                                              {"nature", "status", "currency", "prefix", "colour"}),
    ("accounts", {"non_zero": "perhaps"},                                                       {"non_zero"}),
    ("accounts/512",       {"onn": "2026-01-01", "as_known_at": "0"},                           {"onn", "as_known_at"}),
    ("accounts/512/lines", {"form": "2026-01-01", "page_size": "201"},                          {"form", "page_size"}),
    ("trial-balance",      {"onn": "2026-01-01", "tree": "perhaps"},                            {"onn", "tree"}),
    ("reservations",       {"acount": "512"},                                                   {"acount"}),
    ("seals",              {"number": "1"},                                                     {"number"}),
)  # fmt: skip


@pytest.mark.parametrize(("address", "asked", "named"), WRONG)
def test_every_wrong_parameter_is_named_at_once(keeper: Any, address: str, asked: Any, named: set[str]) -> None:
    response = keeper.read(address, **asked)
    assert (response.status_code, response.json()["code"]) == (400, "validation-error")
    assert response.headers["Content-Type"] == "application/problem+json"
    assert {error["field"] for error in response.json()["errors"]} == named


FOUND: tuple[tuple[dict[str, str], list[str]], ...] = (
    # parameters                              accounts, in order of code
    ({"nature": "liability"},                 ["4551-1", "4551-2"]),
    ({"prefix": "4551"},                      ["4551-1", "4551-2"]),
    ({"prefix": "4551", "non_zero": "true"},  ["4551-1"]),
    ({"prefix": "4551", "non_zero": "false"}, ["4551-2"]),
    ({"q": "PRET"},                           ["2748-7"]),
    ({"q": "placement 4551-2"},               ["4551-2"]),
    ({"currency": "USD"},                     []),
    ({"status": "frozen"},                    []),
    ({"status": "open", "nature": "asset"},   ["2748-7", "512"]),
)  # fmt: skip


@pytest.mark.parametrize(("asked", "expected"), FOUND)
def test_accounts_are_found(keeper: Any, kept: list[str], asked: dict[str, str], expected: list[str]) -> None:
    response = keeper.read("accounts", **asked)
    assert [one["code"] for one in response.json()["results"]] == expected


def test_pages_of_accounts_keep_their_filters(keeper: Any, kept: list[str]) -> None:
    first = keeper.read("accounts", nature="asset", page_size=1).json()
    second = keeper.get(first["next"]).json()
    assert [one["code"] for page in (first, second) for one in page["results"]] == ["2748-7", "512"]
    assert second["next"] is None
