"""What is transferred as a loan is paid out: what is lent, less the fee and the contribution that are kept back."""

from decimal import Decimal

import pytest

from lending.models import Event, Loan, OutboxMessage
from lending.selectors.payments import Kept, PayOut, pay_out_of
from lending.services.disburse_loan import disburse_loan
from tests.factories import eur, make_agreed_loan, make_fund, make_member, make_product, treasurer_of
from tests.lending.services.loan_stories import at_noon, breaches, holds

pytestmark = pytest.mark.django_db


def agreed(custody: str, *, rate: str = "0.02", **asked: object) -> Loan:
    """10 000 €, lent 6 000 and 4 000; 2 % into the guarantee fund, and a fee of 70 € that is deducted."""
    fund = make_fund(custody=custody, guarantee_rate=Decimal(rate))
    make_member(fund, placed=eur(60_000))
    make_member(fund, placed=eur(40_000))
    make_product(fund, fee_amount=eur(70), fee_paid="deducted")
    return make_agreed_loan(make_member(fund), **asked)


def pay_out(loan: Loan) -> PayOut:
    found = pay_out_of(loan)
    assert found is not None
    return found


def test_the_fund_transfers_what_is_lent_less_what_is_kept_back() -> None:
    loan = agreed("fund")
    found = pay_out(loan)
    assert (found.gross, found.net) == (eur(10_000), eur(9_730))
    assert found.kept_back == ((Kept.FEE, eur(70)), (Kept.GUARANTEE, eur(200)))
    assert [(one.payee, one.amount) for one in found.payments] == [(loan.membership.cooperative.name, eur(9_730))]
    # What leaves the bank is what the page says.
    disburse_loan(
        loan=loan, disbursed_on=loan.agreed_on, acting_person=treasurer_of(loan.fund, 3), now=at_noon(loan.agreed_on)
    )
    assert holds(loan)["512"] == "90270.00"
    assert breaches() == []


def test_each_lender_keeps_its_part_of_the_contribution_and_pays_the_fund_its_part_of_the_fee() -> None:
    loan = agreed("members")
    borrower, fund = loan.membership.cooperative.name, loan.fund.name
    found = pay_out(loan)
    assert [(one.payee, one.amount) for one in found.payments] == [
        (borrower, eur(5_838)), (borrower, eur(3_892)), (fund, eur(42)), (fund, eur(28)),
    ]  # fmt: skip
    assert found.net == sum((one.amount for one in found.payments if one.payee == borrower), eur(0))
    disburse_loan(
        loan=loan, disbursed_on=loan.agreed_on, acting_person=treasurer_of(loan.fund, 3), now=at_noon(loan.agreed_on)
    )
    # 60 000 less 5 838 and 42; 40 000 less 3 892 and 28.
    assert (holds(loan)["512-001"], holds(loan)["512-002"]) == ("54120.00", "36080.00")
    assert breaches() == []


def test_where_nothing_is_kept_back_gross_is_net() -> None:
    fund = make_fund()
    make_member(fund, placed=eur(60_000))
    found = pay_out(make_agreed_loan(make_member(fund)))
    assert (found.gross, found.kept_back, found.net) == (eur(10_000), (), eur(10_000))


def test_who_pays_and_who_receives_are_told_the_same(mailed_loan: Loan) -> None:
    event = Event.objects.get(kind="disburse_loan")
    assert event.after["kept_back"] == {"fee": "70.00 EUR", "guarantee": "200.00 EUR"}
    assert event.after["net_paid"] == "9730.00 EUR"
    told = OutboxMessage.objects.filter(template="loan_paid_out").first()
    assert told is not None
    assert {name: told.context[name] for name in ("amount", "net_paid", "fee", "contribution")} == {
        "amount": "10000.00 EUR", "net_paid": "9730.00 EUR", "fee": "70.00 EUR", "contribution": "200.00 EUR",
    }  # fmt: skip


@pytest.fixture
def mailed_loan() -> Loan:
    loan = agreed("fund")
    return disburse_loan(
        loan=loan, disbursed_on=loan.agreed_on, acting_person=treasurer_of(loan.fund, 3), now=at_noon(loan.agreed_on)
    )
