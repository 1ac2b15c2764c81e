"""Who would lend, or lends, how much, as pages show it: each part, what held it, and who is kept out by what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from djmoney.money import Money

from lending.domain.errors import LendingError
from lending.domain.funding_words import held_by, kept_out_by
from lending.domain.money import from_minor
from lending.models import FundingPlan, FundPolicy, RequestVersion
from lending.selectors.amounts import as_money
from lending.services.propose_funding import method_in_force, propose_funding
from web.sentences import sentence_of, told


@dataclass(frozen=True)
class FundingLine:
    """A lender's part, and what held it."""

    lender: str
    amount: Money
    held: str


@dataclass(frozen=True)
class KeptOut:
    """Lenders kept out by the same thing."""

    why: str
    lenders: str


@dataclass(frozen=True)
class FundingView:
    """A proposal or a kept plan; `refusal` says why there is none."""

    method: str
    label: str | Promise
    is_in_force: bool = True
    lines: tuple[FundingLine, ...] = ()
    kept_out: tuple[KeptOut, ...] = ()
    chosen_by: str = ""
    reason: str = ""
    refusal: str = ""


def proposals(version: RequestVersion) -> list[FundingView]:
    """What each method would give now, the one in force first."""
    in_force = method_in_force(version)
    found = [_proposal(version, method, in_force=in_force) for method in FundPolicy.Funding.values]
    return sorted(found, key=lambda one: not one.is_in_force)


def proposal(version: RequestVersion) -> FundingView:
    """What the method in force would give now."""
    in_force = method_in_force(version)
    return _proposal(version, in_force, in_force=in_force)


def kept(plan: FundingPlan | None) -> FundingView | None:
    """What was kept with a vote or a loan; none where it is older than that."""
    if plan is None:
        return None
    return FundingView(
        method=plan.method,
        label=FundPolicy.Funding(plan.method).label,
        lines=_lines(plan.figures, plan.fund.currency),
        kept_out=_kept_out(plan.figures),
        chosen_by=plan.chosen_by.name if plan.chosen_by else "",
        reason=plan.reason,
    )


def _proposal(version: RequestVersion, method: str, *, in_force: str) -> FundingView:
    label = FundPolicy.Funding(method).label
    try:
        figures = propose_funding(version, method=method).to_dict()
    except LendingError as error:
        return FundingView(method, label, is_in_force=method == in_force, refusal=sentence_of(error))
    currency = version.request.fund.currency
    return FundingView(
        method, label, is_in_force=method == in_force, lines=_lines(figures, currency), kept_out=_kept_out(figures)
    )


def _lines(figures: Mapping[str, Any], currency: str) -> tuple[FundingLine, ...]:
    return tuple(
        FundingLine(
            lender=leg["lender"],
            amount=as_money(leg["amount_minor"], currency),
            held=" ".join(
                told(held_by(name, room=from_minor(room, currency)), currency=currency)
                for name, room in leg["bound_by"].items()
            ),
        )
        for leg in figures["legs"]
    )


def _kept_out(figures: Mapping[str, Any]) -> tuple[KeptOut, ...]:
    by_reason: dict[str, list[str]] = {}
    for one in figures["kept_out"]:
        by_reason.setdefault(" ".join(told(kept_out_by(name)) for name in one["by"]), []).append(one["lender"])
    return tuple(KeptOut(why=why, lenders=", ".join(lenders)) for why, lenders in by_reason.items())
