"""A loan repaid on days of its own: asked for, voted, agreed, paid out, and repaid to the cent.

10 000 € at 3 % from 15 January 2026. Between days of one's own interest runs by whole months, counted back from the
later day, and the odd days before them in parts of 365: 26 days; one month and 18 days; three months.

due         principal  interest  outstanding
2026-02-10    3336.26     21.37      6663.74
2026-03-31    3331.11     26.52      3332.63
2026-06-30    3332.63     24.99         0.00
"""

from datetime import date

import pytest

from lending.domain.state_errors import FirstDueDayPassed
from lending.domain.wished_schedule import WishedSchedule
from lending.domain.wrong_terms import WrongTerms
from lending.models import Loan, LoanProduct, LoanRequest
from lending.selectors.clock import database_now
from lending.selectors.exposure import term_months
from lending.selectors.instalments import instalments_of
from lending.selectors.payoff import payoff, unpaid_of
from lending.services.agree_loan import agree_loan
from lending.services.amend_request import amend_request
from lending.services.disburse_loan import disburse_loan
from lending.services.prepay_loan import prepay_loan
from tests.factories import (
    eur,
    make_agreed_loan,
    make_approved_request,
    make_draft,
    make_fund,
    make_member,
    make_product,
    manager_of,
    treasurer_of,
)
from tests.lending.services.change_stories import adopt, put_in_force
from tests.lending.services.loan_stories import at_noon, breaches, end, make_story, pay, recognise, undo
from tests.lending.services.tranche_stories import draw, make_drawn_loan

pytestmark = pytest.mark.django_db
DAYS = (date(2026, 2, 10), date(2026, 3, 31), date(2026, 6, 30))
OWN = WishedSchedule(due_dates=DAYS)


def rows_of(loan: Loan) -> list[tuple[str, str, str, str]]:
    return [
        (str(row.due_on), str(row.principal.amount), str(row.interest.amount), str(row.outstanding.amount))
        for row in instalments_of(loan)
    ]


def own(**asked: object) -> Loan:
    return make_story(wished=OWN, disbursed_on=date(2026, 1, 15), **asked)


def amended(request: LoanRequest, wished: WishedSchedule, **asked: object) -> LoanRequest:
    version = request.current
    known = {
        "product": version.product, "amount": version.amount, "start_on": version.start_on,
        "instalments": len(wished.due_dates) or 3, "purpose": version.purpose,
    }  # fmt: skip
    return amend_request(
        request=request, wished=wished, acting_person=manager_of(request.membership), now=database_now(),
        **{**known, **asked},
    )  # fmt: skip


def settle(loan: Loan, *, since: date = DAYS[0]) -> None:
    """What is left of each instalment is paid on its day, as the schedule then stands."""
    while (row := next((row for row in instalments_of(loan) if unpaid_of(row).amount), None)) is not None:
        pay(loan, str(unpaid_of(row).amount), max(row.due_on, since))


def test_a_loan_is_repaid_on_its_own_days_to_the_cent() -> None:
    loan = own()
    assert rows_of(loan) == [
        ("2026-02-10", "3336.26", "21.37", "6663.74"),
        ("2026-03-31", "3331.11", "26.52", "3332.63"),
        ("2026-06-30", "3332.63", "24.99", "0.00"),
    ]
    settle(loan)
    loan.refresh_from_db()
    assert loan.state == Loan.State.CLOSED
    assert breaches() == []


def test_interest_of_each_day_drawdowns_and_a_payment_that_bounces_keep_the_days() -> None:
    days = (date(2026, 2, 10), date(2026, 3, 31), date(2026, 6, 30), date(2026, 7, 20))
    loan = make_drawn_loan(accrual="daily", wished=WishedSchedule(due_dates=days), instalments=4)
    recognise(loan, date(2026, 2, 9))
    first = pay(loan, rows_total(loan, 1), days[0])
    draw(loan, date(2026, 3, 15))
    recognise(loan, date(2026, 3, 30))
    pay(loan, rows_total(loan, 2), days[1])
    draw(loan, date(2026, 4, 1))
    undo(first, date(2026, 4, 2))
    assert [row.due_on for row in instalments_of(loan)] == list(days)
    assert breaches() == []
    settle(loan, since=date(2026, 4, 2))
    loan.refresh_from_db()
    assert loan.state == Loan.State.CLOSED
    assert breaches() == []


def rows_total(loan: Loan, number: int) -> str:
    row = list(instalments_of(loan))[number - 1]
    return str((row.principal + row.interest).amount)


def test_a_part_or_all_of_it_is_repaid_between_two_days() -> None:
    loan = own()
    pay(loan, rows_total(loan, 1), DAYS[0])
    prepay_loan(
        loan=loan, amount=eur(2_000), effect="reduce_instalment", received_on=date(2026, 3, 1),
        acting_person=treasurer_of(loan.fund), now=at_noon(date(2026, 3, 1)),
    )  # fmt: skip
    loan.refresh_from_db()
    assert rows_of(loan) == [
        ("2026-02-10", "3336.26", "21.37", "6663.74"),
        ("2026-03-01", "1989.72", "10.28", "4674.02"),
        ("2026-03-31", "2340.07", "11.39", "2333.95"),
        ("2026-06-30", "2333.95", "17.50", "0.00"),
    ]
    quote = payoff(loan, on=date(2026, 4, 10))
    end(loan, date(2026, 4, 10))
    loan.refresh_from_db()
    assert (str(quote.total.amount), loan.state) == ("4687.33", Loan.State.CLOSED)
    assert breaches() == []


def test_a_second_decision_keeps_the_days_that_were_agreed_one_by_one() -> None:
    loan = own()
    pay(loan, rows_total(loan, 1), DAYS[0])
    put_in_force(adopt(loan, {"kind": "reschedule", "on": "2026-03-01", "annual_rate": "0.04"}))
    assert [row.due_on for row in instalments_of(loan)] == list(DAYS)
    assert breaches() == []


def test_money_that_leaves_later_keeps_the_days_and_costs_less() -> None:
    loan = make_story(wished=OWN, disbursed_on=date(2026, 2, 1))
    assert [row[0] for row in rows_of(loan)] == ["2026-02-10", "2026-03-31", "2026-06-30"]
    assert rows_of(loan)[0][2] == "7.40"  # 10 000 € × 3 % × 9/365
    settle(loan)
    assert breaches() == []


@pytest.mark.parametrize("wished", [OWN, WishedSchedule(first_due_on=DAYS[0])])
def test_money_does_not_leave_once_the_first_day_has_come(wished: WishedSchedule) -> None:
    fund = make_fund()
    make_member(fund, placed=eur(100_000))
    loan = make_agreed_loan(make_member(fund), agreed_on=date(2026, 2, 1), wished=wished)
    treasurer = treasurer_of(fund, 3)
    with pytest.raises(FirstDueDayPassed, match="asks again, with later due dates"):
        disburse_loan(loan=loan, disbursed_on=DAYS[0], acting_person=treasurer, now=database_now())
    disburse_loan(loan=loan, disbursed_on=date(2026, 2, 9), acting_person=treasurer, now=database_now())
    request = make_approved_request(make_member(fund), wished=wished)
    with pytest.raises(FirstDueDayPassed):
        agree_loan(request=request, agreed_on=DAYS[0], acting_person=treasurer_of(fund, 2), now=database_now())


def test_a_regular_loan_is_paid_out_on_any_day_and_its_days_follow() -> None:
    assert rows_of(make_story(disbursed_on=date(2026, 3, 20)))[0][0] == "2026-04-20"


def test_their_days_are_voted_their_last_one_is_the_term_and_nothing_wished_changes_no_hash() -> None:
    request = make_draft(make_member(make_fund()))
    before = request.current.sha256
    wished = amended(request, OWN).current
    assert (wished.instalments, wished.terms["instalments"]) == (3, 3)
    assert wished.terms["due_dates"] == ["2026-02-10", "2026-03-31", "2026-06-30"]
    assert wished.sha256 != before
    assert term_months(wished) == 6
    assert term_months(amended(request, WishedSchedule(due_dates=(date(2029, 1, 15),))).current) == 36
    assert term_months(amended(request, WishedSchedule(due_dates=(date(2029, 1, 16),))).current) == 37
    assert amended(request, WishedSchedule()).current.sha256 == before


@pytest.mark.parametrize(
    ("wished", "asked", "field"),
    [
        (WishedSchedule(due_dates=(DAYS[1], DAYS[1])), {}, "due_dates"),
        (WishedSchedule(due_dates=(date(2026, 1, 15), DAYS[1])), {}, "due_dates"),
        (OWN, {"instalments": 4}, "instalments"),
        (WishedSchedule(due_dates=DAYS, first_due_on=DAYS[0]), {}, "first_due_on"),
        (WishedSchedule(due_dates=DAYS, principal_grace=3), {}, "principal_grace"),
    ],
)
def test_days_that_cannot_be_are_refused_by_their_field(
    wished: WishedSchedule, asked: dict[str, object], field: str
) -> None:
    request = make_draft(make_member(make_fund()))
    with pytest.raises(WrongTerms) as refused:
        amended(request, wished, **asked)
    assert list(refused.value.fields) == [field]


def test_what_is_repaid_at_once_has_one_day_of_its_own() -> None:
    fund = make_fund()
    request = make_draft(make_member(fund))
    bullet = make_product(fund, "en-une-fois", repayment=LoanProduct.Repayment.BULLET)
    with pytest.raises(WrongTerms) as refused:
        amended(request, OWN, product=bullet)
    assert list(refused.value.fields) == ["due_dates"]
    version = amended(request, WishedSchedule(due_dates=DAYS[1:2]), product=bullet).current
    assert (version.terms["instalments"], version.terms["due_dates"]) == (1, ["2026-03-31"])
