"""The drawdowns of a loan as its page shows them, and the schedule that the next one would give."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from lending.models import Loan, Tranche
from lending.policies import may_give_up
from lending.selectors.amounts import as_money
from lending.selectors.drawdown import DrawdownPlan
from lending.selectors.tranches import MAY_DRAW, tranches_of
from members.models import Person
from web.hats import Hat


def drawdowns(person: Person, hat: Hat, loan: Loan, *, on: date) -> dict[str, Any]:
    """What the page of a loan says of its drawdowns; none where there is one, which is the loan itself.

    `to_draw`: the next one of a running loan, for a treasurer, once its day has come.
    """
    tranches = tranches_of(loan)
    waiting = [tranche for tranche in tranches if tranche.state == Tranche.State.WAITING]
    begun = loan.disbursed_on is not None and loan.state in MAY_DRAW
    is_day = bool(waiting) and waiting[0].planned_on <= on <= waiting[0].last_on
    return {
        "tranches": tranches if len(tranches) > 1 else [],
        "to_pay": waiting[0].net_paid if waiting else None,
        "to_draw": waiting[0] if begun and is_day and hat.is_treasurer and loan.state == Loan.State.ACTIVE else None,
        "may_give_up": bool(begun and waiting) and hat.kind != "committee" and may_give_up(person, loan),
    }


def planned_lines(planned: DrawdownPlan, *, currency: str) -> Iterator[dict[str, Any]]:
    """The rows from the drawdown on."""
    for row in planned.rows:
        amounts = {
            "principal": row.principal_minor,
            "interest": row.interest_minor,
            "total": row.total_minor,
            "outstanding": row.outstanding_minor,
        }
        money = {name: as_money(minor, currency) for name, minor in amounts.items()}
        yield {"due_on": row.due_on, **money}
