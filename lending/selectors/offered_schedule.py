"""How the loans of a product fall due, count days and round: what the fund may set, and what of it cannot be lent."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from lending.domain.sentences import Sentence
from lending.domain.terms_json import read_terms
from lending.domain.wrong_terms import WrongTerms
from lending.models import LoanProduct
from lending.selectors.products import product_terms

SETTINGS: Final = ("every_count", "every_unit", "day_count", "business_day", "calendar", "rounding")
FIELDS: Final = {
    "every.count": "every_count",
    "every.unit": "every_unit",
    "day_count": "day_count",
    "business_day": "business_day",
    "calendar": "calendar",
    "instalments": "max_instalments",
}
# The week before Easter 2026: the longest of all closings follows, whatever the weekday a loan begins on.
FIRST_DAYS: Final = tuple(date(2026, 3, 30) + timedelta(days) for days in range(7))


def schedule_of(product: LoanProduct) -> dict[str, Any]:
    """The settings of a product as they are."""
    return {name: getattr(product, name) for name in SETTINGS}


def wrong_schedule(product: LoanProduct) -> dict[str, Sentence]:
    """Every wrong setting of a product, kept or not, by its own names: those of a loan over its longest term.

    The smallest loan that it offers is read by the reader of terms (`lending.domain.terms_json`), begun on each day of
    a week: where a business-day rule lets two due dates meet, no loan of so short periods may be offered with it.
    """
    if found := _refused(_as_terms(product, periods=1, start_on=FIRST_DAYS[0])):
        return found
    for start_on in FIRST_DAYS:
        found |= _refused(_as_terms(product, periods=product.max_instalments, start_on=start_on))
    # What lasts too long where one period does not is for want of fewer of them.
    return {"max_instalments" if name == "every_count" else name: why for name, why in found.items()}


def wrong_length(product: LoanProduct) -> dict[str, Sentence]:
    """The same where only the amounts and the length of an offer are chosen: what of them its schedule refuses."""
    blamed = {"rounding.instalment": "min_amount"}
    return {blamed.get(name, "max_instalments"): why for name, why in wrong_schedule(product).items()}


def _as_terms(product: LoanProduct, *, periods: int, start_on: date) -> dict[str, Any]:
    terms = product_terms(product, amount=product.min_amount, instalments=periods, start_on=start_on)
    return {name: value for name, value in terms.items() if name not in ("fees", "contract")}


def _refused(terms: Mapping[str, Any]) -> dict[str, Sentence]:
    try:
        read_terms(terms)
    except WrongTerms as error:
        named = {FIELDS.get(name, name): why for name, why in error.fields.items()}
        return {name: why for name, why in named.items() if name in FIELDS.values() or name.startswith("rounding")}
    return {}
