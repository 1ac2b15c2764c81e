"""Minor units of the database as money."""

from decimal import Decimal

from djmoney.money import Money

from ledger.domain.money import from_minor


def money(minor: int | Decimal | str, currency: str) -> Money:
    """Give the amount with exactly the decimals of its currency."""
    return Money(from_minor(int(minor), currency=currency), currency)
