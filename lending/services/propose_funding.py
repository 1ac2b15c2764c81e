"""Proposing who funds a loan: pro rata to what each lender has available, within every ceiling."""

from collections.abc import Hashable
from dataclasses import dataclass

from lending.domain.funding import Proposal, propose_pro_rata
from lending.models import Membership, RequestVersion
from lending.selectors.lenders import lenders_for
from lending.services.minor_units import minor


@dataclass(frozen=True, slots=True)
class Funding:
    """Who would lend how much, in minor units, and the ceilings that bound."""

    legs: list[tuple[Membership, int]]
    proposal: Proposal


def propose_funding(version: RequestVersion) -> Funding:
    """Spread a request over the placements as they are now. Shown before the vote, fixed at agreement.

    :raises InsufficientFunding: with what would be possible.
    """
    lenders = lenders_for(version.request.membership)
    proposal = propose_pro_rata(
        minor(version.amount), [lender for _, lender in lenders], currency=version.request.fund.currency
    )
    by_key: dict[Hashable, Membership] = {member.pk: member for member, _ in lenders}
    return Funding(legs=[(by_key[leg.lender], leg.amount) for leg in proposal.legs], proposal=proposal)
