"""A change of running loans, old beside new: what the committee reads before it votes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from djmoney.money import Money

from lending.domain.effective_rate import NoEffectiveRate
from lending.domain.simulation import simulate
from lending.models import RequestVersion
from lending.selectors.amounts import as_money

Rates = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """What falls due on a day and is not paid. `deferred_from`: interest that was due then and bears none."""

    due_on: date
    principal: Money
    interest: Money
    is_past: bool
    deferred_from: date | None = None

    @property
    def total(self) -> Money:
        return self.principal + self.interest


@dataclass(frozen=True, slots=True)
class ComparedLender:
    """The interest that is to come for a lender, by each schedule."""

    name: str
    old: Money
    new: Money

    @property
    def difference(self) -> Money:
        return self.new - self.old


@dataclass(frozen=True, slots=True)
class ComparedLoan:
    """A loan that is changed: what is outstanding of it on the day of the change, and what of that is late."""

    id: str
    reference: str
    outstanding: Money
    past_principal: Money
    past_interest: Money
    oldest_due_on: date | None
    rates: Rates

    def days_past_due(self, *, on: date) -> int:
        """How late the oldest unpaid due is on a day."""
        return max(0, (on - self.oldest_due_on).days) if self.oldest_due_on else 0


@dataclass(frozen=True, slots=True)
class ComparedSponsor:
    """A sponsor of loans that become one, and the most that it answers for of the new one; None: it is released."""

    membership: str
    name: str
    amount: Money | None


@dataclass(frozen=True, slots=True)
class ComparedDrawdown:
    """A drawdown that is still to come on the day that the change was written."""

    reference: str
    number: int
    planned_on: date
    last_on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Comparison:
    """Old and new, as they were voted. Rates are those of a simulation: see `lending.domain.simulation`.

    :param undrawn_becomes: kept or given_up, where something is still to be drawn.
    """

    kind: str
    on: date
    past_dues: str
    loans: tuple[ComparedLoan, ...]
    old: tuple[ComparedRow, ...]
    new: tuple[ComparedRow, ...]
    lenders: tuple[ComparedLender, ...]
    rates: Rates
    sponsors: tuple[ComparedSponsor, ...] = ()
    undrawn: tuple[ComparedDrawdown, ...] = ()
    undrawn_becomes: str | None = None

    def _interest(self, rows: tuple[ComparedRow, ...]) -> Money:
        return sum((row.interest for row in rows), self.loans[0].outstanding * 0)

    @property
    def old_interest(self) -> Money:
        return self._interest(self.old)

    @property
    def new_interest(self) -> Money:
        return self._interest(self.new)

    @property
    def difference(self) -> Money:
        """What the borrower pays more, or less, by the new schedule."""
        return self.new_interest - self.old_interest

    @property
    def saving(self) -> Money:
        """The same the other way round."""
        return -self.difference

    @property
    def past_principal(self) -> Money:
        """Principal that is late on the day of the change."""
        return sum((loan.past_principal for loan in self.loans), self.loans[0].outstanding * 0)

    @property
    def past_interest(self) -> Money:
        """Interest that is late on that day."""
        return sum((loan.past_interest for loan in self.loans), self.loans[0].outstanding * 0)

    @property
    def still_to_draw(self) -> Money:
        """What was still to be drawn when the change was written."""
        return sum((one.amount for one in self.undrawn), self.loans[0].outstanding * 0)

    @property
    def old_principal(self) -> Money:
        return sum((row.principal for row in self.old), self.loans[0].outstanding * 0)

    @property
    def new_principal(self) -> Money:
        return sum((row.principal for row in self.new), self.loans[0].outstanding * 0)


def change_of(version: RequestVersion) -> Comparison | None:
    """What a version asks running loans to become; nothing where it asks for a new loan."""
    if version.change is None:
        return None
    return comparison(version.change, terms=version.terms, currency=version.amount.currency.code)


def comparison(told: Mapping[str, Any], *, terms: Mapping[str, Any], currency: str) -> Comparison:
    """Read what a version of a request keeps of its change; no query.

    :param terms: the new ones.
    """

    def money(amount_minor: int) -> Money:
        return as_money(amount_minor, currency)

    def row(principal: int, interest: int, due_on: str, *, is_past: bool, deferred: str | None = None) -> ComparedRow:
        since = date.fromisoformat(deferred) if deferred else None
        return ComparedRow(date.fromisoformat(due_on), money(principal), money(interest), is_past, since)

    old = [
        row(principal, interest, due_on, is_past=part == "past")
        for loan in told["loans"]
        for part in ("past", "ahead")
        for _number, due_on, principal, interest in loan["position"][part]
    ]
    past = {number for loan in told["loans"] for number, *_ in loan["position"]["past"]} if _is_of_one(told) else set()
    new = [
        row(principal, interest, due_on, is_past=number in past and deferred is None, deferred=deferred)
        for number, due_on, principal, interest, deferred in told["rows"]
    ]
    wish = told["wish"]
    return Comparison(
        kind=wish["kind"],
        on=date.fromisoformat(wish["on"]),
        past_dues=wish["past_dues"],
        loans=tuple(_loan(of, money) for of in told["loans"]),
        old=tuple(sorted(old, key=_day)),
        new=tuple(sorted(new, key=_day)),
        lenders=tuple(
            ComparedLender(name, money(before), money(after)) for _tail, name, before, after in told["lenders"]
        ),
        rates=_rates(terms),
        sponsors=tuple(
            ComparedSponsor(
                one["membership"], one["name"], None if one["amount_minor"] is None else money(one["amount_minor"])
            )
            for one in told.get("sponsors", [])
        ),
        undrawn=tuple(
            ComparedDrawdown(reference, number, date.fromisoformat(on), date.fromisoformat(until), money(amount))
            for reference, number, on, until, amount in told.get("undrawn", [])
        ),
        undrawn_becomes=wish.get("undrawn") if told.get("undrawn") else None,
    )


def _is_of_one(told: Mapping[str, Any]) -> bool:
    return len(told["loans"]) == 1


def _day(row: ComparedRow) -> tuple[date, bool]:
    return row.due_on, not row.is_past and row.deferred_from is None


def _loan(of: Mapping[str, Any], money: Any) -> ComparedLoan:
    position = of["position"]
    past = position["past"]
    return ComparedLoan(
        id=of["loan"],
        reference=of["reference"],
        outstanding=money(position["outstanding_minor"]),
        past_principal=money(sum(principal for _, _, principal, _ in past)),
        past_interest=money(sum(interest for *_, interest in past)),
        oldest_due_on=min((date.fromisoformat(due_on) for _, due_on, _, _ in past), default=None),
        rates=_rates(of["terms"]),
    )


def _rates(terms: Mapping[str, Any]) -> Rates:
    try:
        answer: Any = simulate(dict(terms))
    except NoEffectiveRate:
        return {"proportional": None, "period_rate": None, "period": None, "eu": None}
    rates: Rates = answer["effective_rate"]
    return rates
