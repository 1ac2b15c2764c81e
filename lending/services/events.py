"""Writing down what was done, by whom, when, and what it changed."""

from datetime import datetime
from typing import Any

from django.db.models import Model

from lending.models import Event, Fund
from lending.services.plain import plain
from members.models import Person


def record_event(
    *,
    fund: Fund,
    kind: str,
    subject: Model,
    person: Person | None,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Event:
    """Add a line to the audit trail, in the caller's transaction: no act without its event, no event without its act.

    :param kind: verb_noun of the act: "disburse_loan".
    :param person: None when the system did it.
    :param before: what changed, as it was; money, dates and ids are written as text.
    """
    return Event.objects.create(
        fund=fund,
        kind=kind,
        subject_type=type(subject).__name__.lower(),
        subject_id=subject.pk,
        person=person,
        at=at,
        before=plain(before),
        after=plain(after),
    )
