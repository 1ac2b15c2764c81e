"""What the committee decided and what became of it."""

from datetime import date

from django.db.models import Q, QuerySet

from lending.models import Decision, Fund, LoanRequest


def requests_carried_out(fund: Fund) -> QuerySet[LoanRequest]:
    """Approved requests that became a loan, or a schedule of one."""
    voted = "versions__consultations__decision__schedules__isnull"
    return LoanRequest.objects.filter(Q(versions__loan__isnull=False) | Q(**{voted: False}), fund=fund)


def requests_to_lapse(fund: Fund, *, today: date) -> QuerySet[LoanRequest]:
    """Approved requests whose decision has expired."""
    expired = Decision.objects.filter(fund=fund, outcome=Decision.Outcome.ADOPTED, expires_on__lt=today)
    return LoanRequest.objects.filter(
        fund=fund,
        state=LoanRequest.State.APPROVED,
        pk__in=expired.values("consultation__request_version__request"),
    ).exclude(
        Q(versions__loan__disbursed_on__isnull=False) | Q(versions__consultations__decision__schedules__isnull=False)
    )
