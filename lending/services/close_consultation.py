"""Counting a consultation that is closed, and drawing the consequence."""

from datetime import datetime, timedelta
from typing import TypedDict
from uuid import UUID

from django.db import transaction

from lending.domain.fund_errors import NotClosedYet, WrongState
from lending.domain.outcome import Outcome
from lending.domain.tally import may_close_early, tally
from lending.domain.voting_rule import VotingRule
from lending.models import Consultation, Decision, FundPolicy, LoanRequest
from lending.policies import require_consultation_opener
from lending.selectors.changes import references
from lending.selectors.clock import database_now, local_day
from lending.selectors.consultations import (
    THIS_CONSULTATION,
    ballots_to_count,
    is_closed,
    rule_of,
    voting_time,
)
from lending.selectors.people import people_of
from lending.services.consultation_log import append_log
from lending.services.outbox import enqueue_message
from lending.services.request_moves import locked_request, move_request
from members.models import Person

REQUEST_AFTER = {
    Decision.Outcome.ADOPTED: LoanRequest.State.APPROVED,
    Decision.Outcome.REJECTED: LoanRequest.State.REJECTED,
    Decision.Outcome.NO_QUORUM: LoanRequest.State.UNDER_REVIEW,
}


@transaction.atomic
def close_consultation(*, consultation: Consultation, now: datetime) -> Decision:
    """Count the ballots of a consultation whose time is over; asked again, the same decision.

    The outcome is a pure function of ballots, recusals and rule; the decision is bound to the hash voted on.

    :raises NotClosedYet: before the close, by the database's clock.
    """
    consultation = _locked(consultation)
    if consultation.state != Consultation.State.OPEN:
        return _decision_of(consultation)
    if not is_closed(consultation, now=database_now()):
        raise NotClosedYet(closes_at=consultation.closes_at)
    return _decide(consultation, now=now)


def count_when_closed(request: LoanRequest, *, now: datetime) -> None:
    """Count a request's vote whose time is over, where nobody has: what follows from it waits for no worker."""
    for consultation in Consultation.objects.filter(request_version__request=request, state=Consultation.State.OPEN):
        if is_closed(consultation, now=database_now()):
            close_consultation(consultation=consultation, now=now)


@transaction.atomic
def close_early(*, consultation: Consultation, acting_person: Person, now: datetime) -> Decision:
    """Close before time, where the rule allows it and no missing ballot could change the outcome.

    :raises NotClosedYet: a missing ballot could, or the rule says no.
    """
    consultation = _locked(consultation)
    require_consultation_opener(acting_person, consultation.fund)
    if consultation.state != Consultation.State.OPEN:
        return _decision_of(consultation)
    at = database_now()
    if not is_closed(consultation, now=at):
        votes = ballots_to_count(consultation)
        if not may_close_early(votes, **_electorate(consultation), opened_at=consultation.opens_at, now=at):
            raise NotClosedYet(closes_at=consultation.closes_at)
        consultation.closed_early_at = at
    return _decide(consultation, now=now, person=acting_person)


def count(consultation: Consultation) -> Outcome:
    """The outcome as the ballots say it; recomputed by whoever verifies the decision."""
    return tally(ballots_to_count(consultation), **_electorate(consultation))


class _Who(TypedDict):
    """The electorate, as a tally takes it."""

    seats: list[UUID]
    recused: list[UUID]
    rule: VotingRule
    chair: UUID | None


def _electorate(consultation: Consultation) -> _Who:
    seats = list(consultation.seats.select_related("recusal"))
    return {
        "seats": [seat.pk for seat in seats],
        "recused": [seat.pk for seat in seats if hasattr(seat, "recusal")],
        "rule": rule_of(consultation),
        "chair": next((seat.pk for seat in seats if seat.is_chair), None),
    }


def _locked(consultation: Consultation) -> Consultation:
    """The request's lock, then the consultation's: the order in which every act takes them."""
    locked_request(consultation.request_version.request)
    return (
        Consultation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("fund", "rule", "request_version__request__membership__cooperative")
        .get(pk=consultation.pk)
    )


def _decision_of(consultation: Consultation) -> Decision:
    decision = Decision.objects.filter(consultation=consultation).first()
    if decision is None:
        raise WrongState(subject=THIS_CONSULTATION, state=consultation.state, needed=Consultation.State.OPEN)
    return decision


def _decide(consultation: Consultation, *, now: datetime, person: Person | None = None) -> Decision:
    """Write the decision down. It expires by the instant of the close, not by when somebody came to count."""
    outcome = count(consultation)
    result = str(outcome.result)
    entry = append_log(
        consultation=consultation, kind="closed", at=now, actor=str(person.pk) if person else "system",
        payload={"outcome": outcome.to_dict(), "request_sha256": consultation.request_sha256},
    )  # fmt: skip
    policy = FundPolicy.objects.filter(fund=consultation.fund).order_by("-version")[0]
    closed_on = local_day(consultation.fund, at=voting_time(consultation).ends_at)
    decision = Decision.objects.create(
        fund=consultation.fund,
        consultation=consultation,
        outcome=result,
        counts=outcome.to_dict(),
        request_sha256=consultation.request_sha256,
        overrides=consultation.overrides if result == Decision.Outcome.ADOPTED else [],
        log_head=entry.sha256,
        decided_at=now,
        expires_on=closed_on + timedelta(days=policy.decision_valid_days),
    )
    consultation.state = result
    consultation.save(update_fields=["state", "closed_early_at"])
    request = locked_request(consultation.request_version.request)
    move_request(
        request, _request_after(decision, consultation), kind="decide_request", person=person, at=now,
        decision=decision.pk, outcome=decision.outcome,
    )  # fmt: skip
    _tell(consultation, request, decision, at=now)
    return decision


def _request_after(decision: Decision, consultation: Consultation) -> str:
    """A missed quorum leads back to review; where the rule has no second consultation, it is the last word."""
    if decision.outcome == Decision.Outcome.NO_QUORUM and not rule_of(consultation).second_consultation:
        return LoanRequest.State.REJECTED
    return REQUEST_AFTER[Decision.Outcome(decision.outcome)]


def _tell(consultation: Consultation, request: LoanRequest, decision: Decision, *, at: datetime) -> None:
    """Tell the borrower and the committee, with the head of the chain."""
    borrowers = set(people_of(request.membership))
    committee = {seat.person for seat in consultation.seats.select_related("person")}
    for person in borrowers | committee:
        enqueue_message(
            fund=request.fund,
            recipient=person,
            template="consultation_decided",
            context={
                "reference": request.reference,
                "request": request.pk,
                "consultation": consultation.pk if person in committee else None,
                "cooperative": request.membership.cooperative.name,
                "amount": consultation.request_version.amount,
                "outcome": decision.outcome,
                "changes": references(request),
                "head": decision.log_head,
            },
            dedupe_key=f"consultation_decided:{consultation.pk}:{person.pk}",
            at=at,
        )
