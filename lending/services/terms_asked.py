"""The terms that a request asks for, or all that is wrong with them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from djmoney.money import Money

from lending.domain.fund_errors import WrongAmount
from lending.domain.planned_rates import kept_rates
from lending.domain.sentences import Sentence, gettext_noop
from lending.domain.simulation import simulate
from lending.domain.tranches import Planned, wrong_drawdowns
from lending.domain.wished_rules import graces, own_dates
from lending.domain.wished_schedule import GRACE, WishedSchedule
from lending.domain.wished_start import wrong_start
from lending.domain.wrong_terms import WrongTerms
from lending.models import LoanProduct
from lending.selectors.amounts import minor
from lending.selectors.products import product_terms

AT_ONCE = gettext_noop("A loan repaid at once has one due date: give one, or choose another loan.")


def terms_asked(
    *,
    product: LoanProduct,
    amount: Money,
    instalments: int,
    start_on: date,
    planned: Sequence[Planned],
    wished: WishedSchedule,
    rates: list[dict[str, Any]],
    asked_on: date,
) -> dict[str, Any]:
    """What is asked as the terms of a loan.

    :param rates: changes of rate that the fund has planned.
    :param asked_on: the day of asking: the money is wished for within a year of it.
    :raises WrongTerms: naming every wrong field.
    :raises WrongAmount: nothing but the amount is wrong.
    """
    wrong = _wrong_in_parts(
        product=product, amount=amount, instalments=instalments, start_on=start_on, planned=planned, wished=wished,
        asked_on=asked_on,
    )  # fmt: skip
    if list(wrong) == ["amount"]:
        raise _outside(product, amount)
    if wrong:
        raise WrongTerms(wrong)
    terms = product_terms(
        product, amount=amount, instalments=instalments, start_on=start_on, drawdowns=planned, wished=wished
    )
    terms = kept_rates(terms, rates)
    simulate(terms)
    return terms


def wrong_in_asked(
    *,
    product: LoanProduct | None,
    amount: Money | None,
    instalments: int | None,
    start_on: date | None,
    planned: Sequence[Planned],
    wished: WishedSchedule,
    asked_on: date,
) -> dict[str, Sentence]:
    """What cannot be in what is asked, by field; None is what could not be read, and the rest is told all the same."""
    wrong = _wrong_in_parts(
        product=product, amount=amount, instalments=instalments, start_on=start_on, planned=planned, wished=wished,
        asked_on=asked_on,
    )  # fmt: skip
    counted = instalments or len(wished.due_dates)
    if wrong or not (product and amount and counted and start_on):
        return wrong
    terms = product_terms(
        product, amount=amount, instalments=counted, start_on=start_on, drawdowns=planned, wished=wished
    )
    try:
        simulate(terms)
    except WrongTerms as error:
        return error.fields
    return {}


def _wrong_in_parts(
    *,
    product: LoanProduct | None,
    amount: Money | None,
    instalments: int | None,
    start_on: date | None,
    planned: Sequence[Planned],
    wished: WishedSchedule,
    asked_on: date,
) -> dict[str, Sentence]:
    """The same of each part and of what two of them make; the whole is what a simulation says."""
    wrong: dict[str, Sentence] = {}
    if product and amount and not product.min_amount <= amount <= product.max_amount:
        outside = _outside(product, amount)
        wrong["amount"] = Sentence(outside.sentence, outside.values)
    if planned and amount and start_on:
        code = amount.currency.code
        wrong |= wrong_drawdowns(planned, amount_minor=minor(amount), start_on=start_on, currency=code)
    is_at_once = product is not None and product.repayment == LoanProduct.Repayment.BULLET
    if is_at_once and len(wished.due_dates) > 1:
        wrong["due_dates"] = Sentence(AT_ONCE)
    counted = 1 if is_at_once else len(wished.due_dates) or instalments
    given = {name: getattr(wished, name) for name in GRACE} if counted else {}
    for name, why in (
        *(wrong_start(start_on, asked_on=asked_on) if start_on else ()),
        *own_dates(start_on, wished.first_due_on, wished.due_dates or None, instalments),
        *graces(given, counted or 0),
    ):
        wrong.setdefault(name, why)
    return wrong


def _outside(product: LoanProduct, amount: Money) -> WrongAmount:
    return WrongAmount(amount=amount, minimum=product.min_amount, maximum=product.max_amount)
