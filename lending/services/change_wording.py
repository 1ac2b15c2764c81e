"""Changing the wording of a fund's contracts: a new version, for the loans agreed from now on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from lending.domain.agreement_wording import checked_wording
from lending.models import AgreementTemplate, Fund
from lending.policies import require_wording_hand
from lending.selectors.agreement_content import current_template
from lending.services.events import record_event
from members.models import Person


@transaction.atomic
def change_wording(
    *, fund: Fund, wording: Mapping[str, Any], acting_person: Person, now: datetime
) -> AgreementTemplate:
    """Add a version of the wording. Contracts that are drawn up keep the one they were written with.

    For the fund's treasurers and administrators. What is said already makes no version.

    :param wording: by language, then by part: `lending.domain.agreement_wording`.
    :raises WrongWording: naming every wrong part, and the places that are not known.
    """
    require_wording_hand(acting_person, fund)
    said = checked_wording(wording)
    Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)
    before = current_template(fund)
    if before.wording == said and before.created_by_id is not None:
        return before
    after = AgreementTemplate.objects.create(
        fund=fund, version=before.version + 1, wording=said, created_by=acting_person, created_at=now
    )
    record_event(
        fund=fund, kind="change_wording", subject=after, person=acting_person, at=now,
        before={"version": before.version}, after={"version": after.version, "languages": sorted(said)},
    )  # fmt: skip
    return after
