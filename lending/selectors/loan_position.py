"""Where a loan stands on a day, for whoever wants to change its schedule."""

from datetime import date
from decimal import Decimal

from django.db.models import Max

from lending.domain.loan_position import Owed, Position, running_period
from lending.domain.money import to_minor
from lending.models import Instalment, Loan
from lending.selectors.instalments import instalments_of


def position_of(loan: Loan, *, on: date, known_on: date) -> Position:
    """A running loan at the end of a day, by the schedule in force and what is known to be paid. One query.

    :param known_on: what falls due from this day to `on` is supposed paid on its day.
    """
    instalments = list(instalments_of(loan))
    rows = tuple(_owed(row) for row in instalments)
    ahead = [row for row in instalments if row.due_on > on and not row.deferred_from]
    due = [row.due_on for row in instalments if row.due_on <= on]
    ran = running_period(
        ahead[0].why if ahead else {},
        on=on,
        last_due_on=max(due, default=loan.disbursed_on or loan.agreed_on),
        ahead_minor=sum(_minor(row.principal.amount, row) for row in ahead),
        annual_rate=Decimal(loan.terms["annual_rate"]),
    )
    return Position(on=on, rows=rows, ran=ran, known_on=known_on)


def earliest_change(loan: Loan) -> date | None:
    """The first day from which the schedule may be another: not before what was paid, nor before its last change."""
    touched = [row.due_on for row in instalments_of(loan) if _owed(row).is_touched]
    received = loan.repayments.filter(reversed_on__isnull=True).values_list("received_on", flat=True)
    known = [day for day in (last_change(loan), loan.disbursed_on) if day is not None]
    return max([*touched, *received, *known], default=None)


def last_change(loan: Loan) -> date | None:
    """The day from which the schedule was last changed by a decision; the committee knew what was received by then."""
    voted = loan.schedules.filter(decision__isnull=False)
    day: date | None = voted.aggregate(last=Max("effective_on"))["last"]
    return day


def _owed(row: Instalment) -> Owed:
    return Owed(
        number=row.number,
        due_on=row.due_on,
        principal_minor=_minor(row.principal.amount, row),
        interest_minor=_minor(row.interest.amount, row),
        paid_principal_minor=_minor(row.paid_principal.amount, row),
        paid_interest_minor=_minor(row.paid_interest.amount, row),
        deferred_from=row.deferred_from,
    )


def _minor(amount: Decimal, row: Instalment) -> int:
    return to_minor(amount, row.principal.currency.code)
