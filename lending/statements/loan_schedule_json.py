"""The schedule of a loan as JSON-ready data, with why each cent is what it is."""

from collections.abc import Callable
from typing import Any

from djmoney.money import Money

from lending.selectors.voted_cost import voted_cost
from lending.statements.loan_schedule import Line, LoanSchedule
from lending.statements.tables import plain_amount
from lending.statements.yearly_rates import rates_json

AMOUNTS = (
    "principal", "interest", "costs", "total", "paid_principal", "paid_interest", "paid_costs", "paid", "remaining",
)  # fmt: skip


def schedule_json(schedule: LoanSchedule) -> dict[str, Any]:
    """The whole schedule: amounts as strings with the currency's decimals, ISO dates, the same in every language.

    `cost` is that of the terms voted on: interest, fees, their sum, TEG with its period rate and length, EU rate.
    `why` of an instalment holds the segments of its interest, the rounding and the residue, as they were stored.
    """
    loan = schedule.loan
    return {
        "loan": {
            "id": str(loan.pk),
            "reference": loan.reference,
            "state": loan.state,
            "amount": plain_amount(loan.amount),
            "drawn": plain_amount(loan.drawn),
            "net_paid": plain_amount(loan.net_paid),
            "borrower": loan.membership.cooperative.name,
            "annual_rates": rates_json(loan.terms),
            "disbursed_on": loan.disbursed_on.isoformat() if loan.disbursed_on else None,
        },
        "fund": {"slug": loan.fund.slug, "name": loan.fund.name, "is_demo": loan.fund.is_demo},
        "currency": str(loan.amount.currency),
        "on": schedule.on.isoformat(),
        "cost": voted_cost(loan.request_version),
        "running_interest": plain_amount(schedule.running_interest),
        "instalments": [_line(line) for line in schedule.lines],
        "totals": {name: plain_amount(schedule.sum(map(_amount(name), schedule.lines))) for name in AMOUNTS},
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "number": line.number,
        "due_on": line.due_on.isoformat(),
        **{name: plain_amount(_amount(name)(line)) for name in AMOUNTS},
        "outstanding": plain_amount(line.outstanding),
        "state": str(line.settlement),
        "why": line.why,
    }


def _amount(name: str) -> Callable[[Line], Money]:
    def read(line: Line) -> Money:
        amount: Money = getattr(line, name)
        return amount

    return read
