"""Opening a closed period of the fund's book again."""

from datetime import date, datetime

from django.db import transaction

from lending.models import Fund
from lending.policies import require_treasurer
from lending.services.bookkeeping.periods import reopen_days
from lending.services.events import record_event
from members.models import Person


@transaction.atomic
def reopen_books(
    *, fund: Fund, starts_on: date, ends_on: date, reason: str, acting_person: Person, now: datetime
) -> None:
    """Let entries into a closed period again, by a decision whose reason stays in the book.

    :raises NotAllowed: the person is no treasurer of the fund.
    :raises LedgerError: there is no reason, a later period is closed, or the year's legal numbers were exported.
    """
    require_treasurer(acting_person, fund)
    reopen_days(fund=fund, starts_on=starts_on, ends_on=ends_on, reason=reason, by=acting_person.get_username())
    record_event(
        fund=fund, kind="reopen_books", subject=fund, person=acting_person, at=now,
        after={"starts_on": starts_on, "ends_on": ends_on, "reason": reason},
    )  # fmt: skip
