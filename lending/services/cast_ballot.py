"""Casting a ballot."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from lending.domain.committee_errors import ClosedConsultation, UnknownChoice
from lending.domain.fund_errors import AlreadyVoted, NoSeat, SeatRecused
from lending.models import Ballot, Consultation, Seat
from lending.selectors.clock import database_now
from lending.selectors.consultations import require_taking_votes, rule_of
from lending.services.consultation_log import append_log
from lending.services.events import record_event
from members.models import Person


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a voter keeps: where the ballot stands in the chain, never what it says."""

    height: int
    sha256: str
    cast_at: datetime


@transaction.atomic
def cast_ballot(*, consultation: Consultation, acting_person: Person, choice: str, reason: str = "") -> Receipt:
    """Vote, or vote again where the rule allows it; the last ballot counts.

    The database's clock decides, under the consultation's lock: no caller can be early or late.

    :raises ClosedConsultation: at or after the close.
    :raises UnknownChoice: neither for, nor against, nor abstaining.
    :raises NoSeat, SeatRecused, AlreadyVoted: who may not vote here.
    """
    consultation = (
        Consultation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("rule", "fund")
        .get(pk=consultation.pk)
    )
    seat = _seat(consultation, acting_person)
    require_taking_votes(consultation)
    if choice not in Ballot.Choice.values:
        raise UnknownChoice(choice=choice)
    if hasattr(seat, "recusal"):
        raise SeatRecused(person=acting_person.name, reason=seat.recusal.reason)
    earlier = seat.ballots.order_by("-cast_at").first()
    if earlier and not rule_of(consultation).may_change_vote:
        raise AlreadyVoted(cast_at=earlier.cast_at)
    ballot = _insert(seat, choice=choice, reason=reason, person=acting_person)
    entry = append_log(
        consultation=consultation, kind="ballot", at=ballot.cast_at, actor=str(acting_person.pk),
        payload={"ballot": str(ballot.pk), "seat": str(seat.pk), "choice": ballot.choice, "reason": ballot.reason},
    )  # fmt: skip
    record_event(
        fund=consultation.fund, kind="cast_ballot", subject=consultation, person=acting_person, at=ballot.cast_at,
        after={"seat": seat.pk, "height": entry.height},
    )  # fmt: skip
    return Receipt(height=entry.height, sha256=entry.sha256, cast_at=ballot.cast_at)


def _seat(consultation: Consultation, person: Person) -> Seat:
    seat = consultation.seats.filter(person=person).select_related("recusal").first()
    if seat is None:
        raise NoSeat(person=person.name)
    return seat


def _insert(seat: Seat, *, choice: str, reason: str, person: Person) -> Ballot:
    """The row itself; its trigger sets the instant, and refuses it when the clock has passed the close meanwhile."""
    try:
        with transaction.atomic():
            ballot = Ballot(fund_id=seat.fund_id, seat=seat, choice=choice, reason=reason, cast_by=person)
            ballot.cast_at = database_now()
            ballot.save(force_insert=True)
    except IntegrityError as error:
        if "the consultation closed at" in str(error):
            raise ClosedConsultation(closed_at=seat.consultation.closes_at) from error
        raise
    ballot.refresh_from_db(fields=["cast_at"])
    return ballot
