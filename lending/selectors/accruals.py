"""Interest that was recognised, as the books hold it, and interest that has run."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Protocol
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q
from djmoney.money import Money

from ledger.selectors.entries import entry_by_id
from lending.domain.accrual import Running, accrued_minor, running_of
from lending.domain.accrual_sharing import Shared
from lending.domain.chart import account_code
from lending.domain.money import RoundingMode, to_minor
from lending.models import FundPolicy, Instalment, InterestAccrual, Loan, Participation, ScheduleVersion
from lending.selectors.amounts import as_money, minor

# What `InterestAccrual.sharing` holds: the instalment's whole interest; by leg what it had outstanding and was given.
WHOLE, LEGS = "whole_minor", "legs"
NO_INTEREST: Final = Running(date.max, 0)


@dataclass(slots=True)
class LoanInterest:
    """A loan's interest: what its schedule in force says, and what stands of it in the books.

    :param is_daily: whether its fund books each day what has run.
    :param made: recognised now and not written yet; `has_taken_back` says whether some was undone.
    """

    loan: Loan
    is_daily: bool
    legs: list[Participation] = field(default_factory=list)
    running: dict[int, Running] = field(default_factory=dict)
    rows: dict[int, list[InterestAccrual]] = field(default_factory=lambda: defaultdict(list))
    made: list[InterestAccrual] = field(default_factory=list)
    has_taken_back: bool = False

    @property
    def numbers(self) -> list[int]:
        """Of the instalments that have, or had, interest."""
        return sorted(self.running.keys() | self.rows.keys())

    def accrued_minor(self, number: int, *, on: date) -> int:
        """What has run of an instalment by a day; nothing of one that a later schedule has left out."""
        return accrued_minor(self.running.get(number, NO_INTEREST), on=on, mode=rounding_of(self.loan))

    def whole_minor(self, number: int) -> int:
        """All of an instalment's interest."""
        return self.running.get(number, NO_INTEREST).interest_minor

    def booked_minor(self, number: int) -> int:
        """What the books hold of an instalment's interest."""
        return sum(self.minor_of(row) for row in self.rows[number])

    @staticmethod
    def minor_of(accrual: InterestAccrual) -> int:
        """A recognition's amount in minor units."""
        return minor(accrual.amount)

    def weights(self) -> tuple[int, ...]:
        """What each leg has outstanding; what it lent, where nothing is."""
        outstanding = tuple(minor(leg.outstanding) for leg in self.legs)
        return outstanding if any(outstanding) else tuple(minor(leg.amount) for leg in self.legs)

    def past(self, number: int) -> list[Shared]:
        """How what the books hold of an instalment was shared, in the order of days."""
        return [_shared(row, self.legs) for row in self.rows[number]]


def interest_of(loans: Collection[Loan]) -> list[LoanInterest]:
    """The interest of some loans, in their order; four queries, however many."""
    daily = _daily_funds({loan.fund_id for loan in loans})
    found = {loan.pk: LoanInterest(loan, loan.fund_id in daily) for loan in loans}
    for leg in Participation.objects.filter(loan__in=found).select_related("membership__fund").order_by("leg"):
        found[leg.loan_id].legs.append(leg)
    in_force = Instalment.objects.filter(_in_force(), schedule__loan__in=found).select_related("schedule")
    for row in in_force.order_by("number"):
        # Interest that a decision moved to a later day has run by the day it was due.
        due_on = row.deferred_from or row.due_on
        found[row.schedule.loan_id].running[row.number] = running_of(due_on, minor(row.interest), row.why)
    for accrual in InterestAccrual.objects.filter(loan__in=found, reversed_on__isnull=True).select_related("fund"):
        found[accrual.loan_id].rows[accrual.instalment_number].append(accrual)
    return list(found.values())


class Earning(Protocol):
    """An instalment with what was paid of it, as `instalments_of` or a statement gives it."""

    @property
    def due_on(self) -> date: ...
    @property
    def interest(self) -> Money: ...
    @property
    def paid_interest(self) -> Money: ...
    @property
    def why(self) -> Mapping[str, Any]: ...


def running_interest(loan: Loan, instalments: Iterable[Earning], *, on: date) -> Money:
    """What has run by a day of interest that falls due later, less what was paid of it before its day.

    The same however the fund books it. No query.

    :param instalments: of the schedule in force.
    """
    mode, ran = rounding_of(loan), 0
    for row in instalments:
        if row.due_on > on:
            # What a decision moved to a later day has run by the day it was due; a statement's line does not say so.
            until = getattr(row, "deferred_from", None) or row.due_on
            running = running_of(until, minor(row.interest), row.why)
            ran += max(accrued_minor(running, on=on, mode=mode) - minor(row.paid_interest), 0)
    currency = str(loan.amount.currency)
    return as_money(ran, currency)


def rounding_of(loan: Loan) -> RoundingMode:
    """Where a half goes, by the loan's terms."""
    return RoundingMode((loan.terms.get("rounding") or {}).get("mode") or RoundingMode.HALF_UP)


def shares_of(accrual: InterestAccrual, legs: Sequence[Participation]) -> list[int]:
    """What each of these legs was given of a recognition, in minor units: as it was shared, not computed again."""
    return list(_shared(accrual, legs).shares)


def recognised_until(loan: Loan) -> date | None:
    """The last day up to which interest of this loan has been recognised in its course; None when there is none.

    Interest recognised because it was paid before its day does not count.
    """
    standing = loan.accruals.filter(reversed_on__isnull=True, advanced_by__isnull=True)
    return standing.aggregate(last=Max("accrued_on"))["last"]


def due_by_leg(loan: Loan, legs: Sequence[Participation], *, on: date, paying: Collection[int]) -> list[int]:
    """What each leg is owed of interest that has fallen due, or is paid before its day; not of what only runs.

    What only runs may still be taken back; a receipt shared by it too would leave a leg short by a cent.

    :param paying: numbers of the instalments that a receipt of that day pays.
    """
    standing = InterestAccrual.objects.filter(loan=loan, reversed_on__isnull=True)
    ahead = Instalment.objects.filter(_in_force(), schedule__loan=loan, due_on__gt=on).values("number")
    paid_ahead = standing.filter(advanced_by__isnull=False).values("instalment_number")
    running = standing.filter(instalment_number__in=ahead).exclude(instalment_number__in=[*paying])
    shares = [shares_of(row, legs) for row in running.exclude(instalment_number__in=paid_ahead).select_related("fund")]
    return [minor(leg.interest_due) - sum(each[place] for each in shares) for place, leg in enumerate(legs)]


def sharing(shared: Shared, legs: Sequence[Participation]) -> dict[str, Any]:
    """How a recognition is kept: see `InterestAccrual.sharing`."""
    by_leg = zip(legs, shared.weights, shared.shares, strict=True)
    return {WHOLE: shared.total_minor, LEGS: {str(leg.leg): [weight, share] for leg, weight, share in by_leg}}


def _shared(accrual: InterestAccrual, legs: Sequence[Participation]) -> Shared:
    if not accrual.sharing:
        shares = _in_the_books(accrual, legs)
        return Shared(shares, shares, minor(accrual.amount))
    kept = [accrual.sharing[LEGS].get(str(leg.leg), [0, 0]) for leg in legs]
    weights, shares = (tuple(pair[place] for pair in kept) for place in (0, 1))
    return Shared(weights, shares, accrual.sharing[WHOLE])


def _in_the_books(accrual: InterestAccrual, legs: Sequence[Participation]) -> tuple[int, ...]:
    """Of what was recognised before the row kept it."""
    fund = accrual.fund
    if accrual.entry_id is None:
        return (0,) * len(legs)
    entry = entry_by_id(book=fund.book, entry_id=accrual.entry_id)
    given = {line.credit: to_minor(line.amount.amount, fund.currency) for line in entry.postings}
    return tuple(given.get(account_code("interest_due", leg.membership.tail, chart=fund.chart), 0) for leg in legs)


def _in_force() -> Q:
    """Of the last version of their loan's schedule."""
    later = ScheduleVersion.objects.filter(loan=OuterRef("schedule__loan"), version__gt=OuterRef("schedule__version"))
    return Q(~Exists(later))


def _daily_funds(funds: Iterable[UUID]) -> set[UUID]:
    latest = FundPolicy.objects.filter(fund__in=funds).order_by("fund", "-version").distinct("fund")
    return {policy.fund_id for policy in latest if policy.accrual == FundPolicy.Accrual.DAILY}
