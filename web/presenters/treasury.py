"""The forecast of a fund's cash as its page draws it."""

from django.utils.translation import get_language, gettext

from lending.domain.money import from_minor
from lending.statements.liquidity import LiquidityReport
from web import formats
from web.charts import Curve, step_curve


def cash_curve(report: LiquidityReport) -> Curve:
    """Cash day by day, with a mark at the end of each month and at the low point."""
    language, currency = get_language() or "fr", report.found.fund.currency
    ends = [
        (
            line.end,
            line.closing.amount,
            gettext("%(day)s: %(amount)s")
            % {
                "day": formats.day(line.end, language=language),
                "amount": formats.money(line.closing, language=language),
            },
        )
        for line in report.lines
    ]
    points = [(point.on, from_minor(point.cash_minor, currency)) for point in report.found.forecast.curve]
    return step_curve(points, ends, low=(report.low_on, report.low_cash.amount))
