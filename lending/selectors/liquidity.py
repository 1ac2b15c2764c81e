"""What a fund's forecast and ratios are made of, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Sum
from djmoney.money import Money

from lending.domain.dates import add_months
from lending.domain.late_payers import EVERYBODY_IN_TIME, LatePayers
from lending.domain.liquidity import MONTHS_DEFAULT, LiquidityForecast, Outflow, Scheduled, forecast_liquidity
from lending.domain.member_yield import MemberYield, member_yield
from lending.domain.money import to_minor
from lending.domain.portfolio import LoanStanding, Portfolio, portfolio
from lending.domain.tranches import planned_tranches
from lending.models import (
    Fund,
    Instalment,
    LegShare,
    Loan,
    LoanRequest,
    Membership,
    Placement,
    Repayment,
    RequestVersion,
    Withdrawal,
)
from lending.selectors.fund_accounts import fund_position
from lending.selectors.instalments import unpaid_instalments
from lending.selectors.tranches import undrawn_tranches

YIELD_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Liquidity:
    """A fund's cash to come, its ratios, and what each member has earned from `yields_since` to the day, included."""

    fund: Fund
    forecast: LiquidityForecast
    portfolio: Portfolio
    yields_since: date
    yields: tuple[tuple[Membership, MemberYield], ...]


def liquidity(fund: Fund, *, on: date, months: int = MONTHS_DEFAULT, late: LatePayers = EVERYBODY_IN_TIME) -> Liquidity:
    """Forecast from what is known now; seventeen queries, however many loans and members."""
    position = fund_position(fund)
    unpaid = list(unpaid_instalments(fund))
    since = add_months(on, -YIELD_MONTHS) + timedelta(days=1)
    return Liquidity(
        fund=fund,
        forecast=forecast_liquidity(
            cash_minor=_minor(position.available + position.reserved, fund),
            scheduled=[Scheduled(row.due_on, *_unpaid(row, fund)) for row in unpaid if _is_counted_on(row)],
            drawdowns=_undrawn(fund),
            notices=_notices(fund),
            on=on,
            months=months,
            late=late,
        ),
        portfolio=portfolio(_standings(unpaid, fund, on=on)),
        yields_since=since,
        yields=_yields(fund, start=since, end=on),
    )


def _unpaid(row: Instalment, fund: Fund) -> tuple[int, int]:
    return _minor(row.principal - row.paid_principal, fund), _minor(row.interest - row.paid_interest, fund)


def _is_counted_on(row: Instalment) -> bool:
    """Nobody knows when a loan that was called in comes back, or how much of it: it is at risk, and not forecast."""
    return row.schedule.loan.state != Loan.State.DEFAULTED


def _undrawn(fund: Fund) -> list[Outflow]:
    """Agreed and not drawn; approved by the committee and not agreed yet. Each on the day its borrower wished for."""
    approved = RequestVersion.objects.filter(
        request__fund=fund, request__kind=LoanRequest.Kind.NEW_LOAN, request__state=LoanRequest.State.APPROVED,
        consultations__state="adopted", loan__isnull=True,
    ).distinct()  # fmt: skip
    return [
        *(Outflow(tranche.planned_on, _minor(tranche.amount, fund)) for tranche in undrawn_tranches(fund)),
        *(Outflow(each.on, each.amount_minor) for version in approved for each in planned_tranches(version.terms)),
    ]


def _notices(fund: Fund) -> list[Outflow]:
    waiting = Withdrawal.objects.filter(fund=fund, state=Withdrawal.State.NOTICE)
    return [Outflow(row.payable_on, _minor(row.amount, fund)) for row in waiting]


def _standings(unpaid: Iterable[Instalment], fund: Fund, *, on: date) -> list[LoanStanding]:
    rows: dict[UUID, list[Instalment]] = defaultdict(list)
    for row in unpaid:
        rows[row.schedule.loan_id].append(row)
    return [
        LoanStanding(
            borrower=of_loan[0].schedule.loan.membership_id,
            outstanding_minor=sum(_unpaid(row, fund)[0] for row in of_loan),
            days_past_due=max(0, (on - min(row.due_on for row in of_loan)).days),
            remaining_days=max(0, (max(row.due_on for row in of_loan) - on).days),
        )
        for of_loan in rows.values()
    ]


def _yields(fund: Fund, *, start: date, end: date) -> tuple[tuple[Membership, MemberYield], ...]:
    """Of every member that has had something placed: interest received in the period; nothing reversed or waived."""
    moves: dict[UUID, list[tuple[date, int]]] = defaultdict(list)
    members: dict[UUID, Membership] = {}
    for placement in Placement.objects.filter(fund=fund).select_related("membership__cooperative"):
        members[placement.membership_id] = placement.membership
        moves[placement.membership_id].append((placement.placed_on, _minor(placement.amount, fund)))
    paid = Withdrawal.objects.filter(fund=fund, state=Withdrawal.State.PAID).select_related("placement")
    for row in paid:
        assert row.paid_on is not None
        moves[row.placement.membership_id].append((row.paid_on, -_minor(row.amount, fund)))
    received = LegShare.objects.filter(
        fund=fund, repayment__reversed_on__isnull=True, repayment__received_on__range=(start, end)
    )
    received = received.exclude(repayment__kind=Repayment.Kind.WAIVER)
    by_member = received.order_by().values("participation__membership").annotate(total=Sum("interest"))
    interest = {row["participation__membership"]: _minor(row["total"], fund) for row in by_member}
    return tuple(
        (member, member_yield(interest_minor=interest.get(pk, 0), moves=moves[pk], start=start, end=end))
        for pk, member in sorted(members.items(), key=lambda item: item[1].number)
    )


def _minor(amount: Any, fund: Fund) -> int:
    # A sum made by the database has lost its currency.
    return to_minor(amount.amount if isinstance(amount, Money) else amount, fund.currency)
