"""A contract as its documents read it, out of the data that it consists of: who lends how much, on which terms."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from djmoney.money import Money

from lending.domain.canonical import canonical_json, sha256_of
from lending.domain.fees import fees_in
from lending.domain.terms import FeePayment
from lending.models import Agreement, Fund, Loan
from lending.selectors.agreement_content import contract_content, current_template
from lending.selectors.agreements import contract_of


@dataclass(frozen=True, slots=True)
class Party:
    """A cooperative as the contract names it."""

    name: str
    siren: str
    street: str
    postal_code: str
    city: str


@dataclass(frozen=True, slots=True)
class Leg:
    """A lender's part."""

    leg: int
    lender: Party
    amount: Money


@dataclass(frozen=True, slots=True)
class SponsorSaid:
    """Who answers for the loan, and for how much of it at most.

    :param share: None, or of what is owed at the default; a fraction.
    """

    sponsor: Party
    amount: Money
    share: Decimal | None


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

    :param cost: interest and fees.
    :param total: all that is paid back.
    :param period_unit: the period of `period_rate` is so many of these: months, years.
    """

    interest: Money
    fees: Money
    cost: Money
    total: Money
    proportional: Decimal | None
    period_rate: Decimal | None
    period_count: int
    period_unit: str
    eu: Decimal | None


@dataclass(frozen=True, slots=True)
class FundSaid:
    """The fund as the contract knows it."""

    name: str
    custody: str
    time_zone: str
    is_demo: bool

    @property
    def is_between_members(self) -> bool:
        """Whether each lender lends its own part itself, and the fund only keeps the register."""
        return self.custody == Fund.Custody.MEMBERS


@dataclass(frozen=True, slots=True)
class Contract:
    """What was agreed: it does not change when the loan is paid out or paid back.

    :param sha256: of the canonical JSON of `content`; it is what the parties accept.
    :param contribution: of the borrower to the mutual guarantee fund; None where it puts nothing in.
    """

    content: dict[str, Any]
    sha256: str
    reference: str
    fund: FundSaid
    agreed_on: date
    amount: Money
    borrower: Party
    legs: tuple[Leg, ...]
    schedule: tuple[PlannedInstalment, ...]
    cost: Cost
    sponsors: tuple[SponsorSaid, ...] = ()
    contribution: Money | None = None

    @property
    def terms(self) -> dict[str, Any]:
        """As the committee voted on them."""
        terms: dict[str, Any] = self.content["terms"]
        return terms

    @property
    def net_paid(self) -> Money:
        """What the borrower receives: the amount less the fee and the contribution that are kept back of it."""
        kept = fees_in(self.terms, FeePayment.DEDUCTED) + fees_in(self.terms, FeePayment.FINANCED)
        held = self.contribution.amount if self.contribution is not None else 0
        return self.amount - Money(kept + held, self.amount.currency)

    @property
    def drawdowns(self) -> list[tuple[date, Money]]:
        """What is asked for which day."""
        currency = self.amount.currency
        return [(date.fromisoformat(item["on"]), Money(item["amount"], currency)) for item in self.terms["drawdowns"]]

    @property
    def is_between_members(self) -> bool:
        """Whether each lender lends its own part itself, and the fund only keeps the register."""
        return self.fund.is_between_members

    def share(self, leg: Leg) -> Decimal:
        """A lender's part of the loan, as a fraction."""
        return leg.amount.amount / self.amount.amount

    def instant(self, name: str, *, of: str) -> datetime:
        """An instant that the contract tells."""
        return datetime.fromisoformat(self.content[of][name])


def contract_of_loan(loan: Loan) -> Contract:
    """The contract of a loan; for one that was paid out before contracts were kept, as it would be written now."""
    kept = contract_of(loan)
    return kept_contract(kept) if kept else contract(contract_content(loan, template=current_template(loan.fund)))


def kept_contract(agreement: Agreement) -> Contract:
    """A contract that is kept, as it was written."""
    return contract(json.loads(agreement.content))


def contract(content: dict[str, Any]) -> Contract:
    """A contract out of its data."""
    # What was just made and what was kept read alike.
    content = json.loads(canonical_json(content))
    currency, fund, secured = content["currency"], content["fund"], content.get("guarantee", {})
    return Contract(
        content=content,
        sha256=sha256_of(content),
        reference=content["loan"]["reference"],
        fund=FundSaid(fund["name"], fund["custody"], fund["time_zone"], fund["is_demo"]),
        agreed_on=date.fromisoformat(content["agreed_on"]),
        amount=Money(content["loan"]["amount"], currency),
        borrower=_party(content["borrower"]),
        legs=tuple(Leg(leg["leg"], _party(leg), Money(leg["amount"], currency)) for leg in content["lenders"]),
        schedule=tuple(_planned(instalment, currency) for instalment in content["instalments"]),
        cost=_cost(content["cost"], currency),
        sponsors=tuple(
            SponsorSaid(_party(one), Money(one["amount"], currency), _rate(one["share"]))
            for one in secured.get("sponsors", [])
        ),
        contribution=Money(secured["mutual"]["contribution"], currency) if secured.get("mutual") else None,
    )


def _party(said: dict[str, Any]) -> Party:
    return Party(said["name"], said["siren"], said["street"], said["postal_code"], said["city"])


def _planned(instalment: dict[str, Any], currency: str) -> PlannedInstalment:
    amounts = {
        name: Money(instalment[name], currency) for name in ("principal", "interest", "fees", "total", "outstanding")
    }
    return PlannedInstalment(number=instalment["number"], due_on=date.fromisoformat(instalment["due_on"]), **amounts)


def _cost(cost: dict[str, Any], currency: str) -> Cost:
    return Cost(
        interest=Money(cost["interest"], currency),
        fees=Money(cost["fees"], currency),
        cost=Money(cost["cost"], currency),
        total=Money(cost["total"], currency),
        proportional=_rate(cost["proportional"]),
        period_rate=_rate(cost["period_rate"]),
        period_count=cost["period"]["count"],
        period_unit=cost["period"]["unit"],
        eu=_rate(cost["eu"]),
    )


def _rate(told: str | None) -> Decimal | None:
    """A rate of the contract; None where no rate solves the equation."""
    return None if told is None else Decimal(told)
