"""Tables as CSV, for French spreadsheets and for machines, line by line."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from djmoney.money import Money

from lending.domain.money import from_minor, to_minor

Cell = str | int | Decimal | Money | date | None
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
# A spreadsheet takes a text that starts so for a formula, and runs it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True)
class Dialect:
    """How a profile writes: delimiter, decimal sign, dates, line ends, and a mark that says UTF-8 to Excel."""

    delimiter: str
    decimal_sign: str
    date_format: str
    line_end: str
    mark: str = ""


class Profile(StrEnum):
    """Who reads the table."""

    EXCEL_FR = "excel-fr"
    MACHINE = "machine"


DIALECTS = {
    Profile.EXCEL_FR: Dialect(";", ",", "%d/%m/%Y", "\r\n", BYTE_ORDER_MARK),
    Profile.MACHINE: Dialect(",", ".", "%Y-%m-%d", "\n"),
}


@dataclass(frozen=True)
class Column:
    """A column: its name for machines, its label for people."""

    name: str
    label: str


def csv_lines(columns: Sequence[Column], rows: Iterable[Sequence[Cell]], *, profile: Profile) -> Iterator[str]:
    """The table's lines, header first, each made when it is asked for.

    Only texts are guarded against being taken for formulas: an amount of -70 stays a number.
    """
    dialect = DIALECTS[profile]
    writer = csv.writer(_Echo(), delimiter=dialect.delimiter, lineterminator=dialect.line_end)
    names = [column.label if profile == Profile.EXCEL_FR else column.name for column in columns]
    yield dialect.mark + writer.writerow(names)
    for row in rows:
        yield writer.writerow([written(cell, dialect) for cell in row])


def written(cell: Cell, dialect: Dialect) -> str:
    """A cell as text of this dialect; None is empty."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        # A carriage return alone ends a line for some readers and is not quoted by every writer.
        text = cell.replace("\r\n", "\n").replace("\r", "\n")
        return f"'{text}" if text.startswith(FORMULA_STARTS) else text
    if isinstance(cell, date):
        return cell.strftime(dialect.date_format)
    number = plain_amount(cell) if isinstance(cell, Money) else f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
    return number.replace(".", dialect.decimal_sign)


def plain_amount(amount: Money) -> str:
    """An amount as JSON holds it, with the decimals of its currency: `1365.20`, and never `0`.

    :raises ValueError: when it has more decimals than the currency; nothing is rounded here.
    """
    code = str(amount.currency)
    return f"{from_minor(to_minor(amount.amount, code), code):f}"


class _Echo:
    """A file that gives back what is written, so that `csv.writer` returns each line."""

    def write(self, line: str) -> str:
        return line
