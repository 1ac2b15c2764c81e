"""Addenda to contracts and notices of transfers: which there are, which may still be accepted, which one counts."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from lending.models import Agreement, Decision, Loan, LoanRequest, ScheduleVersion

Kind = Agreement.Kind


def amendments_of(loan: Loan) -> QuerySet[Agreement]:
    """What came after a loan's contract: its addenda, also those that are kept with another loan, and its notices.

    A consolidation has one addendum for all its loans, and for the loan that they become.
    """
    changed = LoanRequest.objects.filter(changed_loans__loan=loan)
    of_change = Q(decision__consultation__request_version__request__in=changed) | Q(decision=loan.decision_id)
    found = Agreement.objects.exclude(kind=Kind.CONTRACT).filter(Q(loan=loan) | of_change)
    return found.select_related("loan", "decision", "proposal").order_by("prepared_at", "number")


def addendum_on(decision: Decision) -> Agreement | None:
    """The addendum of a decision: the last one, for it is drawn up again when the lenders have changed."""
    return Agreement.objects.filter(decision=decision).order_by("-number").first()


def addendum_of(request: LoanRequest) -> Agreement | None:
    """The addendum of an adopted change; none before it is drawn up."""
    voted = Agreement.objects.filter(decision__consultation__request_version__request=request)
    return voted.select_related("loan__fund", "loan__membership__cooperative").order_by("-number").first()


def change_of(agreement: Agreement) -> LoanRequest | None:
    """The request whose adopted change an addendum puts in writing."""
    if agreement.decision_id is None:
        return None
    return LoanRequest.objects.get(versions__consultations__decision=agreement.decision_id)


def may_be_accepted() -> Q:
    """Of agreements: a contract until its loan is paid out, an addendum until it is in force, lapsed or replaced."""
    later = Agreement.objects.filter(decision=OuterRef("decision"), number__gt=OuterRef("number"))
    in_force = ScheduleVersion.objects.filter(decision=OuterRef("decision"))
    approved = Q(decision__consultation__request_version__request__state=LoanRequest.State.APPROVED)
    return Q(kind=Kind.CONTRACT, loan__state=Loan.State.AGREED) | (
        Q(kind=Kind.ADDENDUM) & approved & ~Exists(later) & ~Exists(in_force)
    )


def is_open(agreement: Agreement) -> bool:
    """Whether it may still be accepted."""
    return Agreement.objects.filter(may_be_accepted(), pk=agreement.pk).exists()
