"""Who could lend to a borrower now, and how much each."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import F, Sum

from ledger.selectors.balances import balances
from ledger.selectors.reservations import reserved
from lending.domain.chart import account_code
from lending.domain.funding import Lender
from lending.domain.money import to_minor
from lending.models import Fund, Loan, Membership, Participation, Placement, Withdrawal

OWN_CEILING = "own_ceiling_per_borrower"


def lenders_for(borrower: Membership) -> list[tuple[Membership, Lender]]:
    """Every member with a placement, in the order of its number: what it has available, and its own ceiling.

    Cash under notice is not lent: it is promised to its owner.
    """
    fund = borrower.fund
    placements = list(Placement.objects.filter(fund=fund, amount__gt=F("withdrawn")))
    members = list(
        Membership.objects.filter(pk__in={placement.membership_id for placement in placements})
        .select_related("cooperative", "fund")
        .order_by("number")
    )
    codes = {member.pk: account_code("available", member.tail, chart=fund.chart) for member in members}
    held = balances(book=fund.book, codes=list(codes.values())) if codes else {}
    set_aside = reserved(book=fund.book, codes=list(codes.values())) if codes else {}
    available = {member: held[code] - set_aside[code] for member, code in codes.items()}
    notices, ceilings, lent = _notices(fund), _own_ceilings(placements), _lent_to(borrower)
    return [
        (
            member,
            Lender(
                id=member.pk,
                available=max(0, _minor(available[member.pk].amount, fund) - notices[member.pk]),
                caps={OWN_CEILING: ceilings[member.pk] - lent[member.pk]} if member.pk in ceilings else {},
                is_borrower=member.pk == borrower.pk,
            ),
        )
        for member in members
    ]


def _notices(fund: Fund) -> defaultdict[object, int]:
    """What each member has asked back and not been paid."""
    running = Withdrawal.objects.filter(fund=fund, state=Withdrawal.State.NOTICE).order_by()
    rows = running.values("placement__membership").annotate(total=Sum("amount"))
    return defaultdict(int, {row["placement__membership"]: _minor(row["total"], fund) for row in rows})


def _own_ceilings(placements: Iterable[Placement]) -> dict[object, int]:
    """What a lender lends one borrower at most: of each placement its ceiling, or all of it where it has none.

    A lender who has set no ceiling at all has none.
    """
    ceilings: dict[object, int] = defaultdict(int)
    limited = set()
    for placement in placements:
        part = placement.amount - placement.withdrawn
        if placement.ceiling_per_borrower is not None:
            limited.add(placement.membership_id)
            part = min(part, placement.ceiling_per_borrower)
        ceilings[placement.membership_id] += to_minor(part.amount, part.currency.code)
    return {lender: ceiling for lender, ceiling in ceilings.items() if lender in limited}


def _lent_to(borrower: Membership) -> defaultdict[object, int]:
    """What each lender lends this borrower now, agreed or drawn."""
    lent: defaultdict[object, int] = defaultdict(int)
    legs = Participation.objects.filter(loan__membership=borrower).exclude(
        loan__state__in=[Loan.State.CLOSED, Loan.State.LAPSED]
    )
    for leg in legs.select_related("loan"):
        part = leg.amount if leg.loan.state == Loan.State.AGREED else leg.outstanding
        lent[leg.membership_id] += to_minor(part.amount, part.currency.code)
    return lent


def _minor(amount: Any, fund: Fund) -> int:
    return to_minor(getattr(amount, "amount", amount), fund.currency)
