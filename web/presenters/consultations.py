"""Consultations as lists and the file show them: before the close, who took part and never how."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lending.domain.voting_rule import Secrecy
from lending.models import Ballot, Consultation, Seat
from lending.selectors.consultations import is_closed, rule_of
from members.models import Person
from web.states import CHOICE, CONSULTATION, State

COUNTING = State(_("closed, being counted"), "active", "clock")


@dataclass(frozen=True)
class ConsultationLine:
    """A consultation as one person sees it."""

    consultation: Consultation
    state: State
    is_closed: bool
    seat: Seat | None

    @property
    def ends_at(self) -> datetime:
        """The close as it is announced, or as it was where everything was said before."""
        return self.consultation.closed_early_at or self.consultation.closes_at

    @property
    def is_recused(self) -> bool:
        return self.seat is not None and hasattr(self.seat, "recusal")

    @property
    def has_voted(self) -> bool:
        return bool(self.seat is not None and self.seat.has_voted)  # type: ignore[attr-defined]

    @property
    def may_vote(self) -> bool:
        """A seat that is not recused, in time; a second time only where the rule lets votes change."""
        if self.seat is None or self.is_recused or self.is_closed:
            return False
        return not self.has_voted or self.may_change

    @property
    def may_change(self) -> bool:
        """Whether the rule lets a vote be changed until the close."""
        return rule_of(self.consultation).may_change_vote

    @property
    def awaits(self) -> bool:
        return self.may_vote and not self.has_voted


@dataclass(frozen=True)
class SeatLine:
    """A seat in the table; `choice` only after the count, and never in a secret vote."""

    seat: Seat
    recusal: str
    has_voted: bool
    choice: Promise | str


def consultation_line(
    consultation: Consultation, *, seats: Iterable[Seat], person: Person, now: datetime
) -> ConsultationLine:
    """The line of one person."""
    closed = is_closed(consultation, now=now)
    uncounted = closed and consultation.state == Consultation.State.OPEN
    return ConsultationLine(
        consultation=consultation,
        state=COUNTING if uncounted else CONSULTATION[consultation.state],
        is_closed=closed,
        seat=next((seat for seat in seats if seat.person_id == person.pk), None),
    )


def consultation_lines(
    consultations: QuerySet[Consultation], *, person: Person, now: datetime
) -> list[ConsultationLine]:
    """Every line of a list, in two queries however many there are."""
    found = list(consultations.distinct())
    own = seats_of_person(found, person)
    return [
        consultation_line(one, seats=[own[one.pk]] if one.pk in own else [], person=person, now=now) for one in found
    ]


def seats_of_person(consultations: Iterable[Consultation], person: Person) -> dict[object, Seat]:
    """The seat of a person in each of these consultations."""
    seats = seats_of_many(consultations).filter(person=person)
    return {seat.consultation_id: seat for seat in seats}


def seats_of_many(consultations: Iterable[Consultation]) -> QuerySet[Seat]:
    """`seats_of`, for a whole list."""
    return (
        Seat.objects.filter(consultation__in=[one.pk for one in consultations])
        .select_related("recusal")
        .annotate(has_voted=Exists(Ballot.objects.filter(seat=OuterRef("pk"))))
    )


def seat_lines(consultation: Consultation, seats: Iterable[Seat], *, show_choices: bool) -> list[SeatLine]:
    """The seats of a file. Choices are read from the database only when they may be shown."""
    named = show_choices and rule_of(consultation).secrecy is not Secrecy.SECRET
    last: dict[object, Promise | str] = {}
    if named:
        for ballot in Ballot.objects.filter(seat__consultation=consultation).order_by("cast_at", "id"):
            last[ballot.seat_id] = CHOICE[ballot.choice]
    return [
        SeatLine(
            seat=seat,
            recusal=seat.recusal.reason if hasattr(seat, "recusal") else "",
            has_voted=seat.has_voted,  # type: ignore[attr-defined]
            choice="" if hasattr(seat, "recusal") else last.get(seat.pk, ""),
        )
        for seat in seats
    ]
