"""What is said of a loan on offer, and of terms, before any figure: how often it is repaid, how days are counted."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from lending.models import LoanProduct
from lending.statements.agreement_wording import business_day_name, day_count_name, rounding_name
from lending.statements.wording import duration, frequency
from web.templatetags.figures import product_name

MONTHLY = {"count": 1, "unit": "months"}


def periods_told(product: LoanProduct) -> str:
    """What its number of instalments counts: `Loan in equal instalments: one every quarter, 24 at most`."""
    values = {"product": product_name(product), "maximum": product.max_instalments}
    if product.repayment == LoanProduct.Repayment.BULLET:
        period = duration(product.every_count, product.every_unit)
        told = _("%(product)s: repaid at once, at the end of so many periods of %(period)s, %(maximum)s at most.")
        return told % {**values, "period": period}
    often = frequency(product.every_count, product.every_unit)
    return _("%(product)s: one instalment %(often)s, %(maximum)s at most.") % {**values, "often": often}


def instalments_told(terms: Mapping[str, Any]) -> str:
    """How many and how often: `4, every quarter`; one alone is said by its day."""
    every = terms.get("every", MONTHLY)
    if terms["instalments"] == 1 or terms.get("due_dates"):
        return str(terms["instalments"])
    return f"{terms['instalments']}, {frequency(every['count'], every['unit'])}"


def reckoning_told(terms: Mapping[str, Any]) -> list[tuple[str, str]]:
    """How days are counted, and where due dates go and cents are rounded otherwise than is usual."""
    found = [(_("Days counted as"), day_count_name(terms.get("day_count", "equal_periods")))]
    rule, calendar = terms.get("business_day", "unadjusted"), terms.get("calendar", "TARGET")
    if rule != "unadjusted":
        found.append((_("A due date that is no business day"), business_day_name(rule, calendar)))
    rounding = terms.get("rounding") or {}
    if rounding.get("mode", "half_up") != "half_up" or rounding.get("interest") == "cumulative" or len(rounding) > 2:
        found.append((_("Rounding"), rounding_name(rounding)))
    return found
