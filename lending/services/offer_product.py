"""Offering one more loan product."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from djmoney.money import Money

from lending.domain.fund_errors import ProductExists
from lending.domain.fund_limits import wrong_offer
from lending.domain.wrong_terms import WrongTerms
from lending.models import Fund, LoanProduct
from lending.policies import require_treasurer
from lending.selectors.offered_schedule import SETTINGS, schedule_of, wrong_schedule
from lending.services.events import record_event
from members.models import Person

CODE_LENGTH_MAX = 50


@transaction.atomic
def offer_product(
    *,
    fund: Fund,
    name: str,
    repayment: str,
    annual_rate: Decimal,
    min_amount: Money,
    max_amount: Money,
    max_instalments: int,
    name_en: str = "",
    acting_person: Person,
    now: datetime,
    **schedule: Any,
) -> LoanProduct:
    """Offer it from now on, without a fee and on the legal contract: `revise_fee` and `revise_contract` change these.

    Its code is its name in plain letters, and stays when the name changes.

    :param repayment: a value of `LoanProduct.Repayment`; it stays, another way of repaying is another product.
    :param annual_rate: a fraction.
    :param schedule: any of `lending.selectors.offered_schedule.SETTINGS`; each month by equal periods, unless given.
    :raises ProductExists: there is, or was, one of this name.
    :raises WrongTerms: naming every wrong field, with the values that exist.
    """
    require_treasurer(acting_person, fund)
    Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)
    product = LoanProduct(
        fund=fund, code=slugify(name)[:CODE_LENGTH_MAX].strip("-"), name=name, name_en=name_en,
        repayment=repayment, annual_rate=annual_rate, min_amount=min_amount, max_amount=max_amount,
        max_instalments=max_instalments, **{each: schedule[each] for each in SETTINGS if each in schedule},
    )  # fmt: skip
    wrong = wrong_offer(
        annual_rate=annual_rate, min_amount=min_amount.amount, max_amount=max_amount.amount,
        max_instalments=max_instalments, fee=Decimal(0),
    )  # fmt: skip
    if wrong := {**wrong_schedule(product), **wrong}:
        raise WrongTerms(wrong)
    if not product.code or LoanProduct.objects.filter(fund=fund, code=product.code).exists():
        raise ProductExists(name=name)
    product.save(force_insert=True)
    record_event(
        fund=fund, kind="offer_product", subject=product, person=acting_person, at=now,
        after={
            "product": product.code, "version": product.version, "repayment": repayment, "annual_rate": annual_rate,
            "min_amount": min_amount, "max_amount": max_amount, "max_instalments": max_instalments,
            "name": name, "name_en": name_en, **schedule_of(product),
        },
    )  # fmt: skip
    return product
