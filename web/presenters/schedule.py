"""A schedule as pages show it, from the answer of a simulation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, npgettext
from djmoney.money import Money

from lending.domain.simulation import simulate
from web import formats
from web.charts import Bar, instalment_bars


@dataclass(frozen=True)
class Row:
    """One instalment."""

    number: int
    due_on: date
    principal: Money
    interest: Money
    fees: Money
    total: Money
    outstanding: Money


@dataclass(frozen=True)
class Schedule:
    """Rows, totals and rates; `bars` is the same drawn."""

    rows: Sequence[Row]
    principal: Money
    interest: Money
    fees: Money
    total: Money
    proportional_rate: Decimal | None
    period_rate: Decimal | None
    period_months: int
    eu_rate: Decimal | None

    @property
    def cost(self) -> Money:
        """What the loan costs: interest and fees."""
        return self.interest + self.fees

    @property
    def last_due_on(self) -> date:
        """The day on which the last instalment is due."""
        return self.rows[-1].due_on

    @property
    def period(self) -> str:
        """The length of the period of `period_rate`, in words: `1 month`, `1 year`."""
        if self.period_months % 12 == 0:
            years = self.period_months // 12
            return npgettext("document", "%(count)s year", "%(count)s years", years) % {"count": years}
        return npgettext("document", "%(count)s month", "%(count)s months", self.period_months) % {
            "count": self.period_months
        }

    @property
    def level(self) -> Money | None:
        """The amount of every instalment but the last, where they are the same."""
        totals = {row.total for row in self.rows[:-1]} or {row.total for row in self.rows}
        return next(iter(totals)) if len(totals) == 1 else None

    @property
    def bars(self) -> list[Bar]:
        language = get_language() or "fr"
        return instalment_bars(
            [
                (
                    f"{formats.day(row.due_on, language=language)}: {formats.money(row.total, language=language)}",
                    row.principal.amount,
                    row.interest.amount,
                )
                for row in self.rows
            ]
        )


def simulated(terms: Mapping[str, Any]) -> Schedule:
    """The schedule and cost of some terms.

    :raises WrongTerms: naming every wrong field.
    """
    answer = simulate(dict(terms))
    assert isinstance(answer, dict)
    return schedule_of_answer(answer, currency=terms["currency"])


def schedule_of_answer(answer: Mapping[str, Any], *, currency: str) -> Schedule:
    """Read an answer of `lending.domain.simulation.simulate`."""
    totals, rates = answer["totals"], answer["effective_rate"] or {}

    def money(text: str) -> Money:
        return Money(Decimal(text), currency)

    return Schedule(
        rows=[
            Row(
                number=row["number"],
                due_on=date.fromisoformat(row["due_on"]),
                **{part: money(row[part]) for part in ("principal", "interest", "fees", "total", "outstanding")},
            )
            for row in answer["instalments"]
        ],
        **{part: money(totals[part]) for part in ("principal", "interest", "fees", "total")},
        proportional_rate=_fraction(rates.get("proportional")),
        period_rate=_fraction(rates.get("period_rate")),
        period_months=_months(rates.get("period") or "1 month"),
        eu_rate=_fraction(rates.get("eu")),
    )


def _months(period: str) -> int:
    """`3 months` or `1 year`, in months."""
    count, unit = period.split()
    return int(count) * (12 if unit.startswith("year") else 1)


def _fraction(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
