"""Lists ask the same number of questions with one row and with three."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as make

pytestmark = pytest.mark.django_db

LISTS = {
    "cooperative": ("home", "requests", "loans", "placements", "accounts"),
    "committee": ("committee", "committee-decisions"),
    "fund": (
        "fund",
        "fund-requests",
        "fund-loans",
        "fund-placements",
        "fund-accounts",
        "fund-entries",
        "treasury",
        "fund-arrears",
    ),
}
QUERIES_MAX = 24


def counted(visitor, address: str) -> int:
    visitor.get(address, follow=True)  # what is asked once a process is asked now
    with CaptureQueriesContext(connection) as queries:
        assert visitor.get(address, follow=True).status_code == 200
    return len(queries)


def fund_with(rows: int):
    fund = make.make_fund()
    make.make_member(fund, placed=make.eur(400_000))
    borrower = make.make_member(fund, placed=make.eur(1_000))
    make.make_committee(fund)
    for _ in range(rows):
        make.make_active_loan(borrower)
        make.make_agreed_loan(borrower)
        make.make_approved_request(borrower)
        make.make_consultation(borrower)
        make.make_submitted_request(borrower)
        make.make_draft(borrower)
    return fund, borrower


def test_a_list_asks_as_many_questions_for_three_rows_as_for_one(visitor):
    counts = {}
    for rows in (1, 3):
        fund, borrower = fund_with(rows)
        people = {
            "cooperative": make.manager_of(borrower),
            "committee": make.committee_of(fund)[0],
            "fund": make.treasurer_of(fund),
        }
        for persona, names in LISTS.items():
            for name in names:
                counts.setdefault(name, []).append(counted(visitor(people[persona]), reverse(name)))
    assert {name: pair for name, pair in counts.items() if pair[0] != pair[1]} == {}
    assert {name: pair for name, pair in counts.items() if pair[0] > QUERIES_MAX} == {}
