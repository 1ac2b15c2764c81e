"""The fee of a loan: kept back from what is paid out, or owed apart; the fund's own, and in the cost of the loan."""

from datetime import date
from decimal import Decimal

import pytest

from lending.domain.allocation import Part
from lending.domain.fees import fee_minor
from lending.domain.fund_errors import NotAllowed, NotOffered, NotWhatWasVoted, WrongAmount
from lending.domain.simulation import simulate
from lending.models import Charge, Loan, LoanProduct
from lending.selectors.clock import database_now
from lending.selectors.exposure import exposure_inputs
from lending.selectors.instalments import instalments_of
from lending.selectors.payments import payments_of
from lending.selectors.payoff import payoff
from lending.services.assess_request import possible_amount
from lending.services.disburse_loan import disburse_loan
from lending.services.prepay_loan import prepay_loan
from lending.services.revise_fee import revise_fee
from lending.services.waive_dues import waive_dues
from lending.statements.agreement import contract_of_loan
from lending.statements.loan_schedule import loan_schedule
from lending.statements.loan_schedule_json import schedule_json
from tests.factories import (
    eur,
    make_active_loan,
    make_agreed_loan,
    make_draft,
    make_fund,
    make_member,
    make_product,
    manager_of,
    treasurer_of,
)
from tests.lending.services.loan_stories import FIRST, at_noon, breaches, end, holds, legs_of, pay, stands

pytestmark = pytest.mark.django_db
EARLY = date(2026, 2, 1)


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


@pytest.mark.parametrize("custody", ["fund", "members"])
def test_a_fee_that_is_lent_is_principal_and_the_borrower_gets_the_whole_amount(custody: str) -> None:
    loan = story(custody, fee_amount=eur(20), fee_rate=Decimal("0.005"), fee_paid="financed")
    assert (loan.request_version.amount, loan.request_version.principal) == (eur(10_000), eur(10_070))
    assert (loan.amount, loan.kept_back, loan.net_paid) == (eur(10_070), eur(70), eur(10_000))
    held = holds(loan)
    assert (held["2748-1"], held["706"]) == ("10070.00", "70.00")
    assert held["512"] == {"fund": "90000.00", "members": "70.00"}[custody]
    assert legs_of(loan) == [("6042.00", "0.00", "0.00"), ("4028.00", "0.00", "0.00")]
    assert [(row.principal, row.interest) for row in instalments_of(loan)] == [
        (eur("3348.28"), eur("25.18")),
        (eur("3356.66"), eur("16.80")),
        (eur("3365.06"), eur("8.41")),
    ]
    assert breaches() == []
    for row in list(instalments_of(loan)):
        pay(loan, f"{(row.principal + row.interest).amount}", row.due_on)
    loan.refresh_from_db()
    assert (loan.state, holds(loan)["706"], breaches()) == ("closed", "70.00", [])


def test_payments_that_pay_a_loan_out_leave_the_fee_with_the_fund() -> None:
    loan = story("fund", fee_amount=eur(70), fee_paid="financed")
    assert [(each.payee, each.amount) for each in payments_of(loan)] == [
        (loan.membership.cooperative.name, eur(10_000))
    ]
    between = story("members", fee_amount=eur(70), fee_paid="financed")
    borrower, fund = between.membership.cooperative.name, between.fund.name
    assert [(each.payee, each.amount) for each in payments_of(between)] == [
        (borrower, eur(6_000)), (borrower, eur(4_000)), (fund, eur(42)), (fund, eur(28)),
    ]  # fmt: skip


def test_a_fee_that_is_lent_is_in_the_contract_and_its_cost() -> None:
    loan = story(fee_amount=eur(50), fee_paid="financed")
    contract = contract_of_loan(loan)
    cost, simulated = contract.cost, simulate(loan.request_version.terms)
    assert isinstance(simulated, dict)
    assert (contract.amount, contract.net_paid) == (eur(10_050), eur(10_000))
    assert (cost.fees, cost.cost, cost.total) == (eur(50), eur("100.30"), eur("10100.30"))
    assert str(cost.proportional) == simulated["effective_rate"]["proportional"] == "0.0601"
    assert [row.principal for row in contract.schedule] == [row.principal for row in instalments_of(loan)]


def test_what_is_lent_with_its_fee_is_what_the_vote_was_on() -> None:
    """The fee is in the terms that were voted: another one is another loan, and is not paid out."""
    fund = make_fund()
    make_member(fund, placed=eur(100_000))
    make_product(fund, fee_amount=eur(50), fee_paid="financed")
    loan = make_agreed_loan(make_member(fund))
    fee = {**loan.terms["fees"][0], "amount": "40.00"}
    Loan.objects.filter(pk=loan.pk).update(terms={**loan.terms, "fees": [fee]})
    asked = {"disbursed_on": loan.agreed_on, "acting_person": treasurer_of(fund, 3), "now": database_now()}
    with pytest.raises(NotWhatWasVoted):
        disburse_loan(loan=loan, **asked)
    Loan.objects.filter(pk=loan.pk).update(terms=loan.terms)
    assert disburse_loan(loan=loan, **asked).net_paid == eur(10_000)


def test_ceilings_look_at_all_that_is_lent_and_what_is_possible_leaves_room_for_the_fee() -> None:
    fund = make_fund()
    make_member(fund, placed=eur(10_040))
    make_product(fund, fee_amount=eur(50), fee_paid="financed")
    version = make_draft(make_member(fund), amount=eur(9_000)).current
    assert exposure_inputs(version, on=version.start_on).amount_minor == 905_000
    possible = possible_amount(version)
    version.terms["fees"] = []
    without = possible_amount(version)
    assert possible is not None
    assert without is not None
    assert without - possible == eur(50)


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


@pytest.mark.parametrize("custody", ["fund", "members"])
def test_a_fee_apart_is_part_of_what_ends_the_loan_before_its_first_due_date(custody: str) -> None:
    loan = story(custody, fee_amount=eur(50), fee_paid="apart")
    # 17 of the 31 days of the first period: 25 € × 17/31.
    quote = payoff(loan, on=EARLY)
    assert (quote.overdue, quote.principal, quote.interest) == (eur(50), eur(10_000), eur("13.71"))
    ended = end(loan, EARLY)
    assert (ended.costs, ended.interest, ended.principal) == (eur(50), eur("13.71"), eur(10_000))
    assert stands(loan) == ("closed", EARLY)
    assert breaches() == []


def test_a_fee_apart_is_paid_alone_without_the_interest_of_an_instalment_to_come() -> None:
    loan = story(fee_amount=eur(50), fee_paid="apart")
    paid = pay(loan, "30.00", date(2026, 1, 16))
    assert (paid.costs, paid.interest, paid.principal) == (eur(30), eur(0), eur(0))
    paid = pay(loan, "20.00", date(2026, 1, 17))
    assert (paid.costs, paid.interest, paid.principal) == (eur(20), eur(0), eur(0))
    quote = payoff(loan, on=EARLY)
    assert (quote.overdue, quote.interest) == (eur(0), eur("13.71"))
    assert breaches() == []


def test_what_is_repaid_early_in_part_pays_a_fee_apart_first() -> None:
    loan = story(fee_amount=eur(50), fee_paid="apart")
    paid = prepay_loan(
        loan=loan, amount=eur("3063.71"), effect="reduce_instalment", received_on=EARLY,
        acting_person=treasurer_of(loan.fund), now=at_noon(EARLY),
    )  # fmt: skip
    assert (paid.costs, paid.interest, paid.principal) == (eur(50), eur("13.71"), eur(3_000))
    assert next(row.outstanding for row in instalments_of(loan)) == eur(7_000)
    assert breaches() == []


def test_a_fee_apart_is_waived_from_the_payment_on() -> None:
    loan = story(fee_amount=eur(50), fee_paid="apart")
    waived = waive_dues(
        loan=loan, part=Part.COSTS, amount=eur(50), waived_on=EARLY, reason="Geste",
        acting_person=treasurer_of(loan.fund), now=at_noon(EARLY),
    )  # fmt: skip
    assert waived.costs == eur(50)
    assert payoff(loan, on=EARLY).overdue == eur(0)
    assert breaches() == []
