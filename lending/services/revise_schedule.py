"""Offering a loan product by another schedule: how often it falls due, how it counts days, how it rounds."""

from datetime import datetime
from typing import Any

from django.db import transaction

from lending.domain.fund_errors import NotOffered
from lending.domain.wrong_terms import WrongTerms
from lending.models import LoanProduct
from lending.policies import require_treasurer
from lending.selectors.offered_schedule import SETTINGS, wrong_schedule
from lending.services.events import record_event
from members.models import Person

CHANGED = (*SETTINGS, "max_instalments", "name", "name_en")


@transaction.atomic
def revise_schedule(*, product: LoanProduct, acting_person: Person, now: datetime, **asked: Any) -> LoanProduct:
    """Offer the product so; what was asked or lent before keeps its own schedule.

    :param asked: any of `CHANGED`, as the terms of a simulation have them; what is not given stays as it is. How
        many instalments at most, because they count other periods then; the name, because it may tell how often.
    :raises NotOffered: another version is offered already.
    :raises WrongTerms: naming every wrong field, with the values that exist.
    """
    require_treasurer(acting_person, product.fund)
    before = LoanProduct.objects.select_for_update(no_key=True, of=("self",)).select_related("fund").get(pk=product.pk)
    if not before.is_offered:
        raise NotOffered(product=before.code)
    after = LoanProduct.objects.get(pk=before.pk)
    for name in CHANGED:
        setattr(after, name, asked.get(name, getattr(before, name)))
    if wrong := wrong_schedule(after):
        raise WrongTerms(wrong)
    was, becomes = ({name: getattr(one, name) for name in CHANGED} for one in (before, after))
    if was == becomes:
        return before
    before.is_offered = False
    before.save(update_fields=["is_offered"])
    after.pk, after.version, after.is_offered = None, before.version + 1, True
    after.save(force_insert=True)
    record_event(
        fund=before.fund, kind="revise_schedule", subject=after, person=acting_person, at=now,
        before={"product": before.code, "version": before.version, **was},
        after={"product": after.code, "version": after.version, **becomes},
    )  # fmt: skip
    return after
