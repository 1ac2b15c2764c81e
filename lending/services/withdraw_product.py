"""Offering a loan product no more."""

from datetime import datetime

from django.db import transaction

from lending.domain.fund_errors import NotOffered
from lending.models import LoanProduct
from lending.policies import require_treasurer
from lending.services.events import record_event
from members.models import Person


@transaction.atomic
def withdraw_product(*, product: LoanProduct, acting_person: Person, now: datetime) -> LoanProduct:
    """From now on nobody asks for it; what was asked or lent before stays as it is.

    :raises NotOffered: it is not offered, or another version of it is.
    """
    require_treasurer(acting_person, product.fund)
    found = LoanProduct.objects.select_for_update(no_key=True, of=("self",)).select_related("fund").get(pk=product.pk)
    if not found.is_offered:
        raise NotOffered(product=found.code)
    found.is_offered = False
    found.save(update_fields=["is_offered"])
    record_event(
        fund=found.fund, kind="withdraw_product", subject=found, person=acting_person, at=now,
        after={"product": found.code, "version": found.version},
    )  # fmt: skip
    return found
