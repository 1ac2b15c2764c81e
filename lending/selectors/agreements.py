"""Contracts, their parties, and who has accepted."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from lending.models import (
    Agreement,
    AgreementPaper,
    AgreementParty,
    Fund,
    Loan,
    LoanRequest,
    Membership,
    Office,
    SigningMandate,
)
from lending.selectors.addenda import change_of, may_be_accepted
from members.models import Person, Role

Side = AgreementParty.Side


def contract_of(loan: Loan) -> Agreement | None:
    """The contract of a loan; None for one that was agreed before contracts were kept."""
    return Agreement.objects.filter(loan=loan, number=1).first()


def parties_of(agreement: Agreement) -> QuerySet[AgreementParty]:
    """Who is bound, in the order of the contract, with what each has accepted."""
    return (
        AgreementParty.objects.filter(agreement=agreement)
        .select_related("fund", "membership__cooperative", "acceptance__person", "acceptance__signed_copy")
        .order_by("place")
    )


def missing_parties(agreement: Agreement) -> list[AgreementParty]:
    """Who has not accepted."""
    return list(parties_of(agreement).filter(acceptance__isnull=True))


def mandates_in_force(members: Iterable[UUID], *, kind: str = Agreement.Kind.CONTRACT) -> dict[UUID, SigningMandate]:
    """The mandates by which the fund signs for these members, by member.

    :param kind: of what is signed; a mandate given before addenda were accepted here does not cover them.
    """
    mandates = SigningMandate.objects.filter(membership__in=list(members), withdrawn_at__isnull=True)
    if kind != Agreement.Kind.CONTRACT:
        mandates = mandates.filter(covers_addenda=True)
    return {mandate.membership_id: mandate for mandate in mandates}


def mandate_of(membership: Membership) -> SigningMandate | None:
    """The mandate that a member has given, if it is in force."""
    return mandates_in_force([membership.pk]).get(membership.pk)


def signatories_of(party: AgreementParty) -> list[Person]:
    """Who may accept for a party: a cooperative's managers; the fund's treasurers, but not who prepared it."""
    if party.membership is not None:
        roles = Role.objects.filter(cooperative=party.membership.cooperative_id, kind=Role.Kind.MANAGER)
        return list(Person.objects.filter(is_active=True, pk__in=roles.values("person")))
    return fund_signatories(party.agreement)


def fund_signatories(agreement: Agreement) -> list[Person]:
    """The treasurers who may sign for the fund; who acts for the borrower, or asked, may not."""
    loan, asked = agreement.loan, asked_for(agreement)
    offices = Office.objects.filter(fund=agreement.fund_id, kind=Office.Kind.TREASURER)
    instructed = loan.agreed_by_id if agreement.kind == Agreement.Kind.CONTRACT else None
    out = {agreement.prepared_by_id, instructed, asked.created_by_id, asked.submitted_by_id}
    borrowers = Role.objects.filter(cooperative=loan.membership.cooperative_id).values("person")
    people = Person.objects.filter(is_active=True, pk__in=offices.values("person"))
    writers = asked.versions.values("created_by")
    return list(people.exclude(Q(pk__in=[pk for pk in out if pk]) | Q(pk__in=borrowers) | Q(pk__in=writers)))


def asked_for(agreement: Agreement) -> LoanRequest:
    """The request that became a contract, or the change that an addendum puts in writing."""
    return change_of(agreement) or agreement.loan.request_version.request


def loans_awaiting_acceptance(fund: Fund) -> QuerySet[Loan]:
    """Agreed loans whose contract somebody has not accepted, or that have none yet; the oldest first."""
    return _agreed(fund).exclude(_may_be_paid_out())


def loans_to_pay_out(fund: Fund) -> QuerySet[Loan]:
    """Agreed loans whose contract every party has accepted; the oldest first."""
    return _agreed(fund).filter(_may_be_paid_out())


def agreements_to_accept(membership: Membership) -> QuerySet[AgreementParty]:
    """What a member has to accept: as a borrower, a sponsor, or a lender that has not given the fund its mandate."""
    mandated = SigningMandate.objects.filter(membership=membership, withdrawn_at__isnull=True)
    open_ones = Agreement.objects.filter(may_be_accepted()).order_by()
    waiting = AgreementParty.objects.filter(membership=membership, acceptance__isnull=True, agreement__in=open_ones)
    is_contract = Q(agreement__kind=Agreement.Kind.CONTRACT)
    signed_by_fund = is_contract & Q(membership__in=mandated.values("membership")) | ~is_contract & Q(
        membership__in=mandated.filter(covers_addenda=True).values("membership")
    )
    own = ~Q(side=Side.LENDER) | ~signed_by_fund
    return waiting.filter(own).select_related("agreement__loan__membership__cooperative").order_by("agreement_id")


def _agreed(fund: Fund) -> QuerySet[Loan]:
    agreed = Loan.objects.filter(fund=fund, state=Loan.State.AGREED)
    return agreed.select_related("fund", "membership__cooperative").order_by("number")


def _may_be_paid_out() -> Q:
    contracts = Agreement.objects.filter(number=1)
    waiting = AgreementParty.objects.filter(acceptance__isnull=True).values("agreement")
    return Q(needs_acceptance=False) | Q(pk__in=contracts.exclude(pk__in=waiting).values("loan"))


def agreements_without_paper() -> QuerySet[Agreement]:
    """Agreements whose French paper, which binds, is not kept yet."""
    kept = AgreementPaper.objects.filter(language="fr").values("agreement")
    return Agreement.objects.exclude(pk__in=kept).select_related("fund", "loan").order_by("prepared_at")
