"""The mutual guarantee fund: put in at the payment, called on default, returned at the end, in both custodies."""

from datetime import date
from decimal import Decimal

import pytest

from lending.domain.default_errors import (
    GuaranteeExhausted,
    GuaranteeNotCalled,
    NotGuaranteed,
    NothingToReturn,
    NotReturned,
)
from lending.domain.fund_errors import NotAllowed, WrongState
from lending.models import DepositReturn, Loan, Repayment
from lending.selectors.guarantees import mutual_guarantee
from lending.services.call_mutual_guarantee import call_mutual_guarantee
from lending.services.return_contribution import return_contribution, take_return_back
from tests.factories import eur, make_active_loan, make_fund, make_member, make_person, treasurer_of
from tests.fixtures.kept import Kept
from tests.lending.services.default_stories import CALLED, call_in, losses_of, recover, write_off
from tests.lending.services.loan_stories import at_noon, breaches, end, holds, legs_of, make_story, pay, stands, undo

pytestmark = pytest.mark.django_db
APRIL = date(2026, 4, 1)


@pytest.fixture(params=["fund", "members"])
def loan(request: pytest.FixtureRequest, kept: Kept) -> Loan:
    return kept(make_guaranteed_loan, request.param)


def make_guaranteed_loan(custody: str) -> Loan:
    """The loan of `loan_stories`, whose borrower puts 2 % in: 120 / 80 by leg; another borrower has put 60 in."""
    fund = make_fund(custody=custody, guarantee_rate=Decimal("0.02"))
    make_member(fund, placed=eur(60_000))
    make_member(fund, placed=eur(40_000))
    found = make_active_loan(make_member(fund))
    make_active_loan(make_member(fund), amount=eur(3_000), instalments=1)
    return found


def call(loan: Loan, on: date = APRIL) -> Repayment:
    return call_mutual_guarantee(loan=loan, called_on=on, acting_person=treasurer_of(loan.fund), now=at_noon(on))


def give_back(loan: Loan, on: date) -> object:
    return return_contribution(loan=loan, returned_on=on, acting_person=treasurer_of(loan.fund), now=at_noon(on))


def deposits(loan: Loan) -> dict[str, str]:
    return {code: amount for code, amount in holds(loan).items() if code.startswith("165")}


def cash(loan: Loan) -> dict[str, str]:
    return {code: amount for code, amount in holds(loan).items() if code.startswith("512")}


def test_the_borrower_puts_its_part_in_as_it_is_paid(loan: Loan) -> None:
    assert deposits(loan) == {"165-003": "200.00", "165-009": "60.00"}
    assert [str(row.amount.amount) for row in loan.deposits.all()] == ["120.00", "80.00"]
    if loan.fund.custody == "fund":
        assert cash(loan) == {"512": "87260.00"}
    else:
        # 60 000 less 6 000 and 1 800 lent, 120 and 36 kept; 40 000 less 4 000 and 1 200, 80 and 24 kept.
        assert cash(loan) == {"512-001": "52356.00", "512-002": "34904.00"}
    assert breaches() == []


def test_it_goes_back_once_the_loan_is_repaid_and_its_mirror_takes_it_back(loan: Loan) -> None:
    with pytest.raises(WrongState):
        give_back(loan, CALLED)
    end(loan, CALLED)
    before = holds(loan)
    assert give_back(loan, APRIL) == eur(200)
    assert deposits(loan) == {"165-009": "60.00"}
    assert mutual_guarantee(loan).returned_on == APRIL
    assert breaches() == []
    with pytest.raises(NothingToReturn):
        give_back(loan, APRIL)
    take_return_back(
        loan=loan, reversed_on=APRIL, reason="Rejet", acting_person=treasurer_of(loan.fund), now=at_noon(APRIL)
    )
    assert holds(loan) == before
    assert breaches() == []
    with pytest.raises(NotReturned):
        take_return_back(
            loan=loan, reversed_on=APRIL, reason="Rejet", acting_person=treasurer_of(loan.fund), now=at_noon(APRIL)
        )


def test_it_pays_the_lenders_by_outstanding_first_from_the_borrowers_own_part(loan: Loan) -> None:
    call_in(loan)
    money = cash(loan)
    repayment = call(loan)
    assert (repayment.kind, repayment.principal, repayment.interest) == ("mutual", eur(260), eur(0))
    assert deposits(loan) == {}
    assert legs_of(loan) == [("5844.00", "20.00", "0.00"), ("3896.00", "13.34", "0.00")]
    found = mutual_guarantee(loan)
    assert (found.used, found.paid, found.left) == (eur(200), eur(260), eur(0))
    assert sum(Decimal(amount) for amount in cash(loan).values()) == sum(Decimal(amount) for amount in money.values())
    assert stands(loan)[0] == "defaulted"
    assert breaches() == []
    with pytest.raises(GuaranteeExhausted):
        call(loan)


def test_it_pays_no_more_than_is_outstanding(loan: Loan) -> None:
    call_in(loan)
    pay(loan, "9933.34", date(2026, 3, 20))
    repayment = call(loan)
    assert repayment.principal == eur(100)
    assert stands(loan) == ("closed", APRIL)
    assert deposits(loan) == {"165-003": "100.00", "165-009": "60.00"}
    assert give_back(loan, APRIL) == eur(100)
    assert breaches() == []


def test_reversed_like_a_receipt_it_leaves_everything_as_before(loan: Loan) -> None:
    call_in(loan)
    before = holds(loan), legs_of(loan), stands(loan)
    undo(call(loan), APRIL)
    assert (holds(loan), legs_of(loan), stands(loan)) == before
    assert mutual_guarantee(loan).left == eur(200)
    assert breaches() == []


def test_a_receipt_told_late_lets_it_pay_again_what_is_left(loan: Loan) -> None:
    call_in(loan)
    call(loan)
    pay(loan, "9933.34", date(2026, 3, 20), told_on=date(2026, 4, 2))
    assert stands(loan) == ("closed", APRIL)
    assert deposits(loan) == {"165-003": "100.00", "165-009": "60.00"}
    assert breaches() == []


def test_the_loss_comes_after_it(loan: Loan) -> None:
    call_in(loan)
    with pytest.raises(GuaranteeNotCalled) as refusal:
        write_off(loan, APRIL)
    assert refusal.value.values["amount"] == eur(260)
    call(loan)
    write_off(loan, APRIL)
    assert [figures[0] for figures in losses_of(loan)] == ["5844.00", "3896.00"]
    recover(loan, "9740.00", APRIL)
    assert breaches() == []


def test_only_who_puts_in_is_covered_and_only_a_treasurer_calls(kept: Kept) -> None:
    loan = kept(make_story)
    call_in(loan)
    assert mutual_guarantee(loan) is None
    with pytest.raises(NotGuaranteed):
        call(loan)
    with pytest.raises(NotAllowed):
        call_mutual_guarantee(loan=loan, called_on=APRIL, acting_person=make_person(), now=at_noon(APRIL))


def test_a_loan_that_runs_is_not_paid_by_it(loan: Loan) -> None:
    with pytest.raises(WrongState):
        call(loan)


def test_what_comes_back_after_a_return_is_returned_beside_it() -> None:
    """The first borrower's 200 € paid 140 € for another loan, and 60 € went back; the payment turned out wrong."""
    fund = make_fund(guarantee_rate=Decimal("0.02"))
    make_member(fund, placed=eur(60_000))
    make_member(fund, placed=eur(40_000))
    repaid = make_active_loan(make_member(fund))
    other = make_active_loan(make_member(fund), amount=eur(3_000))
    call_in(other)
    pay(other, "2810.00", date(2026, 3, 20))
    used = call(other, date(2026, 3, 21))
    end(repaid, date(2026, 3, 22))
    assert (used.principal, mutual_guarantee(repaid).used) == (eur(200), eur(140))
    assert give_back(repaid, date(2026, 3, 23)) == eur(60)
    undo(used, date(2026, 3, 24))
    assert mutual_guarantee(repaid).left == eur(140)
    assert give_back(repaid, APRIL) == eur(140)
    found = mutual_guarantee(repaid)
    assert (found.returned, found.left, found.returned_on) == (eur(200), eur(0), APRIL)
    assert sorted(str(row.amount.amount) for row in DepositReturn.objects.all()) == ["24.00", "36.00", "56.00", "84.00"]
    assert breaches() == []
    # Each is taken back by its own mirror, the last one first.
    asked = {"reversed_on": APRIL, "reason": "Rejet", "acting_person": treasurer_of(fund), "now": at_noon(APRIL)}
    for left, returned in ((140, 60), (200, 0)):
        take_return_back(loan=repaid, **asked)
        found = mutual_guarantee(repaid)
        assert (found.left, found.returned, breaches()) == (eur(left), eur(returned), [])
    with pytest.raises(NotReturned):
        take_return_back(loan=repaid, **asked)
