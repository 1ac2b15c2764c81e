"""Changing a fund's ceilings, the cash it keeps, and how long a decision may be carried out."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from djmoney.money import Money

from lending.domain.fund_limits import wrong_limits
from lending.domain.wrong_terms import WrongTerms
from lending.models import Fund, FundPolicy
from lending.policies import require_rule_chooser
from lending.services.events import record_event
from members.models import Person

LIMITS = ("max_per_borrower", "max_share_of_fund", "liquidity_reserve", "decision_valid_days")


@transaction.atomic
def change_limits(
    *,
    fund: Fund,
    max_per_borrower: Money,
    max_share_of_fund: Decimal,
    liquidity_reserve: Money,
    decision_valid_days: int,
    reason: str,
    acting_person: Person,
    now: datetime,
) -> FundPolicy:
    """Add a version of the policy with these limits; each step asks them from now on.

    Loans that are paid out stay as they are. A loan that is not paid out yet is asked the new limits before it is, and
    the committee may let it exceed them. Decisions that are made keep the day on which they end.

    :param max_share_of_fund: of all placements, as a fraction.
    :param reason: who decided it, or why. Nothing is done where everything is so already.
    :raises WrongTerms: naming every wrong field.
    """
    fund = Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)
    require_rule_chooser(acting_person, fund)
    asked = {
        "max_per_borrower": max_per_borrower, "max_share_of_fund": max_share_of_fund,
        "liquidity_reserve": liquidity_reserve, "decision_valid_days": decision_valid_days,
    }  # fmt: skip
    wrong = wrong_limits(
        max_per_borrower=max_per_borrower.amount, max_share_of_fund=max_share_of_fund,
        liquidity_reserve=liquidity_reserve.amount, decision_valid_days=decision_valid_days, reason=reason,
    )  # fmt: skip
    if wrong:
        raise WrongTerms(wrong)
    policy = FundPolicy.objects.filter(fund=fund).order_by("-version")[0]
    before = {name: getattr(policy, name) for name in LIMITS}
    if before == asked:
        return policy
    policy.pk, policy.version = FundPolicy().pk, policy.version + 1
    for name, value in asked.items():
        setattr(policy, name, value)
    policy.save(force_insert=True)
    record_event(
        fund=fund, kind="change_limits", subject=fund, person=acting_person, at=now, before=before,
        after={**asked, "version": policy.version, "reason": reason},
    )  # fmt: skip
    return policy
