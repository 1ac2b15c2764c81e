"""What happened to something, in order, and by whom."""

from uuid import UUID

from django.db.models import QuerySet

from lending.models import Event, Loan, LoanRequest


def events_of(*subject_ids: UUID) -> QuerySet[Event]:
    """The events of these subjects, oldest first."""
    return Event.objects.filter(subject_id__in=subject_ids).select_related("person").order_by("at", "id")


def request_timeline(request: LoanRequest) -> QuerySet[Event]:
    """A request from its draft to its loan's last repayment, without what tells who voted how or when."""
    loans = Loan.objects.filter(request_version__request=request).values_list("pk", flat=True)
    return events_of(request.pk, *loans)


def loan_timeline(loan: Loan) -> QuerySet[Event]:
    """A loan's life, its request's included."""
    return events_of(loan.request_version.request_id, loan.pk)
