"""The audit trail of what a person may see."""

from django.db.models import Q, QuerySet

from lending.models import Consultation, Event
from lending.selectors.visible import (
    consultations_visible_to,
    loans_visible_to,
    memberships_visible_to,
    placements_visible_to,
    requests_visible_to,
    withdrawals_visible_to,
)
from members.models import Person

SEEN = (
    requests_visible_to,
    loans_visible_to,
    consultations_visible_to,
    memberships_visible_to,
    placements_visible_to,
    withdrawals_visible_to,
)


def events_visible_to(person: Person) -> QuerySet[Event]:
    """Events of the things the person sees. While a vote is open, who took part stays out of them: turnout only."""
    ids = Q()
    for visible in SEEN:
        ids |= Q(subject_id__in=visible(person).order_by().values("pk"))
    running = Consultation.objects.filter(state=Consultation.State.OPEN).values("pk")
    return Event.objects.filter(ids).exclude(kind="cast_ballot", subject_id__in=running).select_related("person")
