"""Rates that the fund plans: asked, planned, voted, agreed, paid out, and repaid to the cent.

10 000 € over three months from 15 January 2026, at 3 % and from 15 March 2026 at 6 %, by equal periods.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from lending.domain.fund_errors import FourHands, NotAllowed, WrongState
from lending.domain.wished_schedule import WishedSchedule
from lending.domain.wrong_terms import WrongTerms
from lending.models import Fund, Loan, LoanRequest, Membership, OutboxMessage
from lending.selectors.clock import database_now
from lending.selectors.instalments import instalments_of
from lending.services.agree_loan import agree_loan
from lending.services.amend_request import amend_request
from lending.services.disburse_loan import disburse_loan
from lending.services.open_consultation import open_consultation
from lending.services.plan_rates import plan_rates
from lending.services.submit_request import submit_request
from members.models import Role
from tests.factories import (
    accept_contract,
    committee_of,
    decide,
    eur,
    make_draft,
    make_fund,
    make_member,
    make_person,
    manager_of,
    treasurer_of,
)
from tests.lending.services.loan_stories import breaches, end, pay, recognise, undo
from tests.lending.services.tranche_stories import draw
from workers.mail import write

pytestmark = pytest.mark.django_db
START, RISE = date(2026, 1, 15), date(2026, 3, 15)
RATES = ((RISE, Decimal("0.06")),)


def lending_fund(**policy: str) -> Fund:
    fund = make_fund(**policy)
    committee_of(fund)
    make_member(fund, placed=eur(60_000))
    make_member(fund, placed=eur(40_000))
    return fund


def handed_in(fund: Fund, **asked: object) -> LoanRequest:
    borrower: Membership = make_member(fund)
    request = make_draft(borrower, **asked)
    return submit_request(request=request, acting_person=manager_of(borrower), now=database_now())


def planned(request: LoanRequest, rates: tuple[tuple[date, Decimal], ...] = RATES) -> LoanRequest:
    return plan_rates(request=request, rates=rates, acting_person=treasurer_of(request.fund), now=database_now())


def paid_out(request: LoanRequest, *, on: date = START) -> Loan:
    """Voted, agreed by the second treasurer, accepted by everybody and paid out by the third."""
    fund, now = request.fund, database_now()
    vote = open_consultation(
        request=request, closes_at=now + timedelta(days=3), acting_person=treasurer_of(fund), now=now
    )
    treasurer = treasurer_of(fund, 2)
    loan = agree_loan(request=decide(vote), agreed_on=START, acting_person=treasurer, now=database_now())
    accept_contract(loan)
    return disburse_loan(loan=loan, disbursed_on=on, acting_person=treasurer_of(fund, 3), now=database_now())


def rows_of(loan: Loan) -> list[tuple[str, str, str]]:
    return [(str(row.due_on), str(row.principal.amount), str(row.interest.amount)) for row in instalments_of(loan)]


def settle(loan: Loan, *, since: date = START) -> None:
    for row in instalments_of(loan):
        if left := row.principal + row.interest - row.paid_principal - row.paid_interest:
            pay(loan, str(left.amount), max(row.due_on, since))


def test_a_loan_bears_the_rate_that_was_planned_from_its_day_on() -> None:
    loan = paid_out(planned(handed_in(lending_fund())))
    assert rows_of(loan) == [
        ("2026-02-15", "3325.01", "25.00"),
        ("2026-03-15", "3333.32", "16.69"),
        ("2026-04-15", "3341.67", "16.71"),
    ]
    settle(loan)
    loan.refresh_from_db()
    assert loan.state == Loan.State.CLOSED
    assert breaches() == []


def test_interest_of_each_day_drawdowns_a_bounce_and_the_end_hold_with_it() -> None:
    drawdowns = ((START, eur(6_000)), (date(2026, 2, 20), eur(4_000)))
    loan = paid_out(planned(handed_in(lending_fund(accrual="daily"), drawdowns=drawdowns)))
    first = pay(loan, str(sum(Decimal(figure) for figure in rows_of(loan)[0][1:])), date(2026, 2, 15))
    draw(loan, date(2026, 2, 20))
    recognise(loan, date(2026, 3, 20))
    undo(first, date(2026, 3, 21))
    assert breaches() == []
    end(loan, date(2026, 3, 25))
    loan.refresh_from_db()
    assert loan.state == Loan.State.CLOSED
    assert breaches() == []


def test_what_is_planned_is_voted_on_and_taken_back() -> None:
    request = handed_in(lending_fund())
    before = request.current
    version = planned(request).current
    assert (version.version, version.terms["rate_changes"]) == (2, [{"on": "2026-03-15", "annual_rate": "0.06"}])
    assert version.sha256 != before.sha256
    assert version.rates == [(START, Decimal("0.03")), (RISE, Decimal("0.06"))]
    assert planned(request, ()).current.sha256 == before.sha256


def test_each_of_the_borrowers_people_is_told_of_each_plan_once() -> None:
    request = handed_in(lending_fund())
    Role.objects.create(person=make_person(), cooperative=request.membership.cooperative, kind=Role.Kind.MANAGER)
    planned(request)
    planned(request, ())
    told = OutboxMessage.objects.filter(template="rates_planned").order_by("created_at", "id")
    assert {message.recipient_id for message in told} == {
        role.person_id for role in request.membership.cooperative.roles.all()
    }
    assert [message.context["later"] for message in told] == [
        *[[{"from": "2026-03-15", "annual_rate": "0.06"}]] * 2, [], [],
    ]  # fmt: skip
    told[0].recipient.language = "fr"
    subject, body = write(told[0])
    assert subject == f"Demande {request.reference}\xa0: des taux sont prévus"
    assert "3,00\xa0% par an, puis 6,00\xa0% à partir du 15 mars 2026." in body.replace("\u202f", "\xa0")


def test_the_borrower_changes_its_request_and_not_the_rates() -> None:
    request = planned(handed_in(lending_fund()))
    version = request.current

    def amended(**asked: object) -> list[dict[str, str]]:
        known = {
            "product": version.product, "amount": eur(9_000), "instalments": 3, "start_on": START, "purpose": "Autre",
            "wished": WishedSchedule(),
        }  # fmt: skip
        changed = amend_request(
            request=request, acting_person=manager_of(request.membership), now=database_now(), **{**known, **asked}
        )
        return changed.current.terms.get("rate_changes", [])

    assert amended() == [{"on": "2026-03-15", "annual_rate": "0.06"}]
    assert amended(start_on=date(2026, 4, 1)) == [{"on": "2026-04-01", "annual_rate": "0.06"}]
    assert amended(start_on=date(2026, 4, 1), instalments=1) == [{"on": "2026-04-01", "annual_rate": "0.06"}]


def test_money_that_leaves_after_the_day_bears_the_later_rate_from_the_first_day() -> None:
    loan = paid_out(planned(handed_in(lending_fund())), on=date(2026, 3, 20))
    assert rows_of(loan)[0] == ("2026-04-20", "3316.72", "50.00")
    settle(loan)
    assert breaches() == []


def test_rates_are_for_a_treasurer_who_does_not_borrow_between_the_handing_in_and_the_vote() -> None:
    fund = lending_fund()
    request = handed_in(fund)
    now = database_now()
    with pytest.raises(NotAllowed):
        plan_rates(request=request, rates=RATES, acting_person=manager_of(request.membership), now=now)
    with pytest.raises(WrongState):
        planned(make_draft(make_member(fund)))
    with pytest.raises(WrongTerms) as refused:
        planned(request, ((date(2026, 1, 14), Decimal("0.06")), (date(2026, 4, 15), Decimal("0.02"))))
    assert list(refused.value.fields) == ["rate_changes[0].on", "rate_changes[1].on"]
    planned(request)
    open_consultation(
        request=request, closes_at=now + timedelta(days=3), acting_person=treasurer_of(fund), now=database_now()
    )
    with pytest.raises(WrongState):
        planned(request, ())


def test_who_plans_rates_does_not_agree_the_loan() -> None:
    request = planned(handed_in(lending_fund()))
    now = database_now()
    vote = open_consultation(
        request=request, closes_at=now + timedelta(days=3), acting_person=treasurer_of(request.fund, 2), now=now
    )
    approved = decide(vote)
    with pytest.raises(FourHands):
        agree_loan(request=approved, agreed_on=START, acting_person=treasurer_of(request.fund), now=database_now())
