"""Loans as lists show them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from djmoney.money import Money

from lending.models import Loan, PreparedAct
from lending.policies import may_confirm
from lending.selectors.arrears import LateLoan, days_past_due
from lending.selectors.defaults import prepared_acts_visible_to, standing_calling_in
from lending.selectors.guarantees import mutual_guarantee
from lending.selectors.losses import standing_write_off
from lending.services.write_off_loan import why_not_written_off
from members.models import Person
from web.hats import Hat
from web.presenters.guarantees import sponsor_lines
from web.sentences import sentence_of
from web.states import LOAN, State

LATE = (Loan.State.ACTIVE, Loan.State.IN_ARREARS)


@dataclass(frozen=True)
class LoanLine:
    """A loan in a list: how much of it is repaid."""

    loan: Loan
    outstanding: Money
    state: State
    lost: Money
    days_late: int = 0

    @property
    def repaid(self) -> Money:
        """Principal that came back; nothing before the payment."""
        return self.loan.drawn - self.outstanding - self.lost

    @property
    def repaid_cents(self) -> int:
        """For the progress bar."""
        return int(self.repaid.amount * 100)

    @property
    def amount_cents(self) -> int:
        return int(self.loan.amount.amount * 100)


def in_default(person: Person, hat: Hat, loan: Loan, *, late: LateLoan, now: datetime) -> dict[str, Any]:
    """What the page of a late loan says of its default: to the fund what is prepared, to all what stands."""
    is_served = hat.kind != "cooperative"
    waiting = prepared_acts_visible_to(person).filter(loan=loan, state=PreparedAct.State.PREPARED) if is_served else []
    is_asked = hat.is_treasurer and loan.state == Loan.State.DEFAULTED and not waiting
    why_not = why_not_written_off(loan, now=now) if is_asked else None
    return {
        "may_write_off": is_asked and why_not is None,
        "why_not_written_off": sentence_of(why_not) if why_not else "",
        "prepared_acts": waiting,
        "may_confirm": is_served and may_confirm(person, loan),
        "calling_in": standing_calling_in(loan),
        "mutual": mutual_guarantee(loan),
        "sponsors": sponsor_lines(loan),
        "write_off": standing_write_off(loan) if loan.state == Loan.State.WRITTEN_OFF else None,
        "recoveries": loan.recoveries.order_by("-received_on", "-id") if loan.state == Loan.State.WRITTEN_OFF else [],
        "may_call_in": hat.is_treasurer and loan.state in LATE and late.arrears.is_late and not waiting,
    }


def loan_line(loan: Loan, *, on: date | None = None) -> LoanLine:
    """One line of a loan read by `with_outstanding`; and by `with_oldest_unpaid`, when the day is given."""
    late = days_past_due(loan.oldest_unpaid, on=on) if on else 0  # type: ignore[attr-defined]
    state = LOAN[effective_state(loan, is_late=late > 0)]
    return LoanLine(loan=loan, outstanding=loan.outstanding, lost=loan.lost, state=state, days_late=late)  # type: ignore[attr-defined]


def effective_state(loan: Loan, *, is_late: bool) -> str:
    """The state as it is said: late as soon as an instalment is, before the worker has marked the loan."""
    return Loan.State.IN_ARREARS if is_late and loan.state in LATE else loan.state
