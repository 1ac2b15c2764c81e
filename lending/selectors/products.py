"""The loans a fund offers, and their terms."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import QuerySet
from djmoney.money import Money

from lending.domain.fees import fee_minor, fee_terms
from lending.domain.money import from_minor, to_minor
from lending.domain.tranches import Planned
from lending.domain.wished_schedule import WishedSchedule
from lending.models import Fund, LoanProduct

REGULAR: Final = WishedSchedule()


def offered_products(fund: Fund) -> QuerySet[LoanProduct]:
    """What can be asked for now."""
    return LoanProduct.objects.filter(fund=fund, is_offered=True).order_by("name", "id")


def product_terms(
    product: LoanProduct,
    *,
    amount: Money,
    instalments: int,
    start_on: date,
    drawdowns: Sequence[Planned] = (),
    wished: WishedSchedule = REGULAR,
) -> dict[str, Any]:
    """A product's terms for an amount and a number of periods, as a simulation takes them.

    What is repaid all at once at the end has one instalment, after all the periods, or on the one day that is wished.

    :param drawdowns: when the amount is not drawn at once.
    """
    code = amount.currency.code
    drawn = drawdowns or (Planned(start_on, to_minor(amount.amount, code)),)
    at_once = product.repayment == LoanProduct.Repayment.BULLET and not wished.due_dates
    return {
        "currency": code,
        "annual_rate": f"{product.annual_rate.normalize():f}",
        "repayment": product.repayment,
        "drawdowns": [
            {"on": each.on.isoformat(), "amount": f"{from_minor(each.amount_minor, code):.2f}"} for each in drawn
        ],
        "instalments": 1 if at_once else instalments,
        "every": {"count": product.every_count * (instalments if at_once else 1), "unit": product.every_unit},
        **wished.to_terms(),
        "day_count": product.day_count,
        "business_day": product.business_day,
        "calendar": product.calendar,
        "rounding": product.rounding or {"mode": "half_up", "interest": "each_period"},
        **_contract(product),
        **_fee(product, amount=amount, on=start_on),
    }


def _fee(product: LoanProduct, *, amount: Money, on: date) -> dict[str, Any]:
    """What the product asks for making the loan, where it asks something."""
    currency = amount.currency.code
    fee = fee_minor(
        to_minor(amount.amount, currency), fixed_minor=to_minor(product.fee_amount.amount, currency),
        rate=Decimal(product.fee_rate),
    )  # fmt: skip
    fees = fee_terms(fee, paid=product.fee_paid, on=on, currency=currency)
    return {"fees": fees} if fees else {}


def _contract(product: LoanProduct) -> dict[str, Any]:
    """What the product says of repayment beyond the schedule, where it says something."""
    late = {
        "annual_rate": f"{Decimal(product.late_rate).normalize():f}",
        "grace_days": product.late_grace_days,
        "on_interest": product.late_on_interest,
    }
    contract = {
        **({"allocation": product.allocation} if product.allocation else {}),
        **(
            {"prepayment_indemnity": f"{Decimal(product.prepayment_indemnity).normalize():f}"}
            if product.prepayment_indemnity
            else {}
        ),
        **({"late_interest": late} if product.late_rate else {}),
    }
    return {"contract": contract} if contract else {}
