"""A fund at a glance: what is available, lent, late, and waiting for somebody."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from djmoney.money import Money

from lending.models import Consultation, Fund, Instalment, Loan, LoanRequest, Tranche, Withdrawal
from lending.selectors.agreements import loans_awaiting_acceptance, loans_to_pay_out
from lending.selectors.decisions import requests_carried_out
from lending.selectors.fund_accounts import FundPosition, fund_position
from lending.selectors.instalments import instalments_due, overdue_instalments, unsettled
from lending.selectors.payoff import unpaid_of
from lending.selectors.tranches import first_tranches, tranches_to_pay

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class FundOverview:
    """Figures of a day, and the lists behind them."""

    position: FundPosition
    overdue_amount: Money
    running_notices: Money
    to_take_up: QuerySet[LoanRequest]
    to_agree: QuerySet[LoanRequest]
    to_accept: QuerySet[Loan]
    to_pay_out: QuerySet[Tranche]
    to_draw: list[Tranche]
    open_consultations: QuerySet[Consultation]
    due_soon: list[Instalment]
    overdue: list[Instalment]

    @property
    def pay_out_count(self) -> int:
        """Loans to be paid out, and drawdowns of running ones whose day has come."""
        return len(self.to_pay_out) + len(self.to_draw)


def fund_overview(fund: Fund, *, on: date) -> FundOverview:
    """What the fund's people see first."""
    nothing = Money(0, fund.currency)
    overdue = list(overdue_instalments(fund, on=on))
    requests = (
        LoanRequest.objects.filter(fund=fund).select_related("membership__cooperative").prefetch_related("versions")
    )
    notices = Withdrawal.objects.filter(fund=fund, state=Withdrawal.State.NOTICE).values_list("amount", flat=True)
    return FundOverview(
        position=fund_position(fund),
        overdue_amount=sum((unpaid_of(row) for row in overdue), nothing),
        running_notices=sum((Money(getattr(each, "amount", each), fund.currency) for each in notices), nothing),
        to_take_up=requests.filter(state__in=[LoanRequest.State.SUBMITTED, LoanRequest.State.UNDER_REVIEW]),
        to_agree=requests.filter(state=LoanRequest.State.APPROVED)
        .exclude(pk__in=requests_carried_out(fund).values("pk"))
        .distinct(),
        to_accept=loans_awaiting_acceptance(fund),
        to_pay_out=first_tranches(loans_to_pay_out(fund)),
        to_draw=tranches_to_pay(fund, on=on),
        open_consultations=Consultation.objects.filter(fund=fund, state=Consultation.State.OPEN).select_related(
            "request_version__request__membership__cooperative"
        ),
        due_soon=list(unsettled(instalments_due(fund, start=on, end=on + SOON))),
        overdue=overdue,
    )
