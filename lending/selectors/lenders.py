"""Who could lend to a borrower now, and how much each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ledger.selectors.reservations import free_minor
from lending.domain.chart import account_code
from lending.domain.funding import Lender
from lending.domain.funding_words import FUND_CEILING, OWN_CEILING
from lending.models import Fund, FundPolicy, Membership, RequestVersion
from lending.selectors.lender_exposure import ceilings_of_law
from lending.selectors.lender_figures import NOTHING, placed_by_members, spoken_for


@dataclass(slots=True)
class FundLender(Lender):
    """A member that lends. `once`: of what it has available, what it has placed to be lent one time."""

    id: UUID
    number: int = 0
    name: str = ""
    once: int = 0


def lenders_for(version: RequestVersion, *, on: date | None = None) -> list[FundLender]:
    """Every member with a placement, in the order of its number: what it has available, and what its ceilings leave.

    Cash under notice is not lent: it is promised to its owner. Nor is, a second time, what was placed to be lent once:
    in all, no more than its amount is ever lent of it. The borrower and its declared links are there, barred.
    What the law lets each lend is among its ceilings. The number of queries does not depend on how many they are.

    :param on: the day the loan is granted; the day it is wished for when not given.
    """
    borrower = version.request.membership
    fund = version.request.fund
    account = account_code("available", chart=fund.chart)
    free = free_minor(book=fund.book, number=account)
    spoken = spoken_for(borrower, links=version.links)
    share = _share_of_lender(fund)
    lenders = []
    for member, number, name, is_linked, kept, own in placed_by_members(fund, links=version.links):
        kept_back, once, to_borrower, to_group = spoken.get(number, NOTHING)
        available = max(0, free.get(f"{account}-{number:03d}", 0) - kept_back)
        caps = {} if own is None else {OWN_CEILING: own - to_borrower}
        if share is not None:
            caps[FUND_CEILING] = kept * share[0] // share[1] - to_group
        lenders.append(
            FundLender(
                member, available, caps, number == borrower.number, is_linked, number, name, min(once, available)
            )
        )
    _add_law(lenders, version, on=on or version.start_on)
    return lenders


def _share_of_lender(fund: Fund) -> tuple[int, int] | None:
    """Of what a lender has placed, what it may lend one borrower and its links, as a fraction of whole numbers."""
    policies = FundPolicy.objects.filter(fund=fund).order_by("-version")
    share = policies.values_list("max_share_of_lender", flat=True)[0]
    return None if share is None else share.as_integer_ratio()


def _add_law(lenders: Sequence[FundLender], version: RequestVersion, *, on: date) -> None:
    law = ceilings_of_law(version, [lender.id for lender in lenders if not lender.is_borrower], on=on)
    if law:
        for lender in lenders:
            lender.caps = {**lender.caps, **law.get(lender.id, {})}


def lender_for(version: RequestVersion, membership: Membership, *, on: date | None = None) -> FundLender:
    """One member as a lender to this borrower; one that has placed nothing has nothing available."""
    for lender in lenders_for(version, on=on):
        if lender.id == membership.pk:
            return lender
    return FundLender(
        id=membership.pk, number=membership.number, name=membership.cooperative.name, available=0,
        is_borrower=membership.pk == version.request.membership_id,
        is_linked=str(membership.cooperative_id) in version.links,
    )  # fmt: skip
