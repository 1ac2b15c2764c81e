"""Who could lend to a borrower now, and how much each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import BigIntegerField, Case, Count, DecimalField, ExpressionWrapper, F, Q, QuerySet, Sum, When
from django.db.models.functions import Cast, Coalesce, Least

from ledger.selectors.reservations import free_minor
from lending.domain.chart import account_code
from lending.domain.currencies import DECIMALS
from lending.domain.funding import Lender
from lending.domain.funding_words import FUND_CEILING, OWN_CEILING
from lending.models import Fund, FundPolicy, Loan, Membership, Participation, Placement, RequestVersion, Withdrawal
from lending.selectors.lender_exposure import ceilings_of_law

# Amounts come as whole minor units: of thousands of placements, every conversion is felt.
AMOUNT: DecimalField = DecimalField(max_digits=20, decimal_places=2)
LEFT = ExpressionWrapper(F("amount") - F("withdrawn"), output_field=AMOUNT)
OWN = Least(LEFT, Coalesce(ExpressionWrapper(F("ceiling_per_borrower"), output_field=AMOUNT), LEFT))
# What a leg lends: what is set aside to be drawn, and what has not come back.
LENT = ExpressionWrapper(F("undrawn") + F("outstanding"), output_field=AMOUNT)
# What has not come back of what is lent once; that comes back first.
BACK = ExpressionWrapper(F("amount") + F("acquired") - LENT, output_field=AMOUNT)
STILL = ExpressionWrapper(F("lent_once") - BACK, output_field=AMOUNT)
ONCE = Q(is_standing=False)
NOTHING: Mapping[str, int] = {}


@dataclass(frozen=True, kw_only=True)
class FundLender(Lender):
    """A member that lends. `once`: of what it has available, what it has placed to be lent one time."""

    number: int
    name: str
    once: int = 0


class Placed(NamedTuple):
    """A member's placements, in minor units.

    :param own: what it lends one borrower at most, where some of its placements have a ceiling.
    :param limited: how many of them have one.
    :param once, once_left: placed to be lent one time, and what is left of that after withdrawals.
    """

    member: UUID
    cooperative: UUID
    number: int
    name: str
    left: int
    own: int
    limited: int
    once: int
    once_left: int


def lenders_for(version: RequestVersion, *, on: date | None = None) -> list[FundLender]:
    """Every member with a placement, in the order of its number: what it has available, and what its ceilings leave.

    Cash under notice is not lent: it is promised to its owner. Nor is, a second time, what was placed to be lent once:
    in all, no more than its amount is ever lent of it. The borrower and its declared links are there, barred.
    What the law lets each lend is among its ceilings. The number of queries does not depend on how many they are.

    :param on: the day the loan is granted; the day it is wished for when not given.
    """
    borrower = version.request.membership
    fund = version.request.fund
    placed = _placed(fund)
    codes = [account_code("available", f"{one.number:03d}", chart=fund.chart) for one in placed]
    free = free_minor(book=fund.book, codes=codes)
    links = frozenset(version.links)
    notices, once_notices = _notices(fund)
    lent_once, once_still = _lent_once(fund)
    to_borrower, to_group = _lent_to(borrower, version.links)
    share = FundPolicy.objects.filter(fund=fund).order_by("-version").values_list("max_share_of_lender", flat=True)[0]
    lenders = [one.member for one in placed if one.member != borrower.pk]
    law = ceilings_of_law(version, lenders, on=on or version.start_on)
    found = []
    for code, one in zip(codes, placed, strict=True):
        pk = one.member
        held, once = free.get(code, 0) - notices.get(pk, 0), 0
        if one.once:
            once_held = max(0, one.once_left - once_still.get(pk, 0))
            once = min(once_held, max(0, one.once - lent_once.get(pk, 0)))
            # What came back of what is lent once; the part under notice is counted with the notices.
            held -= max(0, once_held - once - once_notices.get(pk, 0))
        available = max(0, held)
        found.append(
            FundLender(
                id=pk,
                number=one.number,
                name=one.name,
                available=available,
                once=min(once, available),
                caps={**_caps(one, to_borrower.get(pk, 0), to_group.get(pk, 0), share), **law.get(pk, NOTHING)},
                is_borrower=pk == borrower.pk,
                is_linked=bool(links) and str(one.cooperative) in links,
            )
        )
    return found


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


def _caps(one: Placed, to_borrower: int, to_group: int, share: Decimal | None) -> Mapping[str, int]:
    caps = {}
    if one.limited:
        caps[OWN_CEILING] = one.own - to_borrower
    if share is not None:
        caps[FUND_CEILING] = int(share * one.left) - to_group
    return caps


def _placed(fund: Fund) -> list[Placed]:
    """What each member has placed. Of each placement its ceiling counts, or all of it where it has none."""
    rows = (
        Placement.objects.filter(fund=fund)
        .order_by("membership__number")
        .values_list("membership", "membership__cooperative", "membership__number", "membership__cooperative__name")
        .annotate(
            left=_minor(Sum(LEFT), fund),
            own=_minor(Sum(OWN), fund),
            limited=Count("pk", filter=Q(ceiling_per_borrower__isnull=False, amount__gt=F("withdrawn"))),
            once=_minor(Sum("amount", filter=ONCE, output_field=AMOUNT), fund),
            once_left=_minor(Sum(LEFT, filter=ONCE), fund),
        )
        .filter(left__gt=0)
    )
    return [Placed._make(row) for row in rows]


def _notices(fund: Fund) -> tuple[Mapping[UUID, int], Mapping[UUID, int]]:
    """What each member has asked back and not been paid: of all its placements, and of those lent once."""
    running = Withdrawal.objects.filter(fund=fund, state=Withdrawal.State.NOTICE).order_by()
    rows = running.values_list("placement__membership").annotate(
        total=_minor(Sum("amount", output_field=AMOUNT), fund),
        once=_minor(Sum("amount", filter=Q(placement__is_standing=False), output_field=AMOUNT), fund),
    )
    return _by_member(rows)


def _lent_once(fund: Fund) -> tuple[Mapping[UUID, int], Mapping[UUID, int]]:
    """Of what is lent once: what has ever been lent of it, and what of that has not come back."""
    legs = Participation.objects.filter(fund=fund, lent_once__gt=0).exclude(loan__state=Loan.State.LAPSED).order_by()
    rows = legs.values_list("membership").annotate(
        total=_minor(Sum("lent_once", output_field=AMOUNT), fund),
        still=_minor(Sum(Case(When(lent_once__gt=BACK, then=STILL), default=Decimal(0), output_field=AMOUNT)), fund),
    )
    return _by_member(rows)


def _lent_to(borrower: Membership, links: Iterable[str]) -> tuple[Mapping[UUID, int], Mapping[UUID, int]]:
    """What each lender lends now, agreed or drawn: to this borrower, and to it and its links."""
    of_group = Q(loan__membership=borrower) | Q(loan__membership__cooperative__in=list(links))
    legs = Participation.objects.filter(of_group, fund=borrower.fund).order_by()
    rows = (
        legs.exclude(loan__state__in=[Loan.State.CLOSED, Loan.State.LAPSED])
        .values_list("membership")
        .annotate(
            total=_minor(Sum(LENT, filter=Q(loan__membership=borrower)), borrower.fund),
            group=_minor(Sum(LENT), borrower.fund),
        )
    )
    return _by_member(rows)


def _by_member(rows: QuerySet[Any, tuple[Any, ...]]) -> tuple[Mapping[UUID, int], Mapping[UUID, int]]:
    found = list(rows)
    return {member: one for member, one, _ in found}, {member: other for member, _, other in found}


def _minor(amount: Any, fund: Fund) -> Cast:
    """A sum of amounts in the fund's currency as whole minor units; nothing is zero."""
    return Cast(Coalesce(amount, Decimal(0), output_field=AMOUNT) * 10 ** DECIMALS[fund.currency], BigIntegerField())
