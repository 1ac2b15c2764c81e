"""The fee of a loan: kept back from what is paid out, or owed apart; the fund's own, and in the cost of the loan."""

from decimal import Decimal

import pytest

from lending.domain.fees import fee_minor
from lending.domain.fund_errors import NotAllowed, NotOffered, WrongAmount
from lending.models import Charge, Loan, LoanProduct
from lending.selectors.clock import database_now
from lending.services.revise_fee import revise_fee
from lending.statements.agreement import contract_of_loan
from lending.statements.loan_schedule import loan_schedule
from lending.statements.loan_schedule_json import schedule_json
from tests.factories import eur, make_active_loan, make_fund, make_member, make_product, manager_of, treasurer_of
from tests.lending.services.loan_stories import FIRST, breaches, end, holds, legs_of, pay

pytestmark = pytest.mark.django_db


def story(custody: str = "fund", **fee: object) -> Loan:
    """The loan of `loan_stories`, of a product with a fee."""
    fund = make_fund(custody=custody)
    make_member(fund, placed=eur(60_000))
    make_member(fund, placed=eur(40_000))
    make_product(fund, **fee)
    return make_active_loan(make_member(fund))


@pytest.mark.parametrize("custody", ["fund", "members"])
def test_a_fee_that_is_kept_back_stays_with_the_fund_and_the_whole_is_owed(custody: str) -> None:
    loan = story(custody, fee_amount=eur(20), fee_rate=Decimal("0.005"))
    assert (loan.amount, loan.kept_back, loan.net_paid) == (eur(10_000), eur(70), eur(9_930))
    held = holds(loan)
    assert (held["2748-1"], held["706"]) == ("10000.00", "70.00")
    assert held["512"] == {"fund": "90070.00", "members": "70.00"}[custody]
    assert legs_of(loan) == [("6000.00", "0.00", "0.00"), ("4000.00", "0.00", "0.00")]
    assert breaches() == []
    end(loan, FIRST)
    assert holds(loan)["706"] == "70.00"
    assert breaches() == []


def test_a_fee_apart_is_owed_from_the_payment_on_and_paid_first() -> None:
    loan = story(fee_amount=eur(50), fee_paid="apart")
    charge = Charge.objects.get(loan=loan)
    assert (charge.kind, charge.amount, charge.charged_on) == ("fee", eur(50), loan.disbursed_on)
    assert (loan.net_paid, holds(loan)["4678-1"], holds(loan)["706"]) == (eur(10_000), "50.00", "50.00")
    assert breaches() == []
    paid = pay(loan, "3400.01", FIRST)
    assert (paid.costs, paid.interest, paid.principal) == (eur(50), eur(25), eur("3325.01"))
    assert "4678-1" not in holds(loan)
    assert breaches() == []


def test_a_loan_without_a_fee_has_the_terms_it_always_had() -> None:
    loan = story()
    assert "fees" not in loan.terms
    assert "706" not in holds(loan)
    assert loan.net_paid == loan.amount


def test_the_fee_is_in_the_contract_its_rate_and_the_schedule() -> None:
    loan = story(fee_amount=eur(50))
    contract = contract_of_loan(loan)
    cost = contract.cost
    assert contract.net_paid == eur(9_950)
    assert cost.fees == eur(50)
    assert cost.proportional is not None
    assert cost.proportional > Decimal("0.05")
    told = schedule_json(loan_schedule(loan=loan, on=FIRST))["loan"]
    assert (told["amount"], told["net_paid"]) == ("10000.00", "9950.00")


def test_a_product_asks_another_fee_in_a_further_version() -> None:
    fund = make_fund()
    before, treasurer, now = make_product(fund), treasurer_of(fund), database_now()
    after = revise_fee(
        product=before, fixed=eur(30), rate=Decimal("0.01"), paid="apart", acting_person=treasurer, now=now
    )
    assert (after.version, after.fee_amount, after.fee_rate, after.fee_paid) == (2, eur(30), Decimal("0.01"), "apart")
    assert list(LoanProduct.objects.filter(is_offered=True)) == [after]
    with pytest.raises(NotOffered):
        revise_fee(product=before, fixed=eur(1), rate=Decimal(0), paid="apart", acting_person=treasurer, now=now)
    with pytest.raises(WrongAmount):
        revise_fee(product=after, fixed=eur(100), rate=Decimal(0), paid="apart", acting_person=treasurer, now=now)
    with pytest.raises(NotAllowed):
        revise_fee(
            product=after, fixed=eur(1), rate=Decimal(0), paid="apart", acting_person=manager_of(make_member(fund)),
            now=now,
        )  # fmt: skip


def test_a_fee_is_rounded_half_up() -> None:
    assert [fee_minor(amount, fixed_minor=7, rate=Decimal("0.005")) for amount in (0, 99, 100, 300)] == [7, 7, 8, 9]
