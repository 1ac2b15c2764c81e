"""Choosing which rules a fund asks of its loans: a new version, for what is asked from now on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from lending.domain.rule_sets import Choice
from lending.models import Fund, FundRules
from lending.policies import require_rule_chooser
from lending.selectors.rule_sets import choice_of
from lending.services.events import record_event
from members.models import Person


@transaction.atomic
def choose_rules(
    *, fund: Fund, choice: Mapping[str, Any], reason: str, now: datetime, acting_person: Person | None
) -> FundRules:
    """Add a version of the choice: `sets`, `settings` and `own` rules. Verdicts that are kept stay as they were.

    :param acting_person: None when the program's administrator does it by a command.
    :raises WrongRules: naming every wrong part.
    """
    fund = Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)
    if acting_person is not None:
        require_rule_chooser(acting_person, fund)
    before, after = choice_of(fund), Choice.from_dict(choice)
    last = FundRules.objects.filter(fund=fund).order_by("-version").first()
    chosen = FundRules.objects.create(
        fund=fund, version=last.version + 1 if last else 1, choice=after.to_dict(), reason=reason,
        chosen_by=acting_person, chosen_at=now,
    )  # fmt: skip
    record_event(
        fund=fund, kind="choose_rules", subject=chosen, person=acting_person, at=now,
        before=before.to_dict(), after={"version": chosen.version, "reason": reason, **after.to_dict()},
    )  # fmt: skip
    return chosen
