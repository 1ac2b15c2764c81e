"""Storing a schedule that the committee has voted, and telling the borrower of it."""

from collections.abc import Iterable
from datetime import datetime

from lending.domain.loan_change import NewRow
from lending.models import Instalment, Loan, ScheduleVersion
from lending.selectors.amounts import as_money
from lending.selectors.people import people_of
from lending.services.store_schedule import why
from lending.services.tell import tell
from lending.services.tell_sponsors import tell_sponsors_of_schedule


def store_rows(
    schedule: ScheduleVersion, rows: Iterable[NewRow], *, currency: str, kept: Iterable[Instalment] = ()
) -> None:
    """Every instalment of the version, each new one with why; one that is kept keeps its reason.

    :param kept: the instalments of the version before.
    """
    rows, before = list(rows), {row.number: row.why for row in kept}
    left, stored = sum(row.principal_minor for row in rows), []
    for row in rows:
        left -= row.principal_minor
        stored.append(
            Instalment(
                fund_id=schedule.fund_id,
                schedule=schedule,
                number=row.number,
                due_on=row.due_on,
                principal=as_money(row.principal_minor, currency),
                interest=as_money(row.interest_minor, currency),
                outstanding=as_money(left, currency),
                why=why(row.computed) if row.computed else before.get(row.number, {}),
                deferred_from=row.deferred_from,
            )
        )
    Instalment.objects.bulk_create(stored)


def tell_of_schedule(loan: Loan, schedule: ScheduleVersion, *, at: datetime) -> None:
    """A mail to each person who acts for the borrower, and to those of its sponsors."""
    tell(
        people_of(loan.membership),
        fund=loan.fund,
        template="schedule_changed",
        about=schedule.pk,
        context={
            "reference": loan.reference,
            "loan": loan.pk,
            "on": schedule.effective_on,
            "kind": schedule.reason,
        },
        at=at,
    )
    tell_sponsors_of_schedule(loan, schedule, at=at)
