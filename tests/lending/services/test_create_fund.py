"""Setting up a fund that works at once."""

from decimal import Decimal

import pytest

from lending.domain.committee_errors import InvalidVotingRule
from lending.models import CommitteeRule, Event, Fund, FundPolicy
from tests.factories import eur, make_fund
from tests.lending.services.loan_stories import breaches

pytestmark = pytest.mark.django_db


def test_a_fund_has_its_policy_its_rule_its_book_and_an_event() -> None:
    fund = make_fund("caisse-des-essais", max_share_of_fund=Decimal("0.25"), liquidity_reserve=eur(5_000))
    policy, rule = FundPolicy.objects.get(fund=fund), CommitteeRule.objects.get(fund=fund)
    assert (policy.version, policy.max_share_of_fund, policy.liquidity_reserve) == (1, Decimal("0.2500"), eur(5_000))
    assert (rule.version, rule.rule["quorum_numerator"], rule.rule["quorum_denominator"]) == (1, 1, 2)
    assert Event.objects.get(kind="create_fund").subject_id == fund.pk
    assert breaches() == []


def test_a_rule_that_contradicts_itself_makes_no_fund() -> None:
    with pytest.raises(InvalidVotingRule):
        make_fund(rule={"quorum_numerator": 3, "quorum_denominator": 2, "majority_base": "nobody"})
    assert not Fund.objects.exists()
