"""A fund's cash to come as CSV."""

from collections.abc import Iterator

from django.utils.translation import override, pgettext

from lending.statements.liquidity import Line, LiquidityReport
from lending.statements.tables import Cell, Column, Profile, csv_lines


def liquidity_csv(report: LiquidityReport, *, profile: Profile, language: str = "fr") -> Iterator[str]:
    """One line a month and no line of totals, so that each column of flows can be summed as it is."""
    with override(language):
        columns = [
            Column("start", pgettext("document", "From")),
            Column("end", pgettext("document", "To")),
            Column("opening", pgettext("document", "Opening cash")),
            Column("principal", pgettext("document", "Principal in")),
            Column("interest", pgettext("document", "Interest in")),
            Column("drawdowns", pgettext("document", "Loans to pay out")),
            Column("notices", pgettext("document", "Asked back")),
            Column("closing", pgettext("document", "Closing cash")),
            Column("currency", pgettext("document", "Currency")),
        ]
    return csv_lines(columns, (_row(line) for line in report.lines), profile=Profile(profile))


def _row(line: Line) -> list[Cell]:
    return [
        line.start, line.end, line.opening, line.principal, line.interest, line.drawdowns, line.notices, line.closing,
        str(line.closing.currency),
    ]  # fmt: skip


def liquidity_name(report: LiquidityReport) -> str:
    """A file's name without its ending: `tresorerie-caisse-2026-02-03`."""
    return f"tresorerie-{report.found.fund.slug}-{report.on.isoformat()}"
