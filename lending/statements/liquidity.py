"""A fund's cash to come as tables show it: amounts as money, ratios as decimals."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from djmoney.money import Money

from lending.domain.money import RoundingMode, round_ratio
from lending.models import Membership
from lending.selectors.amounts import as_money
from lending.selectors.liquidity import Liquidity

PLACES = 6


@dataclass(frozen=True, slots=True)
class Line:
    """A month: opening + principal + interest − drawdowns − notices = closing."""

    start: date
    end: date
    opening: Money
    principal: Money
    interest: Money
    drawdowns: Money
    notices: Money
    closing: Money


@dataclass(frozen=True, slots=True)
class YieldLine:
    """What a member has earned over the period; the average is rounded to the cent, the rate is of the exact one."""

    membership: Membership
    interest: Money
    average: Money
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class LiquidityReport:
    """The lines, the low point and the ratios; ratios are fractions to six decimals, None where nothing is lent."""

    found: Liquidity
    lines: tuple[Line, ...]
    low_on: date
    low_cash: Money
    outstanding: Money
    at_risk: Money
    par30: Decimal | None
    largest: Decimal | None
    largest_five: Decimal | None
    herfindahl: Decimal | None
    average_remaining_days: Decimal | None
    yields: tuple[YieldLine, ...]

    @property
    def on(self) -> date:
        """The day of the forecast."""
        return self.found.forecast.on


def liquidity_report(found: Liquidity) -> LiquidityReport:
    """The same figures, as people and programs read them."""
    currency, forecast, ratios = found.fund.currency, found.forecast, found.portfolio

    def money(minor: int) -> Money:
        return as_money(minor, currency)

    lines = tuple(
        Line(
            month.start, month.end, money(month.opening_minor), money(month.principal_minor),
            money(month.interest_minor), money(month.drawdowns_minor), money(month.notices_minor),
            money(month.closing_minor),
        )
        for month in forecast.months
    )  # fmt: skip
    return LiquidityReport(
        found=found,
        lines=lines,
        low_on=forecast.low_point.on,
        low_cash=money(forecast.low_point.cash_minor),
        outstanding=money(ratios.outstanding_minor),
        at_risk=money(ratios.at_risk_minor),
        par30=decimal(ratios.par30),
        largest=decimal(ratios.largest),
        largest_five=decimal(ratios.largest_five),
        herfindahl=decimal(ratios.herfindahl),
        average_remaining_days=decimal(ratios.average_remaining_days, places=1),
        yields=tuple(
            YieldLine(member, money(one.interest_minor), money(_nearest(one.average_minor)), decimal(one.rate))
            for member, one in found.yields
        ),
    )


def decimal(value: Fraction | None, *, places: int = PLACES) -> Decimal | None:
    """An exact fraction as a decimal, halves away from zero."""
    return None if value is None else Decimal(_nearest(value * 10**places)).scaleb(-places)


def _nearest(value: Fraction) -> int:
    return round_ratio(value.numerator, value.denominator, RoundingMode.HALF_UP)
