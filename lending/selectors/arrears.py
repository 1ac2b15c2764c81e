"""How late loans are, or were, on a day: from the schedule and the receipts of that day, never stored."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from djmoney.money import Money

from lending.domain.arrears import AgeBand, Arrears, DueAndPaid, arrears, due_days
from lending.domain.money import quantize
from lending.domain.portfolio import DAYS_AT_RISK
from lending.models import Allocation, Fund, Instalment, Loan, Repayment, ScheduleVersion, WriteOff
from lending.selectors.amounts import as_money, minor
from lending.selectors.instalments import annotated_with_payments, unsettled


@dataclass(frozen=True, slots=True)
class LateLoan:
    """How late a loan is on a day: its oldest amount, what is late by age, and its principal outstanding."""

    loan: Loan
    arrears: Arrears
    outstanding: Money

    @property
    def overdue(self) -> Money:
        """What should have been paid, principal and interest."""
        return self._money(self.arrears.overdue_minor)

    @property
    def by_band(self) -> dict[AgeBand, Money]:
        """The same by age; what is not due yet among it."""
        return {band: self._money(amount) for band, amount in self.arrears.by_band.items()}

    def _money(self, amount_minor: int) -> Money:
        currency = self.outstanding.currency.code
        return as_money(amount_minor, currency)


@dataclass(frozen=True, slots=True)
class FundArrears:
    """What is late in a fund on a day, the oldest first."""

    fund: Fund
    on: date
    lines: tuple[LateLoan, ...]
    outstanding: Money

    @property
    def by_band(self) -> dict[AgeBand, Money]:
        """The sums of the lines by age."""
        nothing = Money(0, self.fund.currency)
        return {band: sum((line.by_band[band] for line in self.lines), nothing) for band in AgeBand}

    @property
    def overdue(self) -> Money:
        return sum((line.overdue for line in self.lines), Money(0, self.fund.currency))

    @property
    def at_risk(self) -> Money:
        """Principal outstanding on the loans of which something is 30 days past due or more."""
        late = (line.outstanding for line in self.lines if line.arrears.days_past_due >= DAYS_AT_RISK)
        return sum(late, Money(0, self.fund.currency))

    @property
    def par30(self) -> Decimal | None:
        """What is at risk / principal outstanding, as a fraction to six decimals; None when nothing is."""
        whole = self.outstanding.amount
        return quantize(self.at_risk.amount / whole, decimals=6) if whole else None


def late_loan(loan: Loan, *, on: date) -> LateLoan:
    """How late a loan is on a day, if it is. One query."""
    rows = _instalments_on(Instalment.objects.filter(schedule__loan=loan), currency=loan.fund.currency, on=on)
    return _standing(loan, rows, on=on)


def fund_arrears(fund: Fund, *, on: date) -> FundArrears:
    """What is late of each loan of a fund on a day, by age. One query, however many loans."""
    owed = Instalment.objects.filter(fund=fund).select_related("schedule__loan__membership__cooperative")
    by_loan: dict[UUID, list[Instalment]] = defaultdict(list)
    for row in unsettled(_instalments_on(owed, currency=fund.currency, on=on)):
        by_loan[row.schedule.loan_id].append(row)
    standing = [_standing(rows[0].schedule.loan, rows, on=on) for rows in by_loan.values()]
    return FundArrears(
        fund=fund,
        on=on,
        lines=tuple(
            sorted(
                (line for line in standing if line.arrears.is_late),
                key=lambda line: (-line.arrears.days_past_due, line.loan.number),
            )
        ),
        outstanding=sum((line.outstanding for line in standing), Money(0, fund.currency)),
    )


def with_oldest_unpaid(loans: QuerySet[Loan], *, on: date) -> QuerySet[Loan]:
    """Each loan gets `oldest_unpaid`: the due date of the oldest instalment that is late on this day, or None."""
    rows = Instalment.objects.filter(schedule__loan=OuterRef("pk"), due_on__lt=on)
    late = unsettled(_instalments_on(rows, currency="", on=on)).order_by("due_on").values("due_on")[:1]
    return loans.annotate(oldest_unpaid=Subquery(late))


def in_band(loans: QuerySet[Loan], band: AgeBand, *, on: date) -> QuerySet[Loan]:
    """Of the loans of `with_oldest_unpaid`, those whose oldest amount has this age; `not_due`: nothing is late."""
    youngest, oldest = due_days(band, today=on)
    if youngest is None:
        return loans.filter(Q(("oldest_unpaid__isnull", True)))
    found = loans.filter(Q(("oldest_unpaid__lte", youngest)))
    return found if oldest is None else found.filter(Q(("oldest_unpaid__gte", oldest)))


def days_past_due(oldest_unpaid: date | None, *, on: date) -> int:
    """The age of the oldest amount that is late; 0 when nothing is."""
    return 0 if oldest_unpaid is None else (on - oldest_unpaid).days


def _instalments_on(rows: QuerySet[Instalment], *, currency: str, on: date) -> QuerySet[Instalment]:
    """The schedule that was in force on the day, with what had been paid of it by then, as the books say it.

    A receipt that bounced later had been received, and what came after it had paid what it did then: the loan is told
    as it stood just before the first of them was taken back. A version of the schedule counts from its day.
    Nothing is owed of a loan that had been written off.
    """
    of_loan = ScheduleVersion.objects.alias(bounce=_first_bounce("loan", on=on)).filter(
        Q(bounce__isnull=True) | Q(pk__lt=F("bounce")), loan=OuterRef("schedule__loan"), effective_on__lte=on
    )
    later = of_loan.filter(version__gt=OuterRef("schedule__version"))
    paid = Allocation.objects.alias(bounce=_first_bounce("repayment__loan", on=on)).filter(
        _stood_on(on), repayment__received_on__lte=on
    )
    given_up = WriteOff.objects.filter(
        Q(reversed_on__isnull=True) | Q(reversed_on__gt=on), loan=OuterRef("schedule__loan"), written_off_on__lte=on
    )
    in_force = rows.alias(bounce=_first_bounce("schedule__loan", on=on)).filter(
        Q(bounce__isnull=True) | Q(schedule__lt=F("bounce")),
        ~Exists(later), ~Exists(given_up), schedule__effective_on__lte=on,
    )  # fmt: skip
    return annotated_with_payments(in_force, paid, currency=currency).order_by("schedule__loan", "number")


def _first_bounce(loan: str, *, on: date) -> Subquery:
    """Of a loan's receipts of this day or before that bounced after it: the reversal that was booked first.

    Its entry tells when: ids are sorted by birth.
    """
    bounced = Repayment.objects.filter(loan=OuterRef(loan), received_on__lte=on, reversed_on__gt=on)
    return Subquery(bounced.order_by("reversal_entry_id").values("reversal_entry_id")[:1])


def _stood_on(on: date) -> Q:
    """A receipt, as `repayment`, that counts on a day; `bounce` is the first that was taken back later."""
    reversed_later = Q(repayment__reversed_on__isnull=True) | Q(repayment__reversed_on__gt=on)
    # What is undone to be done again is undone on its own day, before the reversal and done again after it.
    stood_then = (
        Q(repayment__reversed_on__isnull=True)
        | Q(repayment__reversal_entry_id__gte=F("bounce"))
        | Q(repayment__replayed_by__gt=F("bounce"))
    )
    return Q(bounce__isnull=True) & reversed_later | Q(repayment__lt=F("bounce")) & stood_then


def _standing(loan: Loan, rows: Iterable[Instalment], *, on: date) -> LateLoan:
    owed = list(rows)
    principal = sum((row.principal - row.paid_principal for row in owed), loan.amount * 0)
    return LateLoan(loan, arrears(map(_due_and_paid, owed), today=on), principal)


def _due_and_paid(row: Instalment) -> DueAndPaid:
    return DueAndPaid(
        due_on=row.due_on,
        due_minor=minor(row.principal + row.interest),
        paid_minor=minor(row.paid_principal + row.paid_interest),
    )
