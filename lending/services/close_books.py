"""Closing the fund's book up to a day that is over."""

from datetime import date, datetime

from django.db import transaction

from lending.models import Fund
from lending.policies import require_treasurer
from lending.selectors.clock import local_day
from lending.services.bookkeeping.periods import close_days
from lending.services.events import record_event
from members.models import Person


@transaction.atomic
def close_books(
    *, fund: Fund, starts_on: date, ends_on: date, acting_person: Person, now: datetime, reason: str = ""
) -> None:
    """Let nothing into these days any more, both included. It waits for what is being posted.

    :raises NotAllowed: the person is no treasurer of the fund.
    :raises PeriodNotOver: today, or a day to come, is among them.
    :raises LedgerError: they end before they start, overlap another period, or belong to two fiscal years.
    """
    require_treasurer(acting_person, fund)
    close_days(
        fund=fund, starts_on=starts_on, ends_on=ends_on, today=local_day(fund, at=now), reason=reason,
        by=acting_person.get_username(),
    )  # fmt: skip
    record_event(
        fund=fund, kind="close_books", subject=fund, person=acting_person, at=now,
        after={"starts_on": starts_on, "ends_on": ends_on, "reason": reason},
    )  # fmt: skip
