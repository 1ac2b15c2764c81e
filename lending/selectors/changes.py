"""Requests that change running loans: which, and what was applied of them."""

from lending.models import LoanRequest, ScheduleVersion


def references(request: LoanRequest) -> str:
    """The loans that a request changes, by name; nothing for a request for a new loan."""
    if not request.is_change:
        return ""
    loans = request.changed_loans.select_related("loan").order_by("loan__number")
    return ", ".join(changed.loan.reference for changed in loans)


def applied_schedule(request: LoanRequest) -> ScheduleVersion | None:
    """The version of a schedule that a request has become; none before it is applied."""
    return ScheduleVersion.objects.filter(decision__consultation__request_version__request=request).first()
