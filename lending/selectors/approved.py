"""What the committee has approved and is not agreed yet: no account and no contract shows it."""

from django.db.models import Q, QuerySet

from lending.models import Fund, LoanRequest, RequestVersion


def approved_versions(fund: Fund, *, apart: LoanRequest) -> QuerySet[RequestVersion]:
    """The versions that were adopted for new loans and that no loan is agreed of, one request's apart."""
    waiting = LoanRequest.objects.filter(
        fund=fund, kind=LoanRequest.Kind.NEW_LOAN, state=LoanRequest.State.APPROVED
    ).exclude(pk=apart.pk)
    return RequestVersion.objects.filter(request__in=waiting).filter(
        ~Q(pk__in=RequestVersion.objects.filter(loan__isnull=False)), consultations__state="adopted"
    )
