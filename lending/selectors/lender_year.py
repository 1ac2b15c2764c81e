"""What became of a lender's parts in some days: what came in on them, and what went from lender to lender."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from djmoney.money import Money

from lending.models import LegShare, Loan, Membership, RecoveryShare, Repayment, Transfer

PARTS = ("interest", "principal")


@dataclass(frozen=True, slots=True)
class Received:
    """What a loan brought a lender in a calendar year, by receipts and recoveries that stand.

    :param interest, principal: in all; `recovered_…`: of these, what came in after the loan was written off.
    """

    loan: Loan
    interest: Money
    principal: Money
    recovered_interest: Money
    recovered_principal: Money

    @property
    def recovered(self) -> Money:
        return self.recovered_interest + self.recovered_principal


@dataclass(frozen=True, slots=True)
class PartMoved:
    """Principal that a lender took over from another one, or handed over to it, at par."""

    transfer: Transfer
    is_taken_over: bool

    @property
    def other(self) -> Membership:
        """Whom it came from, or went to."""
        return (self.transfer.seller if self.is_taken_over else self.transfer.buyer).membership


def received_in(membership: Membership, *, year: int) -> tuple[Received, ...]:
    """By loan, in the order of their numbers. Three queries.

    What was waived was not received; what another loan has taken over is received when that one pays it. The price of
    a part that was handed over comes from its buyer: `parts_moved` has it.
    """
    paid = LegShare.objects.filter(
        participation__membership=membership, repayment__received_on__year=year, repayment__reversed_on=None
    ).exclude(repayment__kind=Repayment.Kind.WAIVER)
    recovered = RecoveryShare.objects.filter(
        participation__membership=membership, recovery__received_on__year=year, recovery__reversed_on=None
    )
    nothing = dict.fromkeys(PARTS, Decimal(0))
    of_receipts: dict[UUID, dict[str, Decimal]] = defaultdict(lambda: nothing, _by_loan(paid))
    of_recoveries: dict[UUID, dict[str, Decimal]] = defaultdict(lambda: nothing, _by_loan(recovered))
    loans = Loan.objects.filter(pk__in={*of_receipts, *of_recoveries}).select_related("membership__cooperative")
    currency = membership.fund.currency
    return tuple(
        Received(
            loan,
            *(Money(of_receipts[loan.pk][part] + of_recoveries[loan.pk][part], currency) for part in PARTS),
            *(Money(of_recoveries[loan.pk][part], currency) for part in PARTS),
        )
        for loan in loans.order_by("number")
    )


def parts_moved(membership: Membership, *, start: date, end: date) -> tuple[PartMoved, ...]:
    """Transfers that stand, of these days, the first first. One query."""
    found = Transfer.objects.filter(
        Q(seller__membership=membership) | Q(buyer__membership=membership),
        transferred_on__range=(start, end),
        reversed_on=None,
    ).select_related(
        "loan__membership__cooperative", "seller__membership__cooperative", "buyer__membership__cooperative"
    )
    return tuple(
        PartMoved(row, is_taken_over=row.buyer.membership_id == membership.pk)
        for row in found.order_by("transferred_on", "id")
    )


def _by_loan(shares: QuerySet[Any]) -> Iterable[tuple[UUID, dict[str, Decimal]]]:
    rows = shares.order_by().values_list("participation__loan").annotate(*(Sum(part, default=0) for part in PARTS))
    for loan, *amounts in rows:
        yield loan, dict(zip(PARTS, amounts, strict=True))
