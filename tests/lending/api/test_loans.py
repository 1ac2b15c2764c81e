"""Loans over HTTP: four hands, a payment once, receipts shared to the cent."""

from decimal import Decimal

import pytest

from lending.models import Loan, Office
from lending.selectors.clock import database_now
from tests import factories as make
from tests import starts

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund():
    return make.make_fund()


@pytest.fixture
def agreed(kept):
    return kept(starts.agreed_loan)


@pytest.fixture
def loan(kept):
    return kept(starts.active_loan)


@pytest.fixture
def treasurer(caller, loan):
    return caller(make.treasurer_of(loan.fund))


def test_an_agreement_fixes_the_lenders_and_their_parts(caller, fund):
    request = make.make_approved_request(make.make_member(fund))
    client = caller(make.treasurer_of(fund, 2))
    agreed = client.act(f"loan-requests/{request.pk}/agreement", {"agreed_on": "2026-01-15"})
    assert (agreed.status_code, agreed.json()["state"], agreed.json()["schedule"]) == (201, "agreed", [])
    legs = client.read(f"loans/{agreed.json()['id']}/participations").json()["results"]
    assert sum(Decimal(leg["amount"]) for leg in legs) == Decimal("10000.00")
    assert {leg["outstanding"] for leg in legs} == {"0.00"}


def test_what_the_committee_has_not_adopted_is_not_agreed(caller, fund):
    request = make.make_submitted_request(make.make_member(fund))
    answer = caller(make.treasurer_of(fund)).act(f"loan-requests/{request.pk}/agreement", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong-state")


def test_who_prepared_the_agreement_does_not_pay_out(caller, agreed):
    answer = caller(agreed.agreed_by).act(f"loans/{agreed.pk}/disbursement", {"disbursed_on": "2026-01-15"})
    assert (answer.status_code, answer.json()["code"]) == (403, "four-hands")
    agreed.refresh_from_db()
    assert agreed.state == Loan.State.AGREED


@pytest.mark.parametrize("kind", [Office.Kind.AUDITOR, Office.Kind.ADMINISTRATOR])
def test_only_a_treasurer_pays_out(caller, agreed, kind):
    answer = caller(make.make_office(agreed.fund, kind)).act(f"loans/{agreed.pk}/disbursement")
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")


def test_a_loan_is_disbursed_once_however_often_the_button_is_pressed(caller, agreed):
    client = caller(make.treasurer_of(agreed.fund, 3))
    body = {"disbursed_on": "2026-01-15"}
    first, again = (client.act(f"loans/{agreed.pk}/disbursement", body, key="k-1") for _ in range(2))
    assert (first.status_code, again.status_code, again["Idempotent-Replay"]) == (201, 201, "true")
    assert first.json()["schedule"][0]["why"]["segments"] is not None
    other = client.act(f"loans/{agreed.pk}/disbursement", body)
    assert (other.status_code, other.json()["code"]) == (409, "already-paid-out")


def test_a_partial_repayment_pays_interest_first(treasurer, loan):
    answer = treasurer.act(f"loans/{loan.pk}/repayments", {"amount": "30.00", "received_on": "2026-02-15"})
    assert (answer.status_code, answer.json()["interest"], answer.json()["principal"]) == (201, "25.00", "5.00")


def test_more_than_can_be_allocated_says_how_much_can(treasurer, loan):
    answer = treasurer.act(f"loans/{loan.pk}/repayments", {"amount": "9000.00", "received_on": "2026-02-15"})
    assert (answer.status_code, answer.json()["code"]) == (409, "payment-too-large")
    assert answer.json()["maximum"] == {"amount": "6700.02", "currency": "EUR"}
    assert answer.json()["payoff"] == {"amount": "10025.00", "currency": "EUR"}


def test_the_borrower_does_not_record_its_own_repayment(caller, loan):
    client = caller(make.manager_of(loan.membership))
    answer = client.act(f"loans/{loan.pk}/repayments", {"amount": "30.00", "received_on": "2026-02-15"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")


def test_a_payoff_is_told_and_changes_nothing(treasurer, loan):
    told = treasurer.read(f"loans/{loan.pk}/payoff", on="2026-01-15").json()
    assert told == {
        "on": "2026-01-15", "overdue": "0.00", "principal": "10000.00", "interest": "0.00", "late": "0.00",
        "indemnity": "0.00", "total": "10000.00", "currency": "EUR",
    }  # fmt: skip
    assert loan.repayments.count() == 0


def test_a_payoff_of_a_day_before_the_last_payment_is_refused(treasurer, loan):
    treasurer.act(f"loans/{loan.pk}/repayments", {"amount": "30.00", "received_on": "2026-02-15"})
    early = treasurer.read(f"loans/{loan.pk}/payoff", on="2026-02-14")
    assert (early.status_code, early.json()["code"], early.json()["earliest"]) == (400, "wrong-date", "2026-02-15")
    assert treasurer.read(f"loans/{loan.pk}/payoff", on="2026-02-15").status_code == 200
    assert treasurer.read(f"loans/{loan.pk}/payoff", on="2026-01-14").status_code == 400


@pytest.mark.parametrize("on", ["2026-02-30", "0001-01-01", "9999-12-31", "x"])
def test_a_payoff_on_no_day_is_refused(treasurer, loan, on):
    assert treasurer.read(f"loans/{loan.pk}/payoff", on=on).status_code == 400


def test_any_repayment_is_reversed_once_and_the_later_one_is_done_again(treasurer, loan):
    first, second = (
        treasurer.act(f"loans/{loan.pk}/repayments", {"amount": "10.00", "received_on": day}).json()
        for day in ("2026-02-15", "2026-02-16")
    )
    answer = treasurer.act(f"repayments/{first['id']}/reversal", {"reason": "rejet"})
    assert (answer.status_code, answer.json()["replayed_by"]) == (201, None)
    undone = treasurer.read(f"repayments/{second['id']}").json()
    again = treasurer.read(f"repayments/{undone['replayed_by']}").json()
    assert (undone["reversed_on"], again["reversed_on"], again["replays"]) == ("2026-02-16", None, second["id"])
    assert (again["amount"], again["received_on"]) == ("10.00", "2026-02-16")
    for gone in (first, second):
        refused = treasurer.act(f"repayments/{gone['id']}/reversal", {"reason": "rejet"})
        assert (refused.status_code, refused.json()["code"]) == (409, "wrong-state")


def test_a_placement_is_given_notice_and_paid_back(caller, fund):
    member = make.make_member(fund)
    placement = make.make_placement(member, make.eur(500))
    today = database_now().date().isoformat()
    notice = caller(make.manager_of(member)).act(f"placements/{placement.pk}/withdrawals", {"amount": "200,00"})
    assert (notice.status_code, notice.json()["state"]) == (201, "notice")
    too_much = caller(make.manager_of(member)).act(f"placements/{placement.pk}/withdrawals", {"amount": "300.01"})
    assert (too_much.status_code, too_much.json()["code"]) == (409, "more-than-placed")
    paid = caller(make.treasurer_of(fund)).act(f"withdrawals/{notice.json()['id']}/payment", {"paid_on": today})
    assert (paid.status_code, paid.json()["state"], paid.json()["paid_on"]) == (201, "paid", today)
    account = caller(make.manager_of(member)).read(f"memberships/{member.pk}/account").json()
    assert account == {"available": "300.00", "reserved": "0.00", "lent": "0.00", "interest_due": "0.00"}


def test_what_is_lent_is_not_paid_back_and_nothing_changes(caller, fund):
    lender = make.make_member(fund)
    placement = make.make_placement(lender, make.eur(10_000))
    make.make_active_loan(make.make_member(fund), amount=make.eur(10_000))
    notice = caller(make.manager_of(lender)).act(f"placements/{placement.pk}/withdrawals", {"amount": "1.00"})
    answer = caller(make.treasurer_of(fund)).act(f"withdrawals/{notice.json()['id']}/payment")
    assert (answer.status_code, answer.json()["code"]) == (409, "cash-not-there")
    assert caller(make.treasurer_of(fund)).read(f"withdrawals/{notice.json()['id']}").json()["state"] == "notice"


def test_interest_that_has_run_is_told_with_the_loan_and_a_treasurer_says_when_it_is_booked(caller, fund):
    treasurer, today = caller(make.treasurer_of(fund)), database_now().date()
    loan = make.make_active_loan(make.make_member(fund), disbursed_on=today)
    assert treasurer.read(f"loans/{loan.pk}").json()["running_interest"] == "0.00"
    answer = treasurer.act(f"funds/{fund.pk}/accrual", {"accrual": "daily"})
    assert (answer.status_code, answer.json()) == (201, {"fund": str(fund.pk), "version": 2, "accrual": "daily"})
    wrong = treasurer.act(f"funds/{fund.pk}/accrual", {"accrual": "weekly"})
    assert (wrong.status_code, [error["field"] for error in wrong.json()["errors"]]) == (400, ["accrual"])
    auditor = caller(make.make_office(fund, Office.Kind.AUDITOR))
    assert auditor.act(f"funds/{fund.pk}/accrual", {"accrual": "daily"}).json()["code"] == "not-allowed"


def test_a_treasurer_asks_another_fee_and_the_loans_to_come_pay_less_out(caller, fund):
    product, treasurer = make.make_product(fund), caller(make.treasurer_of(fund))
    answer = treasurer.act(f"products/{product.pk}/fee", {"fee_amount": "20.00", "fee_rate": "0.005"})
    told = answer.json()
    assert (answer.status_code, told["version"], told["fee_amount"], told["fee_rate"], told["fee_paid"]) == (
        201, 2, "20.00", "0.005", "deducted",
    )  # fmt: skip
    loan = make.make_active_loan(make.make_member(fund), product=fund.products.get(version=2))
    read = treasurer.read(f"loans/{loan.pk}").json()
    assert (read["amount"], read["net_paid"]) == ("10000.00", "9930.00")
    wrong = treasurer.act(f"products/{product.pk}/fee", {"fee_rate": "2"})
    assert wrong.status_code in (400, 404)


def test_payments_say_what_is_lent_what_is_kept_back_and_what_is_transferred(caller):
    fund = make.make_fund(custody="members", guarantee_rate=Decimal("0.02"))
    make.make_member(fund, placed=make.eur(60_000))
    make.make_product(fund, fee_amount=make.eur(70), fee_paid="deducted")
    loan = make.make_agreed_loan(make.make_member(fund))
    told = caller(make.treasurer_of(fund)).read(f"loans/{loan.pk}/payments").json()
    assert [payment.pop("amount") for payment in told.pop("payments")] == ["9730.00", "70.00"]
    assert told == {
        "currency": "EUR", "gross": "10000.00", "net": "9730.00", "total": "9800.00",
        "kept_back": [{"what": "fee", "amount": "70.00"}, {"what": "guarantee", "amount": "200.00"}],
    }  # fmt: skip
    assert caller(make.treasurer_of(fund)).read(f"loans/{loan.pk}").json()["net_paid"] == "9730.00"
