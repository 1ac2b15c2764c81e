"""Amounts as whole minor units (cents, yen, fils), exactly or not at all."""

from decimal import Decimal

# ISO 4217: every currency not listed here has two decimals.
DECIMALS = {
    **dict.fromkeys(
        (
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
LARGEST_MINOR = 2**63 - 1


class WrongAmount(ValueError):
    """The amount cannot be written down; the message says which rule it breaks."""


def decimals(currency: str) -> int:
    """Number of decimals of a currency."""
    return DECIMALS.get(currency, 2)


def to_minor(amount: Decimal, *, currency: str) -> int:
    """Convert an amount to minor units. More decimals than the currency has are refused, never rounded.

    :raises WrongAmount: not a number, too many decimals, or beyond what a 64-bit integer holds.
    """
    places = decimals(currency)
    if amount.is_finite() and amount.adjusted() <= 18:
        minor = int(amount.scaleb(places))
        # Scaling rounds to the context's digits, so what came out is compared with what went in.
        if -LARGEST_MINOR <= minor <= LARGEST_MINOR and Decimal(minor).scaleb(-places) == amount:
            return minor
    return _to_minor_or_why_not(amount, currency)


def _to_minor_or_why_not(amount: Decimal, currency: str) -> int:
    if not amount.is_finite():
        raise WrongAmount("it is not a finite number")
    # Beyond this exponent scaling itself would overflow the decimal context, so the size is judged first.
    if amount and amount.adjusted() > 18:
        raise WrongAmount("it is too large")
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
            raise WrongAmount(f"{currency} has {decimals(currency)} decimals")
        whole = kept
    else:
        whole *= 10**shift
    if whole > LARGEST_MINOR:
        raise WrongAmount("it is too large")
    return -whole if sign else whole


def from_minor(minor: int, *, currency: str) -> Decimal:
    """Convert minor units back to an amount with exactly the currency's decimals."""
    return Decimal(minor).scaleb(-decimals(currency)) if decimals(currency) else Decimal(minor)
