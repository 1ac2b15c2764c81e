"""Contracts as their pages show them."""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from djmoney.money import Money

from lending.models import Acceptance, Agreement, AgreementParty, SignedCopy
from lending.policies import may_accept, may_sign_for_fund
from lending.selectors.agreements import missing_parties, parties_of
from lending.statements.wording import duration
from members.models import Person


@dataclass(frozen=True)
class PartyLine:
    """A party, and whether the reader may accept for it."""

    party: AgreementParty
    acceptance: Acceptance | None
    may_accept: bool


@dataclass(frozen=True)
class CostLine:
    """What the loan costs; rates are fractions, None where no rate solves the equation."""

    total: Money
    fees: Money
    proportional: Decimal | None
    period_rate: Decimal | None
    period: str
    eu: Decimal | None


def party_lines(agreement: Agreement, *, person: Person) -> list[PartyLine]:
    """The parties in the order of the contract."""
    lines = []
    for party in parties_of(agreement):
        acceptance = getattr(party, "acceptance", None)
        is_open = acceptance is None and agreement.loan.state == agreement.loan.State.AGREED
        lines.append(PartyLine(party, acceptance, is_open and may_accept(person, party, agreement)))
    return lines


@dataclass(frozen=True)
class CopyLine:
    """A scan of the signed contract, and whether the reader may confirm it."""

    copy: SignedCopy
    is_confirmed: bool
    may_confirm: bool


def copy_lines(agreement: Agreement, *, person: Person) -> list[CopyLine]:
    """The scans that were sent, the latest first."""
    copies = list(
        SignedCopy.objects.filter(agreement=agreement)
        .defer("pdf")
        .select_related("uploaded_by")
        .prefetch_related("acceptances")
        .order_by("-uploaded_at")
    )
    is_open = agreement.loan.state == agreement.loan.State.AGREED and bool(copies) and bool(missing_parties(agreement))
    may_sign = is_open and may_sign_for_fund(person, agreement)
    return [
        CopyLine(copy, bool(copy.acceptances.all()), may_sign and copy.uploaded_by_id != person.pk) for copy in copies
    ]


def cost_line(agreement: Agreement) -> CostLine:
    """The cost that the contract tells."""
    said: dict[str, Any] = json.loads(agreement.content)
    cost, currency = said["cost"], said["currency"]
    return CostLine(
        total=Money(cost["cost"], currency),
        fees=Money(cost["fees"], currency),
        proportional=_rate(cost["proportional"]),
        period_rate=_rate(cost["period_rate"]),
        period=duration(cost["period"]["count"], cost["period"]["unit"]),
        eu=_rate(cost["eu"]),
    )


def _rate(told: str | None) -> Decimal | None:
    return None if told is None else Decimal(told)
