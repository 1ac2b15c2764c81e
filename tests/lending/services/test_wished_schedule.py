"""A loan with another first due date and a grace period: asked, voted, agreed, paid out, and repaid by it."""

from dataclasses import replace
from datetime import date

import pytest

from lending.domain.wished_schedule import WishedSchedule
from lending.domain.wrong_terms import WrongTerms
from lending.models import Loan, LoanRequest
from lending.selectors.clock import database_now
from lending.selectors.exposure import term_months
from lending.selectors.instalments import instalments_of
from lending.services.amend_request import amend_request
from tests.factories import eur, make_active_loan, make_draft, make_fund, make_member, manager_of
from tests.lending.services.loan_stories import breaches, pay

pytestmark = pytest.mark.django_db
WISHED = WishedSchedule(first_due_on=date(2026, 3, 1), principal_grace=1, interest_grace=1)


def rows_of(loan: Loan) -> list[tuple[str, str, str]]:
    return [(str(row.due_on), str(row.principal.amount), str(row.interest.amount)) for row in instalments_of(loan)]


def make_wished(wished: WishedSchedule, **asked: object) -> Loan:
    fund = make_fund()
    make_member(fund, placed=eur(100_000))
    return make_active_loan(make_member(fund), disbursed_on=date(2026, 1, 15), wished=wished, **asked)


def amended(request: LoanRequest, wished: WishedSchedule, *, instalments: int = 3) -> LoanRequest:
    version = request.current
    return amend_request(
        request=request, product=version.product, amount=version.amount, instalments=instalments,
        start_on=version.start_on, purpose=version.purpose, wished=wished,
        acting_person=manager_of(request.membership), now=database_now(),
    )  # fmt: skip


def test_a_loan_is_repaid_as_its_borrower_wished() -> None:
    loan = make_wished(WISHED)
    # 3 % over a month and 17 days (1/12 + 17/365 of a year), then over a month: 38.97 + 25.00, asked together.
    assert rows_of(loan) == [
        ("2026-03-01", "0.00", "0.00"),
        ("2026-04-01", "4993.76", "63.97"),
        ("2026-05-01", "5006.24", "12.52"),
    ]
    pay(loan, "5057.73", date(2026, 4, 1))
    assert [row[1:] for row in rows_of(loan)][1] == ("4993.76", "63.97")
    assert breaches() == []


def test_what_is_wished_is_part_of_what_is_voted_on_and_nothing_wished_changes_no_hash() -> None:
    request = make_draft(make_member(make_fund()))
    before = request.current.sha256
    wished = amended(request, WISHED).current
    assert {name: wished.terms[name] for name in ("first_due_on", "principal_grace", "interest_grace")} == {
        "first_due_on": "2026-03-01", "principal_grace": 1, "interest_grace": 1,
    }  # fmt: skip
    assert wished.sha256 != before
    assert amended(request, WishedSchedule()).current.sha256 == before


@pytest.mark.parametrize(
    ("wished", "field"),
    [
        (replace(WISHED, first_due_on=date(2026, 1, 15)), "first_due_on"),
        (replace(WISHED, principal_grace=3), "principal_grace"),
        (replace(WISHED, interest_grace=3), "interest_grace"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(wished: WishedSchedule, field: str) -> None:
    request = make_draft(make_member(make_fund()))
    with pytest.raises(WrongTerms) as refused:
        amended(request, wished)
    assert list(refused.value.fields) == [field]


def test_the_term_reaches_to_the_last_due_date() -> None:
    request = make_draft(make_member(make_fund()))
    assert term_months(request.current) == 3
    assert term_months(amended(request, replace(WISHED, first_due_on=date(2026, 2, 15))).current) == 3
    assert term_months(amended(request, replace(WISHED, first_due_on=date(2026, 2, 20))).current) == 4
    assert term_months(amended(request, replace(WISHED, first_due_on=date(2027, 1, 15))).current) == 14
