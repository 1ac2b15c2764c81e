"""A loan that is late: reminders by real mail, a part, the rest, a payment that bounces, and the end."""

from datetime import date, timedelta

import pytest

from ledger.selectors.verification import all_checks
from lending.models import Fund, Loan, OutboxMessage
from lending.selectors.clock import database_now
from lending.selectors.instalments import instalments_of, instalments_to_remind
from lending.services.mark_arrears import mark_arrears
from lending.services.reminders import remind_of_instalments
from tests.factories import make_active_loan, make_member, make_product
from tests.fixtures.mail import Mailbox
from tests.journeys.people import declare_what_law_asks, manager, member, open_fund, treasurer
from workers.tasks import deliver_message

pytestmark = pytest.mark.django_db


def test_a_late_loan_is_reminded_paid_in_parts_and_ends_early(smtp_server: Mailbox, custody: str) -> None:
    fund = open_fund(custody=custody, early_close=True, may_change_vote=False)
    make_product(fund, "trois-mois")
    make_member(fund)
    placed = {"membership": str(member(fund, 1).pk), "amount": "100000.00", "placed_on": "2026-01-05"}
    treasurer(1).done("placements", placed)
    today = database_now().date()
    declare_what_law_asks(fund, borrower=3, lenders=(1,), on=today - timedelta(days=42))
    loan = make_active_loan(
        member(fund, 3),
        product=fund.products.get(code="trois-mois"),
        instalments=3,
        start_on=today - timedelta(days=42),
    )
    due_on = instalments_of(loan)[0].due_on

    for _ in range(2):
        remind(fund, today=due_on + timedelta(days=1))
    mark_arrears(loan_id=loan.pk, today=due_on + timedelta(days=1), now=database_now())
    assert state_of(loan) == "in_arrears"
    assert [to for to in smtp_server.recipients if to == ["gerance.atelier3@demo.example"]] == [
        ["gerance.atelier3@demo.example"]
    ]

    part = pay(loan, "1000.00", due_on + timedelta(days=3))
    assert (part["interest"], part["principal"]) == ("25.00", "975.00")
    assert state_of(loan) == "in_arrears"
    pay(loan, "2350.01", due_on + timedelta(days=6))
    assert state_of(loan) == "active"

    end = treasurer(1).done(f"loans/{loan.pk}/early-repayment", {"received_on": str(today)})
    assert state_of(loan) == "closed"
    treasurer(1).done(f"repayments/{end['id']}/reversal", {"reason": "rejet", "reversed_on": str(today)})
    assert state_of(loan) == "active"
    again = treasurer(1).done(f"loans/{loan.pk}/early-repayment", {"received_on": str(today)})
    assert (again["principal"], again["interest"]) == (end["principal"], end["interest"])
    assert state_of(loan) == "closed"
    assert [(check.name, breach) for check in all_checks() for breach in check.find()] == []


def remind(fund: Fund, *, today: date) -> None:
    """What the worker does on a day: ask for the reminders, then send what waits."""
    ids = list(instalments_to_remind(fund, today=today).values_list("pk", flat=True))
    remind_of_instalments(fund=fund, instalment_ids=ids, today=today, now=database_now())
    for message in OutboxMessage.objects.filter(state="pending", template__startswith="instalment"):
        deliver_message(str(message.pk))


def pay(loan: Loan, amount: str, received_on: date) -> dict[str, str]:
    return dict(treasurer(1).done(f"loans/{loan.pk}/repayments", {"amount": amount, "received_on": str(received_on)}))


def state_of(loan: Loan) -> str:
    return str(manager(3).read(f"loans/{loan.pk}")["state"])
