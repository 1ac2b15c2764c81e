"""The schedule of a loan as CSV."""

from collections.abc import Iterator

from django.utils.translation import override, pgettext

from lending.statements.loan_schedule import Line, LoanSchedule
from lending.statements.tables import Cell, Column, Profile, csv_lines
from lending.statements.wording import settlement_name


def schedule_csv(schedule: LoanSchedule, *, profile: Profile, language: str = "fr") -> Iterator[str]:
    """One line an instalment and no line of totals, so that each column can be summed as it is."""
    with override(language):
        columns = schedule_columns()
        rows = [schedule_row(schedule, line, people=Profile(profile) == Profile.EXCEL_FR) for line in schedule.lines]
    return csv_lines(columns, rows, profile=Profile(profile))


def schedule_name(schedule: LoanSchedule) -> str:
    """A file's name without its ending: `echeancier-P2026-014`."""
    return f"echeancier-{schedule.loan.reference}"


def schedule_columns() -> list[Column]:
    """The columns of a schedule, in the language being spoken."""
    return [
        Column("loan", pgettext("document", "Loan")),
        Column("number", pgettext("document", "No.")),
        Column("due_on", pgettext("document", "Due on")),
        Column("principal", pgettext("document", "Principal")),
        Column("interest", pgettext("document", "Interest")),
        Column("costs", pgettext("document", "Costs")),
        Column("total", pgettext("document", "To pay")),
        Column("outstanding", pgettext("document", "Principal left")),
        Column("paid_principal", pgettext("document", "Principal paid")),
        Column("paid_interest", pgettext("document", "Interest paid")),
        Column("paid_costs", pgettext("document", "Costs paid")),
        Column("remaining", pgettext("document", "Remaining")),
        Column("state", pgettext("document", "State")),
        Column("currency", pgettext("document", "Currency")),
    ]


def schedule_row(schedule: LoanSchedule, line: Line, *, people: bool) -> list[Cell]:
    """An instalment; states are named for people, coded for machines."""
    return [
        schedule.loan.reference, line.number, line.due_on, line.principal, line.interest, line.costs, line.total,
        line.outstanding, line.paid_principal, line.paid_interest, line.paid_costs, line.remaining,
        settlement_name(line.settlement) if people else str(line.settlement), str(line.total.currency),
    ]  # fmt: skip
