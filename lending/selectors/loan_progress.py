"""Loans with what is still to be repaid of them."""

from decimal import Decimal

from django.db.models import OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from lending.models import Fund, Loan, Participation
from lending.selectors.instalments import AmountIn


def with_outstanding(loans: QuerySet[Loan], *, fund: Fund) -> QuerySet[Loan]:
    """Each loan of the fund gets two sums (Money), without a query more.

    `outstanding`: the principal lent, not yet back and not given up; `lost`: the principal written off.
    """
    amount = AmountIn(fund.currency)
    legs = Participation.objects.filter(loan=OuterRef("pk")).order_by().values("loan")

    def total(part: str) -> Coalesce:
        found = Subquery(legs.annotate(total=Sum(part)).values("total"), output_field=amount)
        return Coalesce(found, Value(Decimal(0), output_field=amount), output_field=amount)

    return loans.filter(fund=fund).annotate(outstanding=total("outstanding"), lost=total("lost"))
