"""Proposing who funds a loan: pro rata to what each lender has available, within every ceiling."""

from dataclasses import dataclass

from ledger.selectors.balances import balances
from lending.domain.chart import account_code
from lending.domain.funding import Lender, Proposal, propose_pro_rata
from lending.models import Loan, Membership, Participation, Placement, RequestVersion
from lending.services.minor_units import minor

OWN_CEILING = "own_ceiling_per_borrower"


@dataclass(frozen=True, slots=True)
class Funding:
    """Who would lend how much, in minor units, and the ceilings that bound."""

    legs: list[tuple[Membership, int]]
    proposal: Proposal


def propose_funding(version: RequestVersion) -> Funding:
    """Spread a request over the placements as they are now. Shown before the vote, fixed at agreement.

    :raises InsufficientFunding: with what would be possible.
    """
    fund, borrower = version.request.fund, version.request.membership
    placed = Placement.objects.filter(fund=fund)
    members = list(
        Membership.objects.filter(pk__in=placed.values("membership"))
        .select_related("cooperative", "fund")
        .order_by("number")
    )
    codes = {member.pk: account_code("available", member.tail, chart=fund.chart) for member in members}
    available = balances(book=fund.book, codes=list(codes.values()))
    ceilings = _own_ceilings(placed)
    lent = _lent_to(borrower)
    lenders = [
        Lender(
            id=member.pk,
            available=max(0, minor(available[codes[member.pk]])),
            caps={OWN_CEILING: ceilings[member.pk] - lent.get(member.pk, 0)} if member.pk in ceilings else {},
            is_borrower=member.pk == borrower.pk,
        )
        for member in members
    ]
    proposal = propose_pro_rata(minor(version.amount), lenders, currency=fund.currency)
    by_key = {member.pk: member for member in members}
    return Funding(legs=[(by_key[leg.lender], leg.amount) for leg in proposal.legs], proposal=proposal)


def _own_ceilings(placements: object) -> dict[object, int]:
    """What each lender lends one borrower at most; a lender with one placement free of it has none."""
    ceilings: dict[object, int] = {}
    free = set()
    for placement in placements:
        if placement.withdrawn >= placement.amount:
            continue
        if placement.ceiling_per_borrower is None:
            free.add(placement.membership_id)
        else:
            ceilings[placement.membership_id] = ceilings.get(placement.membership_id, 0) + minor(
                placement.ceiling_per_borrower
            )
    return {lender: ceiling for lender, ceiling in ceilings.items() if lender not in free}


def _lent_to(borrower: Membership) -> dict[object, int]:
    """What each lender lends this borrower now, agreed or drawn."""
    lent: dict[object, int] = {}
    legs = Participation.objects.filter(loan__membership=borrower).exclude(
        loan__state__in=[Loan.State.CLOSED, Loan.State.LAPSED]
    )
    for leg in legs.select_related("loan"):
        part = leg.amount if leg.loan.state == Loan.State.AGREED else leg.outstanding
        lent[leg.membership_id] = lent.get(leg.membership_id, 0) + minor(part)
    return lent
