"""The schedule of a loan as a workbook: what falls due, and why each cent of its interest."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import override, pgettext
from djmoney.money import Money

from lending.domain.money import from_minor
from lending.domain.planned_rates import planned_rates
from lending.selectors.amounts import as_money
from lending.selectors.voted_cost import voted_cost
from lending.statements.figures import long_day
from lending.statements.loan_schedule import Line, LoanSchedule
from lending.statements.loan_schedule_csv import schedule_columns, schedule_row
from lending.statements.tables import Cell, Column
from lending.statements.wording import duration
from lending.statements.workbook import workbook


def schedule_xlsx(schedule: LoanSchedule, *, issued_at: datetime, language: str = "fr") -> bytes:
    """Three sheets: the instalments as in the CSV, a line a segment of interest, and the cost as it was voted."""
    with override(language):
        instalments = [schedule_row(schedule, line, people=True) for line in schedule.lines]
        reasons = [row for line in schedule.lines for row in _reasons(line)]
        cost = [*_rates(schedule, language), *_cost(schedule)]
        sheets = [
            (pgettext("document", "Schedule"), schedule_columns(), instalments),
            (pgettext("document", "Why this cent"), _reason_columns(), reasons),
            (pgettext("document", "Cost of the loan"), _cost_columns(), cost),
        ]
        return workbook(sheets, issued_at=issued_at)


def _cost_columns() -> list[Column]:
    return [Column("what", pgettext("document", "Cost of the loan")), Column("value", pgettext("document", "Value"))]


def _rates(schedule: LoanSchedule, language: str) -> list[list[Cell]]:
    """The yearly rates of the loan as it runs: the day of each, where there are several."""
    (_start, first), *later = planned_rates(schedule.loan.terms)
    since = pgettext("document", "Rate a year from %(date)s")
    told = [(since % {"date": long_day(on, language=language)}, each) for on, each in later]
    return [[label, Decimal(each)] for label, each in ((pgettext("document", "Rate a year"), first), *told)]


def _cost(schedule: LoanSchedule) -> list[list[Cell]]:
    """The cost and the rates of the terms voted on: rates are fractions, none where no rate solves the equation."""
    cost, currency = voted_cost(schedule.loan.request_version), str(schedule.loan.amount.currency)
    if cost is None:
        return []
    period = duration(cost["period"]["count"], cost["period"]["unit"])
    rates = {name: cost[name] and Decimal(cost[name]) for name in ("proportional", "period_rate", "eu")}
    return [
        [pgettext("document", "Interest"), Money(cost["interest"], currency)],
        [pgettext("document", "Fees"), Money(cost["fees"], currency)],
        [pgettext("document", "Total cost"), Money(cost["cost"], currency)],
        [pgettext("document", "Proportional TEG, a year"), rates["proportional"]],
        [pgettext("document", "Period rate"), rates["period_rate"]],
        [pgettext("document", "Length of the period"), period],
        [pgettext("document", "EU actuarial rate"), rates["eu"]],
    ]


def _reason_columns() -> list[Column]:
    return [
        Column("number", pgettext("document", "No.")),
        Column("due_on", pgettext("document", "Due on")),
        Column("from", pgettext("document", "From")),
        Column("to", pgettext("document", "To")),
        Column("balance", pgettext("document", "Balance")),
        Column("rate", pgettext("document", "Yearly rate")),
        Column("fraction", pgettext("document", "Part of a year")),
        Column("unrounded", pgettext("document", "Interest, not rounded")),
        Column("carried", pgettext("document", "Carried in")),
        Column("rounded", pgettext("document", "Interest")),
        Column("residue", pgettext("document", "Left by the rounding")),
    ]


def _reasons(line: Line) -> Iterator[list[Cell]]:
    """The segments of an instalment; its rounding stands on the last of them, so that columns can be summed."""
    currency = str(line.interest.currency)
    segments: list[dict[str, Any]] = list(line.why.get("segments") or [])
    for place, segment in enumerate(segments, start=1):
        rounding: list[Cell] = [None, None, None]
        if place == len(segments):
            carried, residue = (line.why.get(name, "0") for name in ("carried_minor", "residue_minor"))
            rounding = [_exact(carried, currency), line.interest, _exact(residue, currency)]
        yield [
            line.number,
            line.due_on,
            date.fromisoformat(segment["from"]),
            date.fromisoformat(segment["to"]),
            as_money(int(segment["balance_minor"]), currency),
            _decimal(Fraction(segment["rate"])),
            segment["fraction"],
            _exact(segment["unrounded_minor"], currency),
            *rounding,
        ]


def _exact(minor: str, currency: str) -> Decimal:
    """An amount that was not rounded, as near as a spreadsheet's numbers come."""
    return _decimal(Fraction(minor)) * from_minor(1, currency)


def _decimal(exact: Fraction) -> Decimal:
    return Decimal(exact.numerator) / exact.denominator
