"""Changing how a fund spreads loans over its lenders: a new version of its policy, for what is proposed from now on."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from uuid6 import uuid7

from lending.domain.fund_limits import wrong_share
from lending.domain.funding import FundingMethod
from lending.domain.wrong_terms import WrongTerms
from lending.models import Fund, FundPolicy
from lending.policies import require_rule_chooser
from lending.services.events import record_event
from members.models import Person


@transaction.atomic
def change_funding(
    *,
    fund: Fund,
    now: datetime,
    method: str | None = None,
    max_share_of_lender: Decimal | None = None,
    person: Person | None = None,
    reason: str = "",
) -> FundPolicy:
    """Add a version of the policy that differs in this alone; what is not given stays. Loans agreed stay as they are.

    :param method: how loans are spread where nobody chooses otherwise.
    :param max_share_of_lender: of what a lender has placed, what it may lend to one borrower and its links; 1 is all.
    :param person: a treasurer or an administrator; None is the operator, at the command line.
    :raises WrongTerms: the share is not above zero and 1 at most, or finer than a hundredth of a per cent.
    """
    if person is not None:
        require_rule_chooser(person, fund)
    if max_share_of_lender is not None and (wrong := wrong_share(max_share_of_lender, field="max_share_of_lender")):
        raise WrongTerms(wrong)
    Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)
    policy = FundPolicy.objects.filter(fund=fund).order_by("-version")[0]
    before = _spreading(policy)
    policy.pk, policy.version = uuid7(), policy.version + 1
    policy.funding_method = policy.funding_method if method is None else FundingMethod(method).value
    policy.max_share_of_lender = policy.max_share_of_lender if max_share_of_lender is None else max_share_of_lender
    policy.save(force_insert=True)
    record_event(
        fund=fund, kind="change_funding", subject=policy, person=person, at=now, before=before,
        after={**_spreading(policy), "reason": reason},
    )  # fmt: skip
    return policy


def _spreading(policy: FundPolicy) -> dict[str, object]:
    share = policy.max_share_of_lender
    return {
        "version": policy.version,
        "funding_method": policy.funding_method,
        "max_share_of_lender": None if share is None else str(share),
    }
