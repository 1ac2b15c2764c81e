"""Offering a loan product at another rate, for other amounts or over another length: for the requests to come."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from djmoney.money import Money

from lending.domain.fund_errors import NotOffered
from lending.domain.fund_limits import wrong_offer
from lending.domain.wrong_terms import WrongTerms
from lending.models import LoanProduct
from lending.policies import require_treasurer
from lending.selectors.offered_schedule import wrong_length
from lending.services.events import record_event
from members.models import Person

OFFER = ("annual_rate", "min_amount", "max_amount", "max_instalments")


@transaction.atomic
def revise_offer(
    *,
    product: LoanProduct,
    annual_rate: Decimal,
    min_amount: Money,
    max_amount: Money,
    max_instalments: int,
    acting_person: Person,
    now: datetime,
) -> LoanProduct:
    """Offer the product so; what was asked or lent before keeps its own rate.

    :param annual_rate: a fraction.
    :raises NotOffered: another version is offered already.
    :raises WrongTerms: naming every wrong field.
    """
    require_treasurer(acting_person, product.fund)
    before = LoanProduct.objects.select_for_update(no_key=True, of=("self",)).select_related("fund").get(pk=product.pk)
    if not before.is_offered:
        raise NotOffered(product=before.code)
    asked = {
        "annual_rate": annual_rate, "min_amount": min_amount, "max_amount": max_amount,
        "max_instalments": max_instalments,
    }  # fmt: skip
    wrong = wrong_offer(
        annual_rate=annual_rate, min_amount=min_amount.amount, max_amount=max_amount.amount,
        max_instalments=max_instalments, fee=least_fee(before, min_amount).amount,
    )  # fmt: skip
    after = LoanProduct.objects.get(pk=before.pk)
    for name, value in asked.items():
        setattr(after, name, value)
    if wrong := wrong or wrong_length(after):
        raise WrongTerms(wrong)
    was = {name: getattr(before, name) for name in OFFER}
    if was == asked:
        return before
    before.is_offered = False
    before.save(update_fields=["is_offered"])
    after.pk, after.version, after.is_offered = None, before.version + 1, True
    after.save(force_insert=True)
    record_event(
        fund=before.fund, kind="revise_offer", subject=after, person=acting_person, at=now,
        before={"product": before.code, "version": before.version, **was},
        after={"product": after.code, "version": after.version, **asked},
    )  # fmt: skip
    return after


def least_fee(product: LoanProduct, amount: Money) -> Money:
    """What a loan of this amount would pay for being made."""
    return product.fee_amount + amount * product.fee_rate
