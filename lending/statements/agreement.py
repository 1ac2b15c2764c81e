"""The loan agreement: who lends how much to whom, on which terms, at what cost."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from djmoney.money import Money

from lending.domain.simulation import simulate
from lending.models import Fund, Loan, Participation


@dataclass(frozen=True, slots=True)
class PlannedInstalment:
    """What falls due when the loan is paid out on the day that was voted."""

    number: int
    due_on: date
    principal: Money
    interest: Money
    fees: Money
    total: Money
    outstanding: Money


@dataclass(frozen=True, slots=True)
class Cost:
    """What the loan costs. Rates are fractions: `proportional` is the professional TEG, `eu` the EU actuarial rate.

    :param period_unit: the period of `period_rate` is so many of these: months, years.
    """

    interest: Money
    fees: Money
    total: Money
    proportional: Decimal | None
    period_rate: Decimal | None
    period_count: int
    period_unit: str
    eu: Decimal | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """The contract of a loan as it was voted: it does not change when the loan is paid out or paid back."""

    loan: Loan
    terms: dict[str, Any]
    legs: tuple[Participation, ...]
    schedule: tuple[PlannedInstalment, ...]
    cost: Cost

    @property
    def is_between_members(self) -> bool:
        """Whether each lender lends its own part itself, and the fund only keeps the register."""
        return self.loan.fund.custody == Fund.Custody.MEMBERS

    def share(self, leg: Participation) -> Decimal:
        """A lender's part of the loan, as a fraction."""
        return leg.amount.amount / self.loan.amount.amount


def agreement(*, loan: Loan) -> Agreement:
    """The agreement of a loan, from the terms that the committee voted on. One query, however many lenders."""
    terms, currency = loan.request_version.terms, loan.fund.currency
    answer: Any = simulate(terms)
    return Agreement(
        loan=loan,
        terms=terms,
        legs=tuple(loan.participations.select_related("membership__cooperative").order_by("leg")),
        schedule=tuple(_planned(instalment, currency) for instalment in answer["instalments"]),
        cost=_cost(answer, currency),
    )


def _planned(instalment: dict[str, Any], currency: str) -> PlannedInstalment:
    amounts = {
        name: Money(instalment[name], currency) for name in ("principal", "interest", "fees", "total", "outstanding")
    }
    return PlannedInstalment(number=instalment["number"], due_on=date.fromisoformat(instalment["due_on"]), **amounts)


def _cost(answer: dict[str, Any], currency: str) -> Cost:
    totals, rates = answer["totals"], answer["effective_rate"]
    count, unit = rates["period"].split()
    return Cost(
        interest=Money(totals["interest"], currency),
        fees=Money(totals["fees"], currency),
        total=Money(totals["total"], currency),
        proportional=_rate(rates, "proportional"),
        period_rate=_rate(rates, "period_rate"),
        period_count=int(count),
        period_unit=f"{unit.removesuffix('s')}s",
        eu=_rate(rates, "eu"),
    )


def _rate(rates: dict[str, str | None], name: str) -> Decimal | None:
    """A rate of the answer; None where no rate solves the equation."""
    told = rates[name]
    return None if told is None else Decimal(told)
