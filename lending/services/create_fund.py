"""Setting up a fund: its row, its policy, its voting rule, its books."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from djmoney.money import Money

from lending.domain.chart import check_chart
from lending.domain.standard_wording import standard_wording
from lending.domain.voting_rule import VotingRule
from lending.models import AgreementTemplate, CommitteeRule, Fund, FundPolicy
from lending.services.bookkeeping.accounts import open_fund_books
from lending.services.events import record_event
from members.models import Person


@transaction.atomic
def create_fund(
    *,
    slug: str,
    name: str,
    max_per_borrower: Money,
    max_share_of_fund: Decimal,
    liquidity_reserve: Money,
    voting_rule: Mapping[str, Any],
    now: datetime,
    person: Person | None = None,
    custody: str = Fund.Custody.FUND,
    decision_valid_days: int = 90,
    guarantee_rate: Decimal = Decimal(0),
    accrual: str = FundPolicy.Accrual.AT_DUE_DATE,
    is_demo: bool = False,
    chart: Mapping[str, str] | None = None,
    funding_method: str = FundPolicy.Funding.PRO_RATA,
    max_share_of_lender: Decimal | None = None,
) -> Fund:
    """Open a fund that works: members can be admitted and treasury placed at once.

    :param voting_rule: fields of `lending.domain.voting_rule.VotingRule`.
    :param funding_method: how loans are spread over the lenders, where nobody chooses otherwise.
    :param max_share_of_lender: of what a lender has placed, what it may lend to one borrower and its links.
    :param guarantee_rate: of its loan, what a borrower puts into the mutual guarantee fund; a fraction.
    :param accrual: when interest enters the books, see `FundPolicy.Accrual`.
    :param chart: account numbers by role, where they differ from `lending.domain.chart`.
    :raises InvalidVotingRule: naming every wrong field.
    :raises WrongChart: naming every wrong role.
    """
    rule = VotingRule.from_dict(voting_rule)
    own = dict(chart or {})
    check_chart(own)
    fund = Fund.objects.create(slug=slug, name=name, book=slug, custody=custody, is_demo=is_demo, chart=own)
    FundPolicy.objects.create(
        fund=fund,
        version=1,
        max_per_borrower=max_per_borrower,
        max_share_of_fund=max_share_of_fund,
        liquidity_reserve=liquidity_reserve,
        decision_valid_days=decision_valid_days,
        funding_method=funding_method,
        max_share_of_lender=max_share_of_lender,
        guarantee_rate=guarantee_rate,
        accrual=accrual,
    )
    CommitteeRule.objects.create(fund=fund, version=1, rule=rule.to_dict())
    AgreementTemplate.objects.create(
        fund=fund, version=1, wording=standard_wording(custody=custody), created_by=None, created_at=now
    )
    open_fund_books(fund)
    record_event(fund=fund, kind="create_fund", subject=fund, person=person, at=now, after={"name": name})
    return fund
