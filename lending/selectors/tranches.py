"""The drawdowns of loans: to come, due to be paid, past their time."""

from datetime import date

from django.db.models import Q, QuerySet
from djmoney.money import Money

from lending.models import Fund, Loan, Tranche

MAY_DRAW = (Loan.State.AGREED, Loan.State.ACTIVE, Loan.State.IN_ARREARS)


def tranches_of(loan: Loan) -> list[Tranche]:
    """Every drawdown of a loan, in order."""
    found = list(loan.tranches.select_related("released_by").order_by("number"))
    for tranche in found:
        tranche.loan = loan
    return found


def still_to_draw(loan: Loan) -> Money:
    """What of a loan is neither drawn nor given up."""
    waiting = loan.tranches.filter(state=Tranche.State.WAITING)
    return sum((tranche.amount for tranche in waiting), loan.amount * 0)


def undrawn_tranches(fund: Fund) -> QuerySet[Tranche]:
    """What is agreed and may still be drawn, of every loan of the fund."""
    return Tranche.objects.filter(fund=fund, state=Tranche.State.WAITING).select_related("loan")


def first_tranches(loans: QuerySet[Loan]) -> QuerySet[Tranche]:
    """What is paid first of each of these loans, in their order of birth; one query, with the loan and its borrower."""
    first = Tranche.objects.filter(loan__in=loans.order_by(), number=1)
    return first.select_related("loan__membership__cooperative", "loan__request_version").order_by("loan__number")


def tranches_to_pay(fund: Fund, *, on: date) -> list[Tranche]:
    """The next drawdown of each running loan, where its day has come; the oldest first."""
    waiting = undrawn_tranches(fund).filter(loan__state=Loan.State.ACTIVE, planned_on__lte=on, last_on__gte=on)
    return list(waiting.select_related("loan__membership__cooperative").order_by("planned_on", "number"))


def tranches_to_release(fund: Fund, *, today: date) -> QuerySet[Tranche]:
    """What may not be drawn any more, of loans that were paid out: its time is over, or the loan ended or defaulted."""
    over = Q(last_on__lt=today) | ~Q(loan__state__in=MAY_DRAW)
    begun = undrawn_tranches(fund).filter(loan__disbursed_on__isnull=False)
    return begun.filter(over)
