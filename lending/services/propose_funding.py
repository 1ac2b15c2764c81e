"""Proposing who funds a loan: by the fund's method or another, within every ceiling."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from lending.domain.funding import METHODS, FundingMethod, Leg, Proposal
from lending.domain.funding_errors import ReasonNeeded
from lending.models import FundPolicy, RequestVersion
from lending.selectors.amounts import minor
from lending.selectors.lenders import FundLender, lenders_for


class Part(NamedTuple):
    """A lender's part of a proposal; amounts in minor units."""

    lender: FundLender
    leg: Leg

    @property
    def amount(self) -> int:
        """What it lends."""
        return self.leg.amount

    @property
    def lent_once(self) -> int:
        """How much of it is of placements that are lent once."""
        return min(self.leg.amount, self.lender.once)

    @property
    def bound_by(self) -> Mapping[str, int]:
        """What it could lend at most, by the name of each ceiling without which its part would be larger."""
        return dict.fromkeys(self.leg.bound_by, self.leg.amount)


@dataclass(frozen=True, slots=True)
class Funding:
    """Who would lend how much, by which method, and who is kept out by what."""

    method: FundingMethod
    parts: tuple[Part, ...]
    kept_out: tuple[tuple[FundLender, tuple[str, ...]], ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON keeps it with a vote or a loan; amounts in minor units."""
        return {
            "legs": [
                {**_who(part.lender), "amount_minor": part.amount, "bound_by": part.bound_by} for part in self.parts
            ],
            "kept_out": [{**_who(lender), "by": list(names)} for lender, names in self.kept_out],
        }


def _who(lender: FundLender) -> dict[str, Any]:
    return {"membership": str(lender.id), "number": lender.number, "lender": lender.name}


def propose_funding(version: RequestVersion, *, method: str = "", on: date | None = None) -> Funding:
    """Spread a request over the placements as they are now; nothing is kept.

    :param method: the one in force when not given.
    :param on: the day the loan is granted; the day it is wished for when not given.
    :raises InsufficientFunding: with what would be possible.
    """
    chosen = FundingMethod(method or method_in_force(version))
    lenders = lenders_for(version, on=on)
    proposal = METHODS[chosen](minor(version.principal), lenders, currency=version.request.fund.currency)
    return _funding(chosen, lenders, proposal)


def method_in_force(version: RequestVersion) -> str:
    """How a loan is spread where nobody chooses: as its last vote was shown, or by the fund's policy."""
    shown = version.funding_plans.filter(consultation__isnull=False).order_by("-planned_at", "-id").first()
    if shown is not None:
        return str(shown.method)
    return str(FundPolicy.objects.filter(fund=version.request.fund).order_by("-version")[0].funding_method)


def require_reason(version: RequestVersion, *, method: str, reason: str) -> bool:
    """Whether a method is chosen against the one in force; then it takes a reason.

    :raises ReasonNeeded:
    """
    is_chosen = bool(method) and method != method_in_force(version)
    if is_chosen and not reason.strip():
        raise ReasonNeeded
    return is_chosen


def _funding(method: FundingMethod, lenders: list[FundLender], proposal: Proposal) -> Funding:
    by_id: dict[Any, FundLender] = {lender.id: lender for lender in lenders}
    return Funding(
        method=method,
        parts=tuple([Part(by_id[leg.lender], leg) for leg in proposal.legs]),
        kept_out=tuple((by_id[lender], names) for lender, names in proposal.idle.items()),
    )
