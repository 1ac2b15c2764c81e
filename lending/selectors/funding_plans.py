"""How a loan was to be spread when its vote was opened, and was when it was agreed."""

from django.db.models import QuerySet

from lending.models import Consultation, FundingPlan, Loan


def plan_of_vote(consultation: Consultation) -> FundingPlan | None:
    """What the committee was shown; none for a vote opened before it was kept."""
    return _plans().filter(consultation=consultation).first()


def plan_of_loan(loan: Loan) -> FundingPlan | None:
    """By what the loan's participations were fixed; none for a loan agreed before it was kept."""
    return _plans().filter(loan=loan).first()


def _plans() -> QuerySet[FundingPlan]:
    return FundingPlan.objects.select_related("fund", "chosen_by")
