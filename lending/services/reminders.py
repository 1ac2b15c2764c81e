"""Reminding: borrowers of what falls due or is late, committee members of a vote they have not cast."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from lending.domain.reminders import instalment_reminder, vote_reminder_at
from lending.models import Consultation, Fund, Instalment, OutboxMessage, Seat
from lending.selectors.clock import local_day
from lending.selectors.consultations import is_closed, seats_to_remind
from lending.selectors.instalments import instalments_to_remind
from lending.services.ask_for_acceptance import ADDENDUM_TO_ACCEPT, AGREEMENT_TO_ACCEPT, is_acceptance_awaited
from lending.services.consultation_log import head_of
from lending.services.outbox import enqueue_message
from lending.services.tell_sponsors import SPONSOR_RELEASED, is_sponsor_released
from members.models import Person, Role

INSTALMENT_DUE, INSTALMENT_LATE, VOTE_REMINDER = "instalment_due", "instalment_late", "vote_reminder"


def consultations_to_remind(*, now: datetime) -> list[UUID]:
    """Open consultations whose close is near enough for a reminder."""
    running = Consultation.objects.filter(
        state=Consultation.State.OPEN, closed_early_at__isnull=True, opens_at__lte=now, closes_at__gt=now
    )
    times = running.values_list("pk", "opens_at", "closes_at")
    return [pk for pk, opens_at, closes_at in times if vote_reminder_at(opens_at=opens_at, closes_at=closes_at) <= now]


@transaction.atomic
def remind_voters(*, consultation_id: UUID, now: datetime) -> list[OutboxMessage]:
    """Write once to each seat that may vote and has not. Nothing after the close; nothing to the recused."""
    consultation = Consultation.objects.select_related("fund", "request_version__request__membership__cooperative").get(
        pk=consultation_id
    )
    if is_closed(consultation, now=now):
        return []
    return _asked(_remind_voter(consultation, seat, now=now) for seat in seats_to_remind(consultation))


@transaction.atomic
def remind_of_instalments(
    *, fund: Fund, instalment_ids: Sequence[UUID], today: date, now: datetime
) -> list[OutboxMessage]:
    """Write to the people of each borrower what is due soon or late, once a step; nothing for what is settled."""
    instalments = instalments_to_remind(fund, today=today).filter(pk__in=instalment_ids)
    people = _people_by_cooperative(instalments)
    return _asked(
        _remind_of(instalment, step, person, fund=fund, today=today, now=now)
        for instalment in instalments
        if (step := instalment_reminder(instalment.due_on, today=today))
        for person in people.get(instalment.schedule.loan.membership.cooperative_id, ())
    )


def is_still_wanted(message: OutboxMessage, *, now: datetime) -> bool:
    """Whether there is still a reason for a message when its turn comes.

    A mail server that was down for a day reminds nobody of a vote cast since, nor of an instalment paid since.
    """
    if message.template == VOTE_REMINDER:
        return _is_vote_awaited(message, now=now)
    if message.template in (INSTALMENT_DUE, INSTALMENT_LATE):
        owed = instalments_to_remind(message.fund, today=local_day(message.fund, at=now))
        return owed.filter(pk=message.context["instalment"]).exists()
    if message.template in (AGREEMENT_TO_ACCEPT, ADDENDUM_TO_ACCEPT):
        return is_acceptance_awaited(message)
    if message.template == SPONSOR_RELEASED:
        return is_sponsor_released(message)
    return True


def _is_vote_awaited(message: OutboxMessage, *, now: datetime) -> bool:
    seat = Seat.objects.select_related("consultation").get(pk=message.context["seat"])
    if is_closed(seat.consultation, now=now):
        return False
    return seats_to_remind(seat.consultation).filter(pk=seat.pk).exists()


def _remind_voter(consultation: Consultation, seat: Seat, *, now: datetime) -> OutboxMessage | None:
    version, head = consultation.request_version, head_of(consultation)
    return enqueue_message(
        fund=consultation.fund,
        recipient=seat.person,
        template=VOTE_REMINDER,
        context={
            "reference": version.request.reference,
            "consultation": consultation.pk,
            "seat": seat.pk,
            "cooperative": version.request.membership.cooperative.name,
            "amount": version.amount,
            "purpose": version.purpose,
            "closes_at": consultation.closes_at,
            "head": head.sha256 if head else "",
        },
        dedupe_key=f"{VOTE_REMINDER}:{consultation.pk}:{seat.pk}",
        at=now,
    )


def _remind_of(
    instalment: Instalment, step: str, person: Person, *, fund: Fund, today: date, now: datetime
) -> OutboxMessage | None:
    loan = instalment.schedule.loan
    principal = instalment.principal - instalment.paid_principal
    interest = instalment.interest - instalment.paid_interest
    return enqueue_message(
        fund=fund,
        recipient=person,
        template=INSTALMENT_DUE if step == "before" else INSTALMENT_LATE,
        context={
            "reference": loan.reference,
            "loan": loan.pk,
            "instalment": instalment.pk,
            "cooperative": loan.membership.cooperative.name,
            "number": instalment.number,
            "due_on": instalment.due_on,
            "days_late": max(0, (today - instalment.due_on).days),
            "owed": principal + interest,
            "principal": principal,
            "interest": interest,
        },
        dedupe_key=f"instalment_{step}:{instalment.pk}:{person.pk}",
        at=now,
    )


def _people_by_cooperative(instalments: QuerySet[Instalment]) -> dict[UUID, list[Person]]:
    """The people of each borrower, each once, whatever roles they have there."""
    cooperatives = instalments.order_by().values("schedule__loan__membership__cooperative")
    people: dict[UUID, dict[UUID, Person]] = {}
    for role in Role.objects.filter(cooperative__in=cooperatives, person__is_active=True).select_related("person"):
        people.setdefault(role.cooperative_id, {})[role.person_id] = role.person
    return {cooperative: list(found.values()) for cooperative, found in people.items()}


def _asked(messages: Iterable[OutboxMessage | None]) -> list[OutboxMessage]:
    return [message for message in messages if message]
