"""Consultations: who sits, who took part, what was decided. Before the close, never what a ballot says."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from lending.domain.ballots import Ballot as DomainBallot
from lending.domain.ballots import Choice
from lending.domain.closing import VotingTime, require_open
from lending.domain.fund_errors import WrongState
from lending.domain.sentences import Sentence, gettext_noop
from lending.domain.voting_rule import VotingRule
from lending.models import Ballot, Consultation, Seat
from lending.selectors.clock import database_now

THIS_CONSULTATION = Sentence(gettext_noop("This consultation"))


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many took part so far; all that is shown before the close."""

    eligible: int
    voted: int
    recused: int


def voting_time(consultation: Consultation) -> VotingTime:
    """From when to when votes are taken."""
    return VotingTime(
        opens_at=consultation.opens_at,
        closes_at=consultation.closes_at,
        closed_early_at=consultation.closed_early_at,
    )


def require_taking_votes(consultation: Consultation) -> None:
    """Let a ballot or a recusal in, by the database's clock; the caller holds the consultation's lock.

    :raises ClosedConsultation, ConsultationNotOpenYet: by the time.
    :raises WrongState: it was withdrawn before its time was over.
    """
    require_open(voting_time(consultation), now=database_now())
    if consultation.state != Consultation.State.OPEN:
        raise WrongState(subject=THIS_CONSULTATION, state=consultation.state, needed=Consultation.State.OPEN)


def is_closed(consultation: Consultation, *, now: datetime) -> bool:
    """A predicate on time: nothing has to happen for a consultation to be closed."""
    return consultation.state != Consultation.State.OPEN or voting_time(consultation).is_closed(now)


def turnout(consultation: Consultation) -> Turnout:
    """Counts by seat, in one query."""
    figures = Seat.objects.filter(consultation=consultation).aggregate(
        eligible=Count("id", filter=Q(recusal__isnull=True), distinct=True),
        voted=Count("id", filter=Q(recusal__isnull=True, ballots__isnull=False), distinct=True),
        recused=Count("id", filter=Q(recusal__isnull=False), distinct=True),
    )
    return Turnout(**figures)


def seats_of(consultation: Consultation) -> QuerySet[Seat]:
    """Every seat with its person, cooperative, recusal, and whether it took part (`has_voted`)."""
    return (
        Seat.objects.filter(consultation=consultation)
        .select_related("person", "cooperative", "recusal")
        .annotate(has_voted=Exists(Ballot.objects.filter(seat=OuterRef("pk"))))
        .order_by("person__name", "id")
    )


def seats_to_remind(consultation: Consultation) -> QuerySet[Seat]:
    """Seats that may vote and have not."""
    return seats_of(consultation).filter(~Q(ballots__isnull=False), recusal__isnull=True)


def ballots_to_count(consultation: Consultation) -> list[DomainBallot]:
    """Every ballot as the count takes it; the caller holds the consultation's lock."""
    ballots = Ballot.objects.filter(seat__consultation=consultation).order_by("cast_at", "id")
    return [
        DomainBallot(seat=ballot.seat_id, choice=Choice(ballot.choice), order=(ballot.cast_at, ballot.id))
        for ballot in ballots
    ]


def rule_of(consultation: Consultation) -> VotingRule:
    """The version of the rule that the consultation opened with."""
    return VotingRule.from_dict(consultation.rule.rule)


def due_to_close(*, now: datetime) -> QuerySet[Consultation]:
    """Open ones whose time is over: they are closed already, and wait to be counted."""
    return Consultation.objects.filter(state=Consultation.State.OPEN, closes_at__lte=now).order_by("closes_at", "id")
