"""What borrowers have paid beyond what they owed."""

from django.db.models import QuerySet, Sum
from djmoney.money import Money

from lending.models import CreditRefund, Loan, Repayment


def credit_of(loan: Loan) -> Money:
    """What is kept for the borrower of this loan and was not given back yet. Two queries."""
    kept = _credited(loan).aggregate(total=Sum("credit"))["total"]
    given = CreditRefund.objects.filter(loan=loan, reversed_on__isnull=True).aggregate(total=Sum("amount"))["total"]
    return Money((kept or 0) - (given or 0), loan.fund.currency)


def recorders_of_credit(loan: Loan) -> set[object]:
    """Who recorded the receipts that made it."""
    return set(_credited(loan).values_list("recorded_by", flat=True))


def _credited(loan: Loan) -> QuerySet[Repayment]:
    return Repayment.objects.filter(loan=loan, reversed_on__isnull=True, credit__gt=0)
