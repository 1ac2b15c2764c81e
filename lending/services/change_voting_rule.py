"""Changing how the committee votes: a new version, for the consultations opened from now on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from lending.domain.voting_rule import VotingRule
from lending.models import CommitteeRule, Fund
from lending.services.events import record_event
from members.models import Person


@transaction.atomic
def change_voting_rule(
    *, fund: Fund, voting_rule: Mapping[str, Any], now: datetime, person: Person | None = None
) -> CommitteeRule:
    """Add a version of the rule. Consultations that are open keep the one they opened with.

    :raises InvalidVotingRule: naming every wrong field.
    """
    Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)
    before = CommitteeRule.objects.filter(fund=fund).order_by("-version")[0]
    rule = VotingRule.from_dict(voting_rule).to_dict()
    after = CommitteeRule.objects.create(fund=fund, version=before.version + 1, rule=rule)
    record_event(
        fund=fund, kind="change_voting_rule", subject=after, person=person, at=now,
        before={"version": before.version, **before.rule}, after={"version": after.version, **rule},
    )  # fmt: skip
    return after
