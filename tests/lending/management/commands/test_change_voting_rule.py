"""The operator enters the rule by which a committee votes."""

import io

import pytest
from django.core.management import CommandError, call_command

from lending.models import CommitteeRule
from tests.factories import make_fund

pytestmark = pytest.mark.django_db


def test_another_rule_is_a_further_version_and_a_wrong_one_is_refused_with_its_fields(monkeypatch):
    fund = make_fund("regle")
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO('{"early_close": true, "may_change_vote": false}'))
    call_command("change_voting_rule", "regle", stdout=out)
    assert "voting rule version 2" in out.getvalue()
    assert CommitteeRule.objects.filter(fund=fund).latest("version").rule["early_close"] is True
    for text, told in (
        ("{", "not JSON"),
        ("[]", "JSON object"),
        ('{"speed": 3}', "^speed: "),
        ('{"early_close": true}', "^early_close: "),
    ):
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        with pytest.raises(CommandError, match=told):
            call_command("change_voting_rule", "regle")
    with pytest.raises(CommandError, match="no fund"):
        call_command("change_voting_rule", "ailleurs")
    assert CommitteeRule.objects.filter(fund=fund).count() == 2
