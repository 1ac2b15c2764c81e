"""Finding what a page is about; what is not there and what is somebody else's are the same 404."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from lending.models import (
    Agreement,
    Consultation,
    Loan,
    LoanRequest,
    Membership,
    Participation,
    Placement,
    TransferProposal,
    Withdrawal,
)
from lending.selectors import visible
from members.models import Person
from web.hats import Hat

Row = TypeVar("Row", bound=Model)


def request_of(request: HttpRequest, hat: Hat, request_id: UUID) -> LoanRequest:
    """A request for a loan of the hat: of its cooperative, or of its fund."""
    asked = visible.requests_visible_to(person_of(request)).select_related(
        "fund", "membership__cooperative", "membership__fund", "created_by"
    )
    return _under(hat, asked.prefetch_related("versions__product"), request_id)


def loan_of(request: HttpRequest, hat: Hat, loan_id: UUID) -> Loan:
    """A loan of the hat."""
    return _under(hat, visible.loans_visible_to(person_of(request)), loan_id)


def agreement_of(request: HttpRequest, loan_id: UUID, number: int = 1) -> Agreement:
    """The contract of a loan, or what came after it, if the person sees the loan or is bound by it."""
    return get_object_or_404(visible.agreements_visible_to(person_of(request)), loan=loan_id, number=number)


def placement_of(request: HttpRequest, hat: Hat, placement_id: UUID) -> Placement:
    """A placement of the hat."""
    return _under(hat, visible.placements_visible_to(person_of(request)), placement_id)


def withdrawal_of(request: HttpRequest, hat: Hat, withdrawal_id: UUID) -> Withdrawal:
    """A withdrawal of the hat's fund."""
    withdrawals = visible.withdrawals_visible_to(person_of(request)).filter(fund=hat.fund)
    return get_object_or_404(withdrawals, pk=withdrawal_id)


def consultation_of(request: HttpRequest, hat: Hat, consultation_id: UUID) -> Consultation:
    """A consultation of the hat's fund."""
    consultations = visible.consultations_visible_to(person_of(request)).filter(fund=hat.fund)
    return get_object_or_404(consultations, pk=consultation_id)


def member_of(request: HttpRequest, hat: Hat, membership_id: UUID) -> Membership:
    """A member whose account the hat may read."""
    members = visible.memberships_visible_to(person_of(request)).filter(fund=hat.fund)
    if hat.membership:
        members = members.filter(pk=hat.membership.pk)
    return get_object_or_404(members.distinct(), pk=membership_id)


def participation_of(request: HttpRequest, hat: Hat, participation_id: UUID) -> Participation:
    """A part in a loan that the hat's cooperative lends."""
    return _under(hat, visible.participations_visible_to(person_of(request)), participation_id)


def transfer_of(request: HttpRequest, hat: Hat, transfer_id: UUID) -> TransferProposal:
    """A transfer that the hat's cooperative offers or is offered, or of the hat's fund."""
    found = visible.transfer_proposals_visible_to(person_of(request)).filter(fund=hat.fund)
    if hat.membership:
        found = found.filter(Q(seller__membership=hat.membership) | Q(buyer=hat.membership))
    return get_object_or_404(found.distinct(), pk=transfer_id)


def person_of(request: HttpRequest) -> Person:
    """Who is signed in."""
    assert isinstance(request.user, Person)
    return request.user


def _under(hat: Hat, rows: QuerySet[Row], pk: UUID) -> Row:
    own = {"membership": hat.membership} if hat.membership else {"fund": hat.fund}
    return get_object_or_404(rows.filter(**own).distinct(), pk=pk)
