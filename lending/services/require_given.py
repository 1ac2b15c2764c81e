"""What every act asks of the amounts and days it is given, before it looks at anything else."""

from datetime import date, datetime

from djmoney.money import Money

from lending.domain.amount_errors import TooManyDecimals, WrongCurrency
from lending.domain.currencies import DECIMALS
from lending.domain.fund_errors import DateInFuture, WrongAmount, WrongDate
from lending.models import Fund
from lending.selectors.clock import local_day

LARGEST = 999_999_999


def require_amount(amount: Money, *, fund: Fund) -> None:
    """An amount of money that moves: of the fund's currency, positive, exact, and one that an account can hold.

    :raises WrongAmount, WrongCurrency, TooManyDecimals: nothing is rounded, nothing is converted.
    """
    currency, value = amount.currency.code, amount.amount
    smallest, largest = Money("0.01", fund.currency), Money(LARGEST, fund.currency)
    if not value.is_finite():
        raise WrongAmount(amount=str(value), minimum=smallest, maximum=largest)
    if currency != fund.currency:
        raise WrongCurrency(amount=amount, currency=fund.currency)
    if not 0 < value <= LARGEST:
        raise WrongAmount(amount=amount, minimum=smallest, maximum=largest)
    if value != round(value, DECIMALS[currency]):
        raise TooManyDecimals(amount=f"{value:f}", currency=currency, decimals=DECIMALS[currency])


def require_day(day: date, *, fund: Fund, now: datetime, earliest: date | None = None) -> None:
    """A day on which something happened: not before `earliest`, and not after today in the fund's own time zone.

    :raises WrongDate, DateInFuture:
    """
    if earliest is not None and day < earliest:
        raise WrongDate(date=day, earliest=earliest)
    today = local_day(fund, at=now)
    if day > today:
        raise DateInFuture(date=day, today=today)
