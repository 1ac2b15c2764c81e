"""Between Money, as rows hold it, and whole minor units, as rules count them."""

from djmoney.money import Money

from lending.domain.money import from_minor, to_minor


def minor(amount: Money) -> int:
    """An amount as minor units of its currency."""
    return to_minor(amount.amount, amount.currency.code)


def as_money(amount_minor: int, currency: str) -> Money:
    """Minor units as an amount."""
    return Money(from_minor(amount_minor, currency), currency)
