"""Instalments of running loans, each with what has been paid of it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from djmoney.money import Money

from lending.domain.reminders import DAYS_BEFORE_DUE
from lending.models import Allocation, ChargedPart, Fund, FundPolicy, Instalment, InterestAccrual, Loan, ScheduleVersion

# A loan in default has been called in: it is still paid, and what was lost of it is not known yet.
RUNNING = (Loan.State.ACTIVE, Loan.State.IN_ARREARS, Loan.State.DEFAULTED)


class AmountIn(DecimalField):  # type: ignore[type-arg]
    """The type of a sum of amounts in one currency: SQL's sum has lost it."""

    def __init__(self, currency: str) -> None:
        super().__init__(max_digits=14, decimal_places=2)
        self.currency = currency

    def from_db_value(self, value: Decimal, *_: Any) -> Money:
        return Money(value, self.currency)


def instalments_of(loan: Loan) -> QuerySet[Instalment]:
    """The schedule in force of a loan, in order; each instalment has `paid_principal` and `paid_interest` (Money).

    One query. What a reversed repayment paid does not count.
    """
    instalments = Instalment.objects.filter(fund_id=loan.fund_id, schedule__loan=loan)
    return _in_force_with_payments(instalments, currency=str(loan.amount.currency)).order_by("number")


def instalments_due(fund: Fund, *, start: date, end: date) -> QuerySet[Instalment]:
    """Instalments of the fund's running loans that fall due from `start` to `end`, both included; earliest first.

    One query: each has `paid_principal`, `paid_interest`, and its loan and borrower at hand.
    """
    return _of_running_loans(fund).filter(due_on__range=(start, end))


def overdue_instalments(fund: Fund, *, on: date) -> QuerySet[Instalment]:
    """Instalments of running loans that were due before `on` and are not wholly paid, as known now; oldest first.

    An instalment is not late on its own day. One query, with the same attributes as `instalments_due`.
    """
    return unsettled(_of_running_loans(fund).filter(due_on__lt=on))


def unpaid_instalments(fund: Fund) -> QuerySet[Instalment]:
    """Instalments of running loans of which something is still owed, whenever they fall due; the earliest first.

    One query, with the same attributes as `instalments_due`.
    """
    return unsettled(_of_running_loans(fund))


def instalments_to_remind(fund: Fund, *, today: date) -> QuerySet[Instalment]:
    """Instalments of which something is owed, and due within the days of the first reminder, or before."""
    return unsettled(_of_running_loans(fund).filter(due_on__lte=today + timedelta(days=DAYS_BEFORE_DUE)))


def loans_with_interest_to_recognise(fund: Fund, *, today: date) -> QuerySet[Loan]:
    """Running loans with interest that is not in the books: due by today, or still to come where it is booked daily."""
    later = ScheduleVersion.objects.filter(loan=OuterRef("schedule__loan"), version__gt=OuterRef("schedule__version"))
    booked = InterestAccrual.objects.filter(
        loan=OuterRef("schedule__loan"), instalment_number=OuterRef("number"), reversed_on__isnull=True
    )
    total = booked.order_by().values("instalment_number").annotate(total=Sum("amount")).values("total")
    amount = AmountIn(fund.currency)
    found = Coalesce(Subquery(total, output_field=amount), Value(Decimal(0), output_field=amount), output_field=amount)
    of_loan = Instalment.objects.filter(~Exists(later), schedule__loan=OuterRef("pk"))
    missing = of_loan.annotate(booked=found).exclude(booked=F("interest"))
    policy = FundPolicy.objects.filter(fund=fund).order_by("-version")[0]
    if policy.accrual != FundPolicy.Accrual.DAILY:
        missing = missing.filter(due_on__lte=today)
    return Loan.objects.filter(Exists(missing), fund=fund, state__in=RUNNING)


def unsettled(instalments: QuerySet[Instalment]) -> QuerySet[Instalment]:
    """Those of these annotated instalments of which something is still owed."""
    return instalments.filter(
        Q(paid_principal__lt=F("principal")) | Q(paid_interest__lt=F("interest")) | Q(paid_costs__lt=F("costs"))
    )


def _of_running_loans(fund: Fund) -> QuerySet[Instalment]:
    instalments = Instalment.objects.filter(fund=fund, schedule__loan__state__in=RUNNING)
    return (
        _in_force_with_payments(instalments, currency=fund.currency)
        .select_related("schedule__loan__membership__cooperative")
        .order_by("due_on", "schedule__loan__number", "number")
    )


def _in_force_with_payments(instalments: QuerySet[Instalment], *, currency: str) -> QuerySet[Instalment]:
    later = ScheduleVersion.objects.filter(loan=OuterRef("schedule__loan"), version__gt=OuterRef("schedule__version"))
    standing = Allocation.objects.filter(repayment__reversed_on__isnull=True)
    return annotated_with_payments(instalments.filter(~Exists(later)), standing, currency=currency)


def annotated_with_payments(
    instalments: QuerySet[Instalment], allocations: QuerySet[Allocation], *, currency: str
) -> QuerySet[Instalment]:
    """Each instalment gets what these allocations paid of it: `paid_principal`, `paid_interest`, `paid_costs` (Money).

    And its `costs`: what was charged beside them.
    """
    parts = ("principal", "interest", "costs")
    charged = ChargedPart.objects.filter(
        charge__loan=OuterRef("schedule__loan"), charge__reversed_on__isnull=True, instalment_number=OuterRef("number")
    )
    paid = {f"paid_{part}": _paid(part, allocations, currency=currency) for part in parts}
    return instalments.annotate(**{"costs": _total(charged, "amount", currency=currency), **paid})


def _paid(part: str, allocations: QuerySet[Allocation], *, currency: str) -> Coalesce:
    of_instalment = allocations.filter(repayment__loan=OuterRef("schedule__loan"), instalment_number=OuterRef("number"))
    return _total(of_instalment, part, currency=currency)


def _total(of_instalment: QuerySet[Any], part: str, *, currency: str) -> Coalesce:
    total = of_instalment.order_by().values("instalment_number").annotate(total=Sum(part)).values("total")
    amount = AmountIn(currency)
    return Coalesce(Subquery(total, output_field=amount), Value(Decimal(0), output_field=amount), output_field=amount)


def loans_to_mark(fund: Fund, *, today: date) -> QuerySet[Loan]:
    """Active loans of which an instalment of a past day is unpaid."""
    late = overdue_instalments(fund, on=today).values("schedule__loan")
    return Loan.objects.filter(fund=fund, state=Loan.State.ACTIVE, pk__in=late)
