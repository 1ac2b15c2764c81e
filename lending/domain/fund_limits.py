"""What a fund's ceilings, its spreading of loans and its offers may be: which field is wrong, and why."""

from decimal import Decimal
from typing import Final

from lending.domain.sentences import Sentence, gettext_noop
from lending.domain.terms_json import INSTALMENTS_MAX

VALID_DAYS_MAX: Final = 3650

_REASON = gettext_noop("Say why, or who decided it.")
_NOT_NEGATIVE = gettext_noop("Zero or more is expected.")
_SHARE = gettext_noop("From 0.01 %% to 100 %%, in hundredths of a per cent.")
_DAYS = gettext_noop("From 1 to %(maximum)s days.")
_RATE = gettext_noop("From 0 to less than 100 %% a year.")
_POSITIVE = gettext_noop("More than zero is expected.")
_IN_ORDER = gettext_noop("No less than the smallest amount, %(minimum)s.")
_FEE = gettext_noop("The fee of this loan, %(fee)s, would leave nothing of it: lower the fee first, or lend more.")
_INSTALMENTS = gettext_noop("From 1 to %(maximum)s instalments.")


def wrong_limits(
    *,
    max_per_borrower: Decimal,
    max_share_of_fund: Decimal,
    liquidity_reserve: Decimal,
    decision_valid_days: int,
    reason: str,
) -> dict[str, Sentence]:
    """Every wrong field of a fund's ceilings; amounts in its currency, the share a fraction.

    >>> [name for name in wrong_limits(max_per_borrower=Decimal(-1), max_share_of_fund=Decimal(2),
    ...                                liquidity_reserve=Decimal(0), decision_valid_days=90, reason="AG")]
    ['max_per_borrower', 'max_share_of_fund']
    """
    wrong = {}
    if max_per_borrower < 0:
        wrong["max_per_borrower"] = Sentence(_NOT_NEGATIVE)
    if not is_share(max_share_of_fund):
        wrong["max_share_of_fund"] = Sentence(_SHARE)
    if liquidity_reserve < 0:
        wrong["liquidity_reserve"] = Sentence(_NOT_NEGATIVE)
    if not 1 <= decision_valid_days <= VALID_DAYS_MAX:
        wrong["decision_valid_days"] = Sentence(_DAYS, {"maximum": VALID_DAYS_MAX})
    if not reason.strip():
        wrong["reason"] = Sentence(_REASON)
    return wrong


def wrong_share(share: Decimal, *, field: str) -> dict[str, Sentence]:
    """The same of one share, a fraction."""
    return {} if is_share(share) else {field: Sentence(_SHARE)}


def wrong_offer(
    *, annual_rate: Decimal, min_amount: Decimal, max_amount: Decimal, max_instalments: int, fee: Decimal
) -> dict[str, Sentence]:
    """Every wrong field of what a loan is offered for.

    :param annual_rate: a fraction.
    :param fee: what the smallest of these loans would pay for being made.
    """
    wrong = {}
    if not 0 <= annual_rate < 1 or annual_rate != round(annual_rate, 6):
        wrong["annual_rate"] = Sentence(_RATE)
    if min_amount <= 0:
        wrong["min_amount"] = Sentence(_POSITIVE)
    elif fee >= min_amount:
        wrong["min_amount"] = Sentence(_FEE, {"fee": fee})
    if max_amount < min_amount:
        wrong["max_amount"] = Sentence(_IN_ORDER, {"minimum": min_amount})
    if not 1 <= max_instalments <= INSTALMENTS_MAX:
        wrong["max_instalments"] = Sentence(_INSTALMENTS, {"maximum": INSTALMENTS_MAX})
    return wrong


def is_share(share: Decimal) -> bool:
    """Above zero, the whole at most, and as fine as it is kept."""
    return 0 < share <= 1 and share == round(share, 4)
