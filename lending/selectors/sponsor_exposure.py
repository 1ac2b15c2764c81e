"""What sponsors stand in for already: their own loans, and what they answer for, at this fund."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum
from djmoney.money import Money

from lending.domain.money import to_minor
from lending.models import Fund, Guarantee, Loan, LoanRequest, Participation, RequestVersion
from lending.selectors.sponsors import as_they_stand

# A sponsor is asked for nothing more: the loan ended, or what was lost of it was lost after its guarantees.
NOT_ENGAGED = (Loan.State.CLOSED, Loan.State.OVERPAID, Loan.State.LAPSED, Loan.State.WRITTEN_OFF)
IN_DEFAULT = (Loan.State.DEFAULTED, Loan.State.WRITTEN_OFF)


def guaranteed_minor(members: Collection[UUID], *, fund: Fund, apart: LoanRequest) -> dict[UUID, int]:
    """What each of these members answers for, one request's loan apart: no more than is outstanding, or agreed."""
    given = Guarantee.objects.filter(fund=fund, membership__in=members).exclude(loan__state__in=NOT_ENGAGED)
    rows = as_they_stand(given.exclude(loan__request_version__request=apart))
    legs = Participation.objects.filter(loan__in={row.guarantee.loan_id for row in rows}).order_by()
    owed = dict(legs.values_list("loan").annotate(total=Sum("outstanding")))
    found: dict[UUID, int] = defaultdict(int)
    for row in rows:
        one = row.guarantee
        most = one.loan.amount.amount if one.loan.disbursed_on is None else owed.get(one.loan_id, Decimal(0))
        found[one.membership_id] += min(_minor(one.amount - row.paid), to_minor(most, fund.currency))
    return found


def sponsors_engaged_minor(version: RequestVersion, *, owed: dict[UUID, int]) -> int:
    """The most that one sponsor of a request would stand in for: what it owes, what it guarantees, and this.

    :param owed: principal outstanding or committed, by member.
    """
    members = sponsors_of(version)
    given = guaranteed_minor(members, fund=version.request.fund, apart=version.request)
    currency = version.amount.currency
    return max(
        (
            owed.get(pk, 0) + given.get(pk, 0) + _minor(Money(one["amount"], currency))
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


def _minor(amount: Money) -> int:
    return to_minor(amount.amount, amount.currency.code)
