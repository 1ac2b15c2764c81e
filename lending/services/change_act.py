"""A change of the schedule among the acts of a loan's life: what comes before it stays as the committee knew it."""

from datetime import date
from typing import NoReturn

from django.db.models import Q, QuerySet

from lending.domain.change_errors import ScheduleChangedSince
from lending.domain.sentences import Sentence, gettext_noop
from lending.models import Loan, ScheduleVersion
from lending.services.act_kind import ActKind, Place, Replaying


def _changes_after(loan: Loan, place: Place) -> QuerySet[ScheduleVersion]:
    after = Q(effective_on__gt=place.day)
    if place.id is not None:
        after |= Q(effective_on=place.day, id__gt=place.id)
    return loan.schedules.filter(after, decision__isnull=False)


def _effective_on(version: ScheduleVersion) -> date:
    return version.effective_on


def _refuse(loan: Loan, version: ScheduleVersion, by: Replaying) -> NoReturn:
    """The committee voted on what had been received by then: another past asks for another vote.

    :raises ScheduleChangedSince:
    """
    raise ScheduleChangedSince(loan=loan.reference, on=version.effective_on)


# A change is not undone and done again under what comes in between: what it stands on was voted.
CHANGE = ActKind(Sentence(gettext_noop("The change of the schedule")), _changes_after, _effective_on, _refuse, _refuse)
