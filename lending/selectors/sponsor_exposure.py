"""What sponsors stand in for already: their own loans, and what they answer for, at this fund."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum
from djmoney.money import Money

from lending.domain.money import to_minor
from lending.models import Fund, Guarantee, Loan, LoanRequest, Participation, RequestVersion
from lending.selectors.amounts import minor
from lending.selectors.approved import approved_versions
from lending.selectors.sponsors import as_they_stand

# A sponsor is asked for nothing more: the loan ended, or what was lost of it was lost after its guarantees.
NOT_ENGAGED = (Loan.State.CLOSED, Loan.State.OVERPAID, Loan.State.LAPSED, Loan.State.WRITTEN_OFF)
IN_DEFAULT = (Loan.State.DEFAULTED, Loan.State.WRITTEN_OFF)


def guaranteed_minor(
    members: Collection[UUID], *, fund: Fund, apart: LoanRequest, counts_approved: bool
) -> dict[UUID, int]:
    """What each of these members answers for, one request's loan apart: no more than is outstanding, or agreed.

    Being named by a borrower binds nobody, so a request that is still before the committee counts for nothing. What
    the committee has approved it counts on, though the sponsor accepts only the contract.

    :param counts_approved: whether what is approved and not agreed yet counts: before another vote it does.
    """
    given = Guarantee.objects.filter(fund=fund, membership__in=members).exclude(loan__state__in=NOT_ENGAGED)
    rows = as_they_stand(given.exclude(loan__request_version__request=apart))
    legs = Participation.objects.filter(loan__in={row.guarantee.loan_id for row in rows}).order_by()
    owed = dict(legs.values_list("loan").annotate(total=Sum("outstanding")))
    found: dict[UUID, int] = defaultdict(int)
    for row in rows:
        one = row.guarantee
        most = one.loan.amount.amount if one.loan.disbursed_on is None else owed.get(one.loan_id, Decimal(0))
        found[one.membership_id] += min(minor(one.amount - row.paid), to_minor(most, fund.currency))
    if counts_approved and members:
        for version in approved_versions(fund, apart=apart).exclude(sponsors=[]):
            for pk, named in zip(sponsors_of(version), version.sponsors, strict=True):
                if pk in members:
                    found[pk] += minor(Money(named["amount"], version.amount.currency))
    return found


def sponsors_engaged_minor(version: RequestVersion, *, owed: dict[UUID, int], counts_approved: bool) -> int:
    """The most that one sponsor of a request would stand in for: what it owes, what it guarantees, and this.

    :param owed: principal outstanding or committed, by member.
    """
    members = sponsors_of(version)
    given = guaranteed_minor(members, fund=version.request.fund, apart=version.request, counts_approved=counts_approved)
    currency = version.amount.currency
    return max(
        (
            owed.get(pk, 0) + given.get(pk, 0) + minor(Money(one["amount"], currency))
            for pk, one in zip(members, version.sponsors, strict=True)
        ),
        default=0,
    )


def sponsors_in_default(version: RequestVersion) -> int:
    """How many of the sponsors have a loan of this fund that is in default or was written off."""
    loans = Loan.objects.filter(membership__in=sponsors_of(version), state__in=IN_DEFAULT)
    return loans.order_by().values("membership").distinct().count() if version.sponsors else 0


def sponsors_of(version: RequestVersion) -> list[UUID]:
    """The members that a version names as sponsors."""
    return [UUID(one["membership"]) for one in version.sponsors]
