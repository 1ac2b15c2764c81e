"""What secures a loan, as its request, its file, its contract and its own page show it."""

from dataclasses import dataclass
from decimal import Decimal

from djmoney.money import Money

from lending.models import Agreement, GuaranteeCall, Loan, RequestVersion
from lending.selectors.guarantees import contribution_agreed
from lending.selectors.sponsors import SponsorGuarantee, Standing, callable_of, sponsor_guarantees, sponsors_named
from lending.statements.agreement import kept_contract
from lending.statements.amendment import amendment
from web.states import GUARANTEE, State


@dataclass(frozen=True)
class SponsorNamed:
    """Who answers for how much; `share` where it is one, of what is owed."""

    name: str
    amount: Money
    share: Decimal | None


@dataclass(frozen=True)
class Secured:
    """The sponsors, and the borrower's contribution to the mutual guarantee fund: None where it puts nothing in."""

    sponsors: list[SponsorNamed]
    contribution: Money | None
    rate: Decimal | None = None


@dataclass(frozen=True)
class SponsorLine:
    """A guarantee on the page of its loan, or of its sponsor.

    :param more: for how much more it can be called.
    :param to_pay: the calls that are not paid in full.
    """

    found: SponsorGuarantee
    state: State
    more: Money
    to_pay: list[tuple[GuaranteeCall, Money]]


def secured(version: RequestVersion, loan: Loan | None = None) -> Secured | None:
    """What would secure a request, or secures its loan; nothing of a change, whose loans keep what they have."""
    if version.request.is_change:
        return None
    named = [SponsorNamed(one.membership.cooperative.name, one.amount, one.share) for one in sponsors_named(version)]
    if loan:
        contribution, rate = loan.contribution, loan.guarantee_rate
    else:
        agreed = contribution_agreed(version)
        contribution, rate = agreed["contribution"], agreed["guarantee_rate"]
    return Secured(named, contribution if contribution.amount else None, rate)


def secured_by(agreement: Agreement) -> Secured | None:
    """The same as a contract says it, or the addendum that is a new loan's; another one leaves it as it is."""
    if agreement.kind != Agreement.Kind.CONTRACT:
        told = amendment(agreement)
        named = told.content.get("sponsors", []) if len(told.content.get("loans", [])) > 1 else []
        return Secured([SponsorNamed(one["name"], told.money(one["amount"]), None) for one in named], None)
    said = kept_contract(agreement)
    return Secured([SponsorNamed(one.sponsor.name, one.amount, one.share) for one in said.sponsors], said.contribution)


def sponsor_lines(loan: Loan) -> list[SponsorLine]:
    """The guarantees of a loan, with what can be called."""
    found = sponsor_guarantees(loan)
    more = callable_of(loan) if found and loan.state == Loan.State.DEFAULTED else {}
    return [guarantee_line(one, more=more.get(one.guarantee.pk)) for one in found]


def guarantee_line(one: SponsorGuarantee, *, more: Money | None = None) -> SponsorLine:
    """A guarantee with the word of where it stands."""
    left = [(line.call, line.left) for line in one.calls if line.left.amount and one.standing is Standing.CALLED]
    return SponsorLine(one, GUARANTEE[one.standing], more or one.paid * 0, left)
