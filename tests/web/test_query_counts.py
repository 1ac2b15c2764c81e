"""Lists ask the same number of questions with one row and with three."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as make

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize(
    ("persona", "name"),
    [
        ("cooperative", "home"),
        ("cooperative", "requests"),
        ("cooperative", "loans"),
        ("cooperative", "placements"),
        ("cooperative", "accounts"),
        ("committee", "committee"),
        ("committee", "committee-decisions"),
        ("fund", "fund"),
        ("fund", "fund-requests"),
        ("fund", "fund-loans"),
        ("fund", "fund-placements"),
        ("fund", "fund-accounts"),
        ("fund", "fund-entries"),
    ],
)
def test_a_list_asks_as_many_questions_for_three_rows_as_for_one(visitor, persona, name):
    counts = []
    for rows in (1, 3):
        fund, borrower = fund_with(rows)
        person = {
            "cooperative": lambda borrower=borrower: make.manager_of(borrower),
            "committee": lambda fund=fund: make.committee_of(fund)[0],
            "fund": lambda fund=fund: make.treasurer_of(fund),
        }[persona]()
        counts.append(counted(visitor(person), reverse(name)))
    assert counts[0] == counts[1]
    assert counts[0] <= 24
