"""Opening the committee's consultation on a request."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from ledger.selectors.seal_heads import last_head
from lending.domain.closing import require_duration, require_rule_fits
from lending.domain.loan_states import RequestState, require_move
from lending.domain.overrides import overrides_hash, propose_overrides
from lending.domain.sentences import gettext_noop
from lending.domain.voting_rule import VotingRule
from lending.models import CommitteeRule, Consultation, LoanRequest, Office, Recusal, RequestVersion, Seat
from lending.models.fund import COMMITTEE
from lending.policies import has_asked, require_consultation_opener
from lending.selectors.changes import references
from lending.selectors.clock import local_day
from lending.selectors.sponsors import sponsoring_cooperatives
from lending.services.assess_request import assess, pass_rules
from lending.services.close_consultation import count_when_closed
from lending.services.consultation_log import append_log, head_of
from lending.services.keep_funding import keep_funding
from lending.services.plan_change import require_unmoved
from lending.services.recuse_seat import add_recusal
from lending.services.request_moves import locked_request, move_request
from lending.services.tell import tell
from members.models import Person, Role


@transaction.atomic
def open_consultation(
    *,
    request: LoanRequest,
    closes_at: datetime,
    acting_person: Person,
    now: datetime,
    funding_method: str = "",
    funding_reason: str = "",
    overrides: Mapping[tuple[str, str], str] | None = None,
) -> Consultation:
    """Open a vote on the request's current version: seats as they are now; borrower, links and sponsors recused.

    Who would lend how much is kept with the vote, so that the committee sees it.

    :param funding_method: another than the policy's, which a treasurer chooses with a reason.
    :param overrides: why the committee is asked to let a rule be exceeded, by rule and lender (empty for a rule of the
        whole request). What is asked for is voted on with the request, at its figures of now.
    :raises RulesNotMet: a rule is not met now, and is not among them.
    :raises OverrideOfLaw, OverrideOfUnknown, OverrideNotNeeded, OverrideWithoutReason: one of them cannot be.
    :raises ReasonNeeded: of another method.
    :raises DurationOutsideRule, RuleDoesNotFitSeats: the vote could not work.
    """
    count_when_closed(request, now=now)
    request = locked_request(request)
    require_consultation_opener(acting_person, request.fund)
    if request.state == LoanRequest.State.SUBMITTED:
        move_request(request, LoanRequest.State.UNDER_REVIEW, kind="review_request", person=acting_person, at=now)
    require_move(RequestState(request.state), RequestState.IN_VOTE)
    version = _version_to_vote_on(request, now=now)
    asked = _exceptions(version, overrides or {}, method=funding_method, now=now)
    consultation, rule = _begin(version, overrides=asked, closes_at=closes_at, person=acting_person, now=now)
    if not request.is_change:
        _show_funding(consultation, method=funding_method, reason=funding_reason, now=now)
    seats = _seat_committee(consultation)
    recused = _recuse_interested(seats, version, at=now)
    require_rule_fits(rule, eligible=len(seats) - len(recused))
    move_request(
        request, LoanRequest.State.IN_VOTE, kind="open_consultation", person=acting_person, at=now,
        consultation=consultation.pk, closes_at=closes_at,
    )  # fmt: skip
    _invite(consultation, request, (seat for seat in seats if seat.pk not in recused), at=now)
    return consultation


def _version_to_vote_on(request: LoanRequest, *, now: datetime) -> RequestVersion:
    """What is asked, if it still can be: on loans that stand where they stood.

    :raises LoanMoved:
    """
    version = request.current
    if request.is_change:
        require_unmoved(version, known_on=local_day(request.fund, at=now))
    return version


def _exceptions(
    version: RequestVersion, reasons: Mapping[tuple[str, str], str], *, method: str, now: datetime
) -> list[dict[str, Any]]:
    """What the vote is asked to let be exceeded, when every other rule is met; the verdicts are kept.

    :raises RulesNotMet, OverrideOfLaw, OverrideOfUnknown, OverrideNotNeeded, OverrideWithoutReason:
    """
    found = assess(version, stage="opening", method=method)
    asked = propose_overrides(found, reasons)
    pass_rules(version, found, stage="opening", now=now, asked=asked)
    return [override.to_dict() for override in asked]


def _show_funding(consultation: Consultation, *, method: str, reason: str, now: datetime) -> None:
    """Who would lend how much, as the committee sees it; of a change it is lent already."""
    version, person = consultation.request_version, consultation.opened_by
    keep_funding(version, of=consultation, method=method, reason=reason, person=person, now=now)


def _begin(
    version: RequestVersion, *, overrides: list[dict[str, Any]], closes_at: datetime, person: Person, now: datetime
) -> tuple[Consultation, VotingRule]:
    """The consultation and the first entry of its log: what is voted on, and by which rule."""
    request = version.request
    rule_row = CommitteeRule.objects.filter(fund=request.fund).order_by("-version")[0]
    rule = VotingRule.from_dict(rule_row.rule)
    require_duration(opens_at=now, closes_at=closes_at, rule=rule)
    books = last_head(book=request.fund.book)
    consultation = Consultation.objects.create(
        fund=request.fund,
        request_version=version,
        request_sha256=version.sha256,
        overrides=overrides,
        rule=rule_row,
        opens_at=now,
        closes_at=closes_at,
        opened_by=person,
        books_seal=books.number if books else None,
        books_head=books.hash.hex() if books else "",
    )
    exceptions = {
        "overrides": overrides, "overrides_sha256": overrides_hash(overrides, request_sha256=version.sha256),
    }  # fmt: skip
    append_log(
        consultation=consultation, kind="opened", at=now, actor=str(person.pk),
        payload={
            "request": request.reference, "version": version.version, "request_sha256": version.sha256,
            "rule": rule.to_dict(), "closes_at": closes_at.isoformat(),
            "books": {"seal": books.number, "head": books.hash.hex()} if books else None,
            **(exceptions if overrides else {}),
        },
    )  # fmt: skip
    return consultation, rule


def _seat_committee(consultation: Consultation) -> list[Seat]:
    """A seat for each member of the committee, as it is now; a later change of the committee changes nothing here."""
    offices = Office.objects.filter(fund=consultation.fund, kind__in=COMMITTEE).select_related("person", "cooperative")
    by_person: dict[object, Seat] = {}
    for office in offices.order_by("kind", "id"):
        seat = by_person.setdefault(
            office.person_id,
            Seat(
                fund=consultation.fund, consultation=consultation, person=office.person, cooperative=office.cooperative
            ),
        )
        seat.is_chair = seat.is_chair or office.kind == Office.Kind.CHAIR
    seats = Seat.objects.bulk_create(by_person.values())
    append_log(
        consultation=consultation, kind="seats", at=consultation.opens_at, actor="system",
        payload={
            "seats": [
                {"seat": str(seat.pk), "person": seat.person.name, "cooperative": seat.cooperative.name,
                 "is_chair": seat.is_chair}
                for seat in seats
            ]
        },
    )  # fmt: skip
    return seats


def _recuse_interested(seats: Iterable[Seat], version: RequestVersion, *, at: datetime) -> set[UUID]:
    """Whoever sits or works for the borrower, its links or its sponsors, or asked for the loan, votes on none of it."""
    request = version.request
    recused: set[UUID] = set()
    borrower = _people_of([request.membership.cooperative_id])
    linked = _people_of(version.links)
    sponsors = sponsoring_cooperatives(version)
    sponsoring = _people_of(sponsors)
    for seat in seats:
        is_own = seat.cooperative_id == request.membership.cooperative_id
        if is_own or seat.person_id in borrower or has_asked(seat.person, request):
            reason = gettext_noop("cooperative of the borrower")
        elif str(seat.cooperative_id) in version.links or seat.person_id in linked:
            reason = gettext_noop("cooperative linked to the borrower")
        elif seat.cooperative_id in sponsors or seat.person_id in sponsoring:
            reason = gettext_noop("sponsor of the loan")
        else:
            continue
        add_recusal(seat, kind=Recusal.Kind.AUTOMATIC, reason=reason, at=at, actor="system")
        recused.add(seat.pk)
    return recused


def _people_of(cooperatives: Collection[Any]) -> set[object]:
    """Those who act for one of these cooperatives, whichever seat they hold."""
    return set(Role.objects.filter(cooperative__in=cooperatives).values_list("person", flat=True))


def _invite(consultation: Consultation, request: LoanRequest, seats: Iterable[Seat], *, at: datetime) -> None:
    head = head_of(consultation)
    tell(
        [seat.person for seat in seats],
        fund=request.fund,
        template="consultation_opened",
        about=consultation.pk,
        context={
            "reference": request.reference,
            "consultation": consultation.pk,
            "cooperative": request.membership.cooperative.name,
            "amount": consultation.request_version.amount,
            "purpose": consultation.request_version.purpose,
            "changes": references(request),
            "closes_at": consultation.closes_at,
            "head": head.sha256 if head else "",
        },
        at=at,
    )
