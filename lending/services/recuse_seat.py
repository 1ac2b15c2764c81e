"""Recusing oneself from a vote."""

from datetime import datetime

from django.db import transaction

from lending.domain.fund_errors import NoSeat, SeatRecused
from lending.models import Consultation, Recusal, Seat
from lending.selectors.consultations import require_taking_votes
from lending.services.consultation_log import append_log
from lending.services.events import record_event
from members.models import Person


@transaction.atomic
def recuse_seat(*, consultation: Consultation, acting_person: Person, reason: str, now: datetime) -> Recusal:
    """Step back from this vote. A ballot cast before is void; the log keeps both."""
    consultation = Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    seat = consultation.seats.filter(person=acting_person).select_related("recusal").first()
    if seat is None:
        raise NoSeat(person=acting_person.name)
    if hasattr(seat, "recusal"):
        raise SeatRecused(person=acting_person.name, reason=seat.recusal.reason)
    require_taking_votes(consultation)
    recusal = add_recusal(seat, kind=Recusal.Kind.DECLARED, reason=reason, at=now, actor=str(acting_person.pk))
    record_event(
        fund=consultation.fund, kind="recuse_seat", subject=consultation, person=acting_person, at=now,
        after={"seat": seat.pk, "reason": reason},
    )  # fmt: skip
    return recusal


def add_recusal(seat: Seat, *, kind: str, reason: str, at: datetime, actor: str) -> Recusal:
    """Write a recusal and its line in the log."""
    recusal = Recusal.objects.create(fund_id=seat.fund_id, seat=seat, kind=kind, reason=reason, recused_at=at)
    append_log(
        consultation=seat.consultation, kind="recusal", at=at, actor=actor,
        payload={"seat": str(seat.pk), "kind": kind, "reason": reason},
    )  # fmt: skip
    return recusal
