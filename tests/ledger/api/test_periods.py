"""Periods and fiscal years over HTTP."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from ledger.services.fiscal_years import declare_fiscal_year
from ledger.services.record_export import record_export
from tests.ledger.books import BOOK, codes, entry, try_post

JANUARY = {"starts_on": "2026-01-01", "ends_on": "2026-01-31"}
MARCH = {"starts_on": "2026-03-01", "ends_on": "2026-03-31"}


def test_a_period_is_opened_closed_and_reopened(keeper: Any) -> None:
    opened = keeper.act("periods", JANUARY)
    assert (opened.status_code, opened.json()["periods"][0]["closed_at"]) == (200, None)
    assert keeper.act("periods/closing", JANUARY).status_code == 200
    assert codes(try_post(entry(("512", "101", "1.00")))) == ["period_closed"]
    reopened = keeper.act("periods/reopening", {**JANUARY, "reason": "Facture oubliée"})
    assert reopened.json() == keeper.read("periods").json()
    (told,) = reopened.json()["periods"]
    assert [(act["act"], act["by"], act["reason"]) for act in told["acts"]] == [
        ("opened", "keeper@example.org", ""),
        ("closed", "keeper@example.org", ""),
        ("reopened", "keeper@example.org", "Facture oubliée"),
    ]
    assert codes(try_post(entry(("512", "101", "1.00")))) == ["created"]


def test_fiscal_years_are_told(keeper: Any) -> None:
    declare_fiscal_year(book=BOOK, label="2026", starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 12, 31))
    assert keeper.read("periods").json() == {
        "periods": [],
        "fiscal_years": [
            {"label": "2026", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "exported_at": None},
        ],
    }


def exported_year() -> None:
    declare_fiscal_year(book=BOOK, label="2026", starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 12, 31))
    made = {"file_name": "x.txt", "encoding": "utf-8", "entry_count": 0, "line_count": 0, "sha256": "0" * 64}
    record_export(book=BOOK, label="2026", by="Anne", **made)


def test_what_is_in_the_way_has_a_stable_code(keeper: Any) -> None:
    for span in (JANUARY, MARCH):
        keeper.act("periods", span)
        keeper.act("periods/closing", span)
    later = keeper.act("periods/reopening", {**JANUARY, "reason": "x"})
    assert (later.status_code, later.json()["code"]) == (409, "later-period-closed")
    exported_year()
    never = keeper.act("periods/reopening", {**MARCH, "reason": "x"})
    assert (never.status_code, never.json()["code"]) == (409, "year-exported")


WRONG = (
    ("periods",           {"starts_on": "2026-02-01", "ends_on": "2026-01-01"}, 400, "invalid-period"),
    ("periods",           {"starts_on": "2026-02-31", "ends_on": "2026-03-01"}, 400, "validation-error"),
    ("periods",           [],                                                   400, "validation-error"),
    ("periods/closing",   JANUARY,                                              404, "unknown-period"),
    ("periods/closing",   {"starts_on": "2026-01-01", "ends_on": "2199-12-31"}, 409, "period-not-over"),
    ("periods/reopening", JANUARY,                                              400, "validation-error"),
    ("periods/reopening", {**JANUARY, "reason": " "},                           400, "validation-error"),
    ("periods/reopening", {**JANUARY, "reason": "x"},                           404, "unknown-period"),
)  # fmt: skip


@pytest.mark.parametrize(("address", "body", "status", "code"), WRONG)
def test_what_cannot_be_is_refused(keeper: Any, address: str, body: Any, status: int, code: str) -> None:
    response = keeper.act(address, body)
    assert (response.status_code, response.json()["code"]) == (status, code)


@pytest.mark.parametrize("address", ["periods", "periods/closing", "periods/reopening"])
def test_one_closes_only_what_one_may_post_to(caller: Callable[..., Any], address: str) -> None:
    assert caller(None).act(address, JANUARY).status_code == 401
    assert caller(is_staff=False).act(address, JANUARY).status_code == 404


@pytest.mark.parametrize("item_count", [1, 3])
def test_periods_are_told_in_as_many_queries_however_many(
    keeper: Any, item_count: int, django_assert_num_queries: Any
) -> None:
    for month in range(1, item_count + 1):
        keeper.act("periods", {"starts_on": f"2026-{month:02d}-01", "ends_on": f"2026-{month:02d}-28"})
    with django_assert_num_queries(7):
        assert len(keeper.read("periods").json()["periods"]) == item_count
