"""Money beyond all that is owed: kept for the borrower, given back by another hand, and the loan is closed."""

from datetime import date

import pytest
from django.utils import translation

from lending.domain.credit_errors import MoreThanCredit
from lending.domain.fund_errors import CannotReplay, FourHands, NotAllowed, NotThePayoff
from lending.models import CreditRefund, Loan
from lending.selectors.credits import credit_of
from lending.services.refund_credit import refund_credit
from lending.services.repay_early import repay_early
from tests.factories import eur, make_person, treasurer_of
from tests.fixtures.kept import Kept
from tests.lending.services.loan_stories import (
    FIRST,
    SECOND,
    THIRD,
    at_noon,
    breaches,
    end,
    holds,
    legs_of,
    make_story,
    pay,
    stands,
    undo,
)
from web.sentences import sentence_of

pytestmark = pytest.mark.django_db
LATER = date(2026, 4, 20)


@pytest.fixture(params=["fund", "members"])
def loan(request: pytest.FixtureRequest, kept: Kept) -> Loan:
    return kept(make_story, request.param)


@pytest.fixture
def overpaid(loan: Loan) -> Loan:
    """Ten euros too much with the last instalment."""
    for amount, on in (("3350.01", FIRST), ("3350.01", SECOND), ("3360.02", THIRD)):
        pay(loan, amount, on)
    return loan


def refund(loan: Loan, amount: str, on: date = LATER, *, by: int = 2) -> CreditRefund:
    return refund_credit(
        loan=loan, amount=eur(amount), refunded_on=on, acting_person=treasurer_of(loan.fund, by), now=at_noon(on)
    )


def test_what_exceeds_is_kept_and_given_back_and_the_loan_is_closed(overpaid: Loan) -> None:
    assert stands(overpaid) == ("overpaid", None)
    assert (credit_of(overpaid), holds(overpaid)["467-003"]) == (eur("10.00"), "10.00")
    assert breaches() == []
    refund(overpaid, "4.00")
    assert (stands(overpaid), holds(overpaid)["467-003"]) == (("overpaid", None), "6.00")
    refund(overpaid, "6.00")
    assert stands(overpaid) == ("closed", LATER)
    assert {code.split("-")[0] for code in holds(overpaid)} <= {"512", "4551"}
    assert breaches() == []


def test_it_is_given_back_by_another_hand_and_never_more_than_is_kept(overpaid: Loan) -> None:
    with pytest.raises(FourHands):
        refund(overpaid, "10.00", by=1)
    with pytest.raises(MoreThanCredit):
        refund(overpaid, "10.01")
    with pytest.raises(NotAllowed):
        refund_credit(loan=overpaid, amount=eur(1), refunded_on=LATER, acting_person=make_person(), now=at_noon(LATER))
    assert credit_of(overpaid) == eur("10.00")


def test_more_than_it_takes_to_end_a_loan_early_is_kept_too(loan: Loan) -> None:
    pay(loan, "3350.01", FIRST)
    asked = {"loan": loan, "received_on": date(2026, 3, 1), "acting_person": treasurer_of(loan.fund)}
    with pytest.raises(NotThePayoff):
        repay_early(**asked, amount=eur("6683.32"), now=at_noon(SECOND))
    repayment = repay_early(**asked, amount=eur("6700.00"), now=at_noon(SECOND))
    assert (repayment.credit, repayment.interest) == (eur("16.67"), eur("8.34"))
    assert stands(loan) == ("overpaid", None)
    assert breaches() == []


def test_a_receipt_told_late_makes_what_came_later_too_much(loan: Loan) -> None:
    """An early repayment in full, and then the instalment that nobody had told: 3 350.01 € came twice."""
    end(loan, date(2026, 3, 1))
    pay(loan, "3350.01", FIRST, told_on=LATER)
    # Principal came sooner, and what had to be paid that day is less.
    assert stands(loan) == ("overpaid", None)
    in_time = make_story(loan.fund.custody)
    pay(in_time, "3350.01", FIRST)
    amount = loan.repayments.get(kind="early", reversed_on__isnull=True).amount
    repay_early(
        loan=in_time, received_on=date(2026, 3, 1), acting_person=treasurer_of(in_time.fund), amount=amount,
        now=at_noon(date(2026, 3, 1)),
    )  # fmt: skip
    assert (legs_of(in_time), holds(in_time), credit_of(in_time)) == (legs_of(loan), holds(loan), credit_of(loan))
    assert breaches() == []


def test_what_is_needed_again_is_not_kept_any_more(overpaid: Loan) -> None:
    """An instalment bounces: the credit pays what is owed in its place."""
    undo(overpaid.repayments.get(received_on=FIRST), LATER)
    assert credit_of(overpaid) == eur(0)
    assert "467-003" not in holds(overpaid)
    assert stands(overpaid)[0] == "in_arrears"
    assert breaches() == []


def test_what_was_given_back_cannot_be_needed_again(overpaid: Loan) -> None:
    refund(overpaid, "10.00")
    before = holds(overpaid), legs_of(overpaid), stands(overpaid)
    with pytest.raises(CannotReplay) as refused:
        undo(overpaid.repayments.get(received_on=FIRST), date(2026, 4, 21))
    with translation.override("en"):
        sentence = sentence_of(refused.value)
    assert "refund of 20 April 2026 comes later" in sentence
    assert "a credit of €0.00" in sentence
    assert (holds(overpaid), legs_of(overpaid), stands(overpaid)) == before
    assert breaches() == []
