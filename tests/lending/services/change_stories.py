"""A change of a running loan, from asking to the new schedule; and the loan of `loan_stories` that it changes."""

from datetime import timedelta
from typing import Any

from lending.domain.wish import Wish
from lending.domain.wish_json import read_wish
from lending.models import Agreement, Consultation, Loan, LoanRequest
from lending.selectors.addenda import addendum_of
from lending.selectors.clock import database_now
from lending.selectors.instalments import instalments_of
from lending.services.apply_change import apply_change
from lending.services.ask_change import ask_change
from lending.services.draw_up_addendum import draw_up_addendum
from lending.services.open_consultation import open_consultation
from lending.services.submit_request import submit_request
from tests.factories import accept_whole, decide, manager_of, treasurer_of
from tests.lending.services.loan_stories import make_story

# In `make_story` 3 325,01 fall due on 2026-02-15 with 25,00 of interest, then 3 333,32 and 3 341,67.
RESCHEDULE = {"kind": "reschedule", "on": "2026-03-01", "instalments": 4, "past_dues": "brought_in"}
HOLIDAY = {"kind": "holiday", "on": "2026-03-01", "periods": 2}


def make_loan(**asked: Any) -> Loan:
    """The loan of `loan_stories`, in a fund with a committee of five."""
    return make_story(**asked)


def wish(told: dict[str, Any], **changes: Any) -> Wish:
    return read_wish({**told, **changes})


def ask(loan: Loan, told: dict[str, Any], **changes: Any) -> LoanRequest:
    """The borrower's manager writes it and hands it in."""
    person = manager_of(loan.membership)
    request = ask_change(
        loan=loan, wish=wish(told, **changes), purpose="Le lot 2 est en retard", acting_person=person,
        now=database_now(),
    )  # fmt: skip
    return submit_request(request=request, acting_person=person, now=database_now())


def open_vote(request: LoanRequest) -> Consultation:
    """The fund's first treasurer opens it."""
    now = database_now()
    person = treasurer_of(request.fund)
    return open_consultation(request=request, closes_at=now + timedelta(days=3), acting_person=person, now=now)


def adopt(loan: Loan, told: dict[str, Any], **changes: Any) -> LoanRequest:
    """Asked, voted, adopted."""
    return decide(open_vote(ask(loan, told, **changes)))


def draw_up(request: LoanRequest) -> Agreement:
    """The fund's first treasurer, who opened the vote, draws the addendum up."""
    return draw_up_addendum(request=request, acting_person=treasurer_of(request.fund), now=database_now())


def accept(request: LoanRequest) -> Agreement:
    """The addendum is drawn up, and accepted by everybody."""
    addendum = draw_up(request)
    accept_whole(addendum)
    return addendum


def put_in_force(request: LoanRequest, *, is_accepted: bool = True) -> Loan:
    """The fund's second treasurer does, once the addendum is accepted."""
    if is_accepted and addendum_of(request) is None:
        accept(request)
    return apply_change(request=request, acting_person=treasurer_of(request.fund, 2), now=database_now())


def rows(loan: Loan) -> list[tuple[str, str, str, str, str]]:
    """Day, principal, interest, what is left, and the day that interest was due before it was moved."""
    return [
        (
            row.due_on.isoformat(), f"{row.principal.amount}", f"{row.interest.amount}", f"{row.outstanding.amount}",
            row.deferred_from.isoformat() if row.deferred_from else "",
        )
        for row in instalments_of(loan)
    ]  # fmt: skip
