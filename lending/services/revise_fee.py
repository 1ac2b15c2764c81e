"""Asking another fee for a loan product: a further version, for the requests to come."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from djmoney.money import Money

from lending.domain.fund_errors import NotOffered, WrongAmount
from lending.models import LoanProduct
from lending.policies import require_treasurer
from lending.services.events import record_event
from members.models import Person


@transaction.atomic
def revise_fee(
    *, product: LoanProduct, fixed: Money, rate: Decimal, paid: str, acting_person: Person, now: datetime
) -> LoanProduct:
    """Offer the product with this fee; what was asked or lent before keeps its own.

    :param fixed: whatever the amount lent; `rate` is of the amount, as a fraction. They add up.
    :param paid: a value of `LoanProduct.FeePaid`.
    :raises NotOffered: another version is offered already.
    :raises WrongAmount: the least that is lent would not pay it.
    """
    require_treasurer(acting_person, product.fund)
    before = LoanProduct.objects.select_for_update(no_key=True, of=("self",)).select_related("fund").get(pk=product.pk)
    if not before.is_offered:
        raise NotOffered(product=before.code)
    least = before.min_amount
    if not least * 0 <= fixed < least or not 0 <= rate < 1 or fixed + least * rate >= least:
        raise WrongAmount(amount=fixed, minimum=least * 0, maximum=least)
    before.is_offered = False
    before.save(update_fields=["is_offered"])
    after = LoanProduct.objects.get(pk=before.pk)
    after.pk, after.version, after.is_offered = None, before.version + 1, True
    after.fee_amount, after.fee_rate, after.fee_paid = fixed, rate, LoanProduct.FeePaid(paid)
    after.save(force_insert=True)
    record_event(
        fund=before.fund, kind="revise_fee", subject=after, person=acting_person, at=now,
        before={"product": before.code, "version": before.version, "fixed": before.fee_amount, "rate": before.fee_rate},
        after={"product": after.code, "version": after.version, "fixed": fixed, "rate": rate, "paid": after.fee_paid},
    )  # fmt: skip
    return after
