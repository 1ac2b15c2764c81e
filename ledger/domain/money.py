"""Amounts as whole minor units (cents, yen, fils), exactly or not at all."""

from collections.abc import Sequence
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from itertools import repeat

from ledger.domain.currencies import DECIMALS
from ledger.domain.errors import gettext_noop
from ledger.domain.reasons import Reason

LARGEST_MINOR = 2**63 - 1
TOO_LARGE = gettext_noop("it is too large")
# Never rounds, and overflows before a number is so large that writing it out as an integer takes long.
EXACT = Context(prec=40, Emax=40, traps=[Inexact, InvalidOperation, Overflow])


class WrongAmount(ValueError):
    """The amount cannot be written down; the reason says which rule it breaks."""

    def __init__(self, text: str, **values: object) -> None:
        self.reason = Reason(text, **values)
        super().__init__(self.reason)


def decimals(currency: str) -> int:
    """Number of decimals of a currency. One that is no longer known is still read, as most currencies are."""
    return DECIMALS.get(currency, 2)


def to_minor(amount: Decimal, *, currency: str) -> int:
    """Convert an amount to minor units. More decimals than the currency has are refused, never rounded.

    :raises WrongAmount: not a number, too many decimals, beyond what a 64-bit integer holds, or of no currency.
    """
    places = DECIMALS.get(currency)
    if places is not None and amount.is_finite() and amount.adjusted() <= 18:
        minor = int(amount.scaleb(places))
        # Scaling rounds to the context's digits, so what came out is compared with what went in.
        if -LARGEST_MINOR <= minor <= LARGEST_MINOR and Decimal(minor).scaleb(-places) == amount:
            return minor
    return _to_minor_or_why_not(amount, currency)


def all_to_minor(amounts: Sequence[Decimal], *, currency: str) -> list[int]:
    """Convert many amounts of one currency at once; see `to_minor`.

    :raises WrongAmount: the first that cannot be written down.
    """
    try:
        scaled = map(EXACT.scaleb, amounts, repeat(DECIMALS[currency]))
        minors = list(map(int, map(EXACT.to_integral_exact, scaled)))
        if not minors or (min(minors) >= -LARGEST_MINOR and max(minors) <= LARGEST_MINOR):
            return minors
    except (ArithmeticError, KeyError, ValueError):
        # Looked at one by one, to say which and why; or to take one whose many zeros were too long here.
        pass
    return [to_minor(amount, currency=currency) for amount in amounts]


def _to_minor_or_why_not(amount: Decimal, currency: str) -> int:
    if currency not in DECIMALS:
        raise WrongAmount(
            gettext_noop("%(currency)s is no currency to which ISO 4217 gives decimals"), currency=currency
        )
    if not amount.is_finite():
        raise WrongAmount(gettext_noop("it is not a finite number"))
    # Beyond this exponent scaling itself would overflow the decimal context, so the size is judged first.
    if amount and amount.adjusted() > 18:
        raise WrongAmount(TOO_LARGE)
    sign, digits, exponent = amount.as_tuple()
    assert isinstance(exponent, int)
    return _scaled(sign, digits, exponent + decimals(currency), currency)


def _scaled(sign: int, digits: tuple[int, ...], shift: int, currency: str) -> int:
    whole = int("".join(map(str, digits)) or "0")
    if whole == 0:
        return 0
    if shift < 0:
        kept, lost = (whole, 0) if -shift > len(digits) else divmod(whole, 10**-shift)
        if lost or -shift > len(digits):
            text = gettext_noop("%(currency)s has %(decimals)s decimals")
            raise WrongAmount(text, currency=currency, decimals=decimals(currency))
        whole = kept
    else:
        whole *= 10**shift
    if whole > LARGEST_MINOR:
        raise WrongAmount(TOO_LARGE)
    return -whole if sign else whole


def from_minor(minor: int, *, currency: str) -> Decimal:
    """Convert minor units back to an amount with exactly the currency's decimals."""
    return Decimal(minor).scaleb(-decimals(currency)) if decimals(currency) else Decimal(minor)
