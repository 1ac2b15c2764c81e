"""What secures a loan, as its page, its file and its contract say it; and what the mutual guarantee fund holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypedDict

from django.db.models import Q, QuerySet, Sum
from djmoney.money import Money

from lending.domain.money import to_minor
from lending.domain.mutual_guarantee import contribution_minor
from lending.models import Deposit, DepositReturn, DepositUse, Fund, FundPolicy, Loan, Repayment, RequestVersion
from lending.selectors.amounts import as_money


@dataclass(frozen=True, slots=True)
class MutualGuarantee:
    """A loan's part in the mutual guarantee fund of its lenders' fund.

    :param rate: of the amount, as a fraction.
    :param contribution: of the borrower, taken as the loan is paid out.
    :param used: what of it has paid for loans in default, this one first.
    :param paid: what the guarantee fund has paid on this loan, out of all contributions.
    :param returned_on: the last day that something of it went back; None until then.
    :param into: the loan that it went along into, where the committee made several one.
    """

    rate: Decimal
    contribution: Money
    used: Money
    paid: Money
    returned: Money
    returned_on: date | None
    into: str = ""

    @property
    def left(self) -> Money:
        """What would go back now."""
        return self.contribution - self.used - self.returned


def guarantee_rate(fund: Fund) -> Decimal:
    """What a borrower puts into the mutual guarantee fund, as a share of its loan: of the policy in force."""
    rate: Decimal = (
        FundPolicy.objects.filter(fund=fund).order_by("-version").values_list("guarantee_rate", flat=True)[0]
    )
    return rate


class Contribution(TypedDict):
    """What a borrower puts in, as its loan keeps it."""

    guarantee_rate: Decimal
    contribution: Money


def contribution_agreed(version: RequestVersion) -> Contribution:
    """What the borrower puts in for what it asks, by the policy in force."""
    amount, rate = version.principal, guarantee_rate(version.request.fund)
    currency = amount.currency.code
    part = contribution_minor(to_minor(amount.amount, currency), rate=rate)
    return Contribution(guarantee_rate=rate, contribution=as_money(part, currency))


def mutual_guarantee(loan: Loan) -> MutualGuarantee | None:
    """The guarantee fund's part in a loan, as agreed and as it stands; None where its borrower puts nothing in."""
    if not loan.contribution.amount:
        return None
    deposits = Deposit.objects.filter(loan=loan)
    uses = DepositUse.objects.filter(repayment__reversed_on__isnull=True)
    rows = deposits.aggregate(returned=Sum("returned"))
    last = DepositReturn.objects.filter(deposit__loan=loan, reversed_on__isnull=True).last()
    return MutualGuarantee(
        rate=loan.guarantee_rate,
        contribution=loan.contribution,
        used=_sum(uses.filter(deposit__loan=loan), loan),
        paid=_sum(uses.filter(repayment__loan=loan), loan),
        returned=Money(rows["returned"] or 0, loan.fund.currency),
        returned_on=last.returned_on if last else None,
        into=taken_over_by(loan),
    )


def taken_over_by(loan: Loan) -> str:
    """The reference of the loan that this one was made a part of; empty where it was not."""
    taken = loan.repayments.filter(kind=Repayment.Kind.TAKEN_OVER, reversed_on__isnull=True)
    return taken.values_list("reference", flat=True).first() or ""


def deposits_left(fund: Fund) -> list[tuple[Deposit, Money]]:
    """Every deposit of which something is left, the oldest loan first."""
    used = Sum("uses__amount", filter=Q(uses__repayment__reversed_on__isnull=True))
    deposits: QuerySet[Deposit] = (
        Deposit.objects.filter(fund=fund)
        .select_related("loan__fund", "loan__membership__fund", "participation__membership__fund")
        .select_related("participation__loan__fund")
        .annotate(used=used)
        .order_by("loan__number", "participation__leg")
    )
    found = [(row, row.amount - row.returned - Money(row.used or 0, fund.currency)) for row in deposits]  # type: ignore[attr-defined]
    return [(row, left) for row, left in found if left.amount]


def means(deposits: Sequence[tuple[Deposit, Money]], *, currency: str) -> Money:
    """What a guarantee fund could pay."""
    return sum((left for _deposit, left in deposits), Money(0, currency))


def _sum(uses: QuerySet[DepositUse], loan: Loan) -> Money:
    return Money(uses.aggregate(total=Sum("amount"))["total"] or 0, loan.fund.currency)
