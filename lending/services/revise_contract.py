"""Offering a loan product on another contract: a further version, for the loans to come."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from lending.domain.fund_errors import NotOffered
from lending.models import LoanProduct
from lending.policies import require_treasurer
from lending.services.events import record_event
from members.models import Person


@transaction.atomic
def revise_contract(
    *,
    product: LoanProduct,
    allocation: Sequence[str] = (),
    prepayment_indemnity: Decimal = Decimal(0),
    late_rate: Decimal = Decimal(0),
    late_grace_days: int = 0,
    late_on_interest: bool = False,
    acting_person: Person,
    now: datetime,
) -> LoanProduct:
    """Offer the product with these rules of repayment; what was asked or lent before keeps its own.

    :param allocation: what a payment pays first; costs, interest, principal when not given.
    :param prepayment_indemnity: of principal repaid early, as a fraction; so are rates.
    :raises NotOffered: another version is offered already.
    """
    require_treasurer(acting_person, product.fund)
    before = LoanProduct.objects.select_for_update(no_key=True, of=("self",)).select_related("fund").get(pk=product.pk)
    if not before.is_offered:
        raise NotOffered(product=before.code)
    before.is_offered = False
    before.save(update_fields=["is_offered"])
    after = LoanProduct.objects.get(pk=before.pk)
    rules = {
        "allocation": list(allocation), "prepayment_indemnity": prepayment_indemnity, "late_rate": late_rate,
        "late_grace_days": late_grace_days, "late_on_interest": late_on_interest,
    }  # fmt: skip
    after.pk, after.version, after.is_offered = None, before.version + 1, True
    for name, value in rules.items():
        setattr(after, name, value)
    after.save(force_insert=True)
    record_event(
        fund=before.fund, kind="revise_contract", subject=after, person=acting_person, at=now,
        before={"product": before.code, "version": before.version, **{name: getattr(before, name) for name in rules}},
        after={"product": after.code, "version": after.version, **rules},
    )  # fmt: skip
    return after
