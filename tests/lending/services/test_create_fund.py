"""Setting up a fund that works at once."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from ledger.selectors.checks import Breach
from lending.domain.committee_errors import InvalidVotingRule
from lending.domain.fund_errors import WrongChart
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


def test_a_fund_may_have_account_numbers_of_its_own() -> None:
    fund = make_fund(chart={"available": "4671"})
    assert Fund.objects.get(pk=fund.pk).chart == {"available": "4671"}


def test_numbers_that_cannot_be_make_no_fund() -> None:
    with pytest.raises(WrongChart, match="available, loan"):
        make_fund(chart={"available": "2748", "loan": "27"})
    assert not Fund.objects.exists()


def test_numbers_written_around_the_service_are_found_by_verify_ledger() -> None:
    fund = make_fund("caisse-des-essais")
    Fund.objects.filter(pk=fund.pk).update(chart={"loan": "164"})
    fault = "164 (emprunts et dettes assimilées) is not for this nature."
    assert breaches() == [("charts-fit", Breach("caisse-des-essais", "fund caisse-des-essais, role loan", fault))]


def test_the_command_takes_them_and_names_all_that_are_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("create_fund", "une", "Une caisse", "--account", "available=4671", "--account", "loan=2741")
    assert Fund.objects.get(slug="une").chart == {"available": "4671", "loan": "2741"}
    with pytest.raises(CommandError) as refusal:
        call_command("create_fund", "autre", "Autre", "--account", "available=27", "--account", "loan=164")
    assert str(refusal.value).splitlines() == [
        "Wrong in the chart of accounts: available, loan.",
        "  available: a number of three to eight digits is expected, from class 1 to 8.",
        "  loan: 164 (emprunts et dettes assimilées) is not for this nature.",
    ]
    with pytest.raises(CommandError, match="write a role and its number"):
        call_command("create_fund", "autre", "Autre", "--account", "loan")


def test_accounts_of_every_fund_are_gathered_on_demand(capsys: pytest.CaptureFixture[str]) -> None:
    make_fund("caisse-des-essais")
    call_command("gather_accounts", "--fund", "caisse-des-essais")
    assert capsys.readouterr().out == "caisse-des-essais: 0 accounts filed.\n"
