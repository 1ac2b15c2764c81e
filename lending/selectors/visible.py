"""What a person may see. Everything else does not exist for them: an API answers 404."""

from typing import Any

from django.db.models import Q, QuerySet

from lending.models import (
    Agreement,
    AgreementParty,
    Consultation,
    Fund,
    Guarantee,
    GuaranteeCall,
    Loan,
    LoanRequest,
    Membership,
    Office,
    Participation,
    Placement,
    SignedCopy,
    TransferProposal,
    Withdrawal,
)
from lending.models.fund import BOOK_READERS, READERS
from members.models import Person, Role


def funds_visible_to(person: Person) -> QuerySet[Fund]:
    """Funds the person serves, or whose member they work for."""
    return Fund.objects.filter(
        Q(pk__in=_funds_served(person, READERS)) | Q(memberships__cooperative__in=_own_cooperatives(person))
    ).distinct()


def memberships_visible_to(person: Person) -> QuerySet[Membership]:
    """Members whose account the person may read."""
    return Membership.objects.filter(
        Q(fund__in=_funds_served(person, BOOK_READERS)) | Q(cooperative__in=_own_cooperatives(person))
    ).select_related("fund", "cooperative")


def fellows_of(person: Person) -> QuerySet[Membership]:
    """The members of the funds the person knows: that they are members is no secret among them."""
    return Membership.objects.filter(fund__in=funds_visible_to(person)).select_related("fund", "cooperative")


def placements_visible_to(person: Person) -> QuerySet[Placement]:
    """Placements of one's own cooperative; all of a fund for those who keep or audit its books."""
    return Placement.objects.filter(membership__in=memberships_visible_to(person)).select_related(
        "fund", "membership__cooperative"
    )


def withdrawals_visible_to(person: Person) -> QuerySet[Withdrawal]:
    """Withdrawals of the placements one sees."""
    return Withdrawal.objects.filter(placement__membership__in=memberships_visible_to(person)).select_related(
        "fund", "placement__membership__cooperative"
    )


def requests_visible_to(person: Person) -> QuerySet[LoanRequest]:
    """One's own cooperative's requests; a fund's, once submitted, for those who serve it."""
    return LoanRequest.objects.filter(
        Q(membership__cooperative__in=_own_cooperatives(person))
        | Q(fund__in=_funds_served(person, READERS), submitted_at__isnull=False)
    ).select_related("fund", "membership__cooperative")


def consultations_visible_to(person: Person) -> QuerySet[Consultation]:
    """Consultations of the funds one serves."""
    return Consultation.objects.filter(fund__in=_funds_served(person, READERS)).select_related(
        "fund", "rule", "request_version__request__membership__cooperative", "request_version__product"
    )


def loans_visible_to(person: Person) -> QuerySet[Loan]:
    """One's own cooperative's loans; all of a fund for those who serve it."""
    return Loan.objects.filter(
        Q(membership__cooperative__in=_own_cooperatives(person)) | Q(fund__in=_funds_served(person, READERS))
    ).select_related("fund", "membership__cooperative", "request_version__request")


def agreements_visible_to(person: Person) -> QuerySet[Agreement]:
    """The contracts of the loans one sees, those that one's own cooperative is a party to, and of its transfers."""
    own = _own_cooperatives(person)
    bound = AgreementParty.objects.filter(membership__cooperative__in=own)
    moved = TransferProposal.objects.filter(Q(seller__membership__cooperative__in=own) | Q(buyer__cooperative__in=own))
    return (
        Agreement.objects.filter(
            Q(loan__in=loans_visible_to(person).order_by())
            | Q(pk__in=bound.values("agreement"))
            | Q(proposal__in=moved.order_by())
        )
        .select_related(
            "fund", "template", "prepared_by", "loan__fund", "loan__membership__cooperative", "loan__agreed_by",
            "loan__request_version__request",
        )
        .order_by("loan_id", "number")
    )  # fmt: skip


def loans_served_by(person: Person) -> QuerySet[Loan]:
    """All loans of the funds one serves."""
    return Loan.objects.filter(fund__in=_funds_served(person, READERS))


def guarantees_visible_to(person: Person) -> QuerySet[Guarantee]:
    """The guarantees of the loans one sees, and those that one's own cooperative has given."""
    own = Q(membership__cooperative__in=_own_cooperatives(person))
    return Guarantee.objects.filter(own | Q(loan__in=loans_visible_to(person).order_by())).select_related(
        "fund", "loan__fund", "loan__membership__cooperative", "membership__cooperative"
    )


def calls_visible_to(person: Person) -> QuerySet[GuaranteeCall]:
    """The calls on the guarantees one sees."""
    guarantees = guarantees_visible_to(person).order_by()
    return GuaranteeCall.objects.filter(guarantee__in=guarantees).select_related(
        "fund", "guarantee__loan__membership__cooperative", "guarantee__membership__cooperative"
    )


def signed_copies_visible_to(person: Person) -> QuerySet[SignedCopy]:
    """The scans of the contracts one sees."""
    agreements = agreements_visible_to(person).order_by()
    return (
        SignedCopy.objects.filter(agreement__in=agreements)
        .select_related("fund", "uploaded_by", "agreement__fund", "agreement__loan")
        .prefetch_related("acceptances")
        .order_by("uploaded_at")
    )


def participations_visible_to(person: Person) -> QuerySet[Participation]:
    """One's own cooperative's parts in loans; all of a fund for those who keep or audit its books."""
    return Participation.objects.filter(membership__in=memberships_visible_to(person)).select_related(
        "fund", "membership__cooperative", "loan__membership__cooperative"
    )


def transfer_proposals_visible_to(person: Person) -> QuerySet[TransferProposal]:
    """What one's own cooperative offers or is offered; all of a fund for those who keep or audit its books."""
    members = memberships_visible_to(person)
    return (
        TransferProposal.objects.filter(Q(seller__membership__in=members) | Q(buyer__in=members))
        .select_related(
            "fund",
            "loan__membership__cooperative",
            "seller__membership__cooperative",
            "buyer__cooperative",
            "proposed_by",
            "accepted_by",
            "ended_by",
        )
        .prefetch_related("transfers")
    )


def _own_cooperatives(person: Person) -> QuerySet[Role, Any]:
    return Role.objects.filter(person_id=person.pk).values("cooperative")


def _funds_served(person: Person, kinds: tuple[str, ...]) -> QuerySet[Office, Any]:
    return Office.objects.filter(person_id=person.pk, kind__in=kinds).values("fund")
