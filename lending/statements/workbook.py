"""Workbooks for spreadsheets: typed cells, texts that stay texts."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Final

import xlsxwriter
from djmoney.money import Money
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lending.domain.currencies import DECIMALS
from lending.domain.money import to_minor
from lending.statements.tables import Cell, Column

CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Sheet = tuple[str, Sequence[Column], Iterable[Sequence[Cell]]]

_WIDTH: Final = 18
_NAME_MAX: Final = 31


def workbook(sheets: Iterable[Sheet], *, issued_at: datetime) -> bytes:
    """A workbook of some sheets (name, columns, rows), written row by row: memory does not grow with the rows.

    A text is always written as one: `=1+1` is shown and not calculated. Amounts and whole numbers are numbers, days are
    days. The same sheets and instant give the same bytes.
    """
    file = BytesIO()
    # Closed whatever happens: rows wait in temporary files.
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        book.set_properties({"created": issued_at.replace(tzinfo=None)})
        formats = _Formats(book)
        for name, columns, rows in sheets:
            sheet = book.add_worksheet(name[:_NAME_MAX])
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(columns) - 1, _WIDTH)
            for place, column in enumerate(columns):
                sheet.write_string(0, place, column.label, formats.head)
            for line, row in enumerate(rows, start=1):
                for place, cell in enumerate(row):
                    _write(sheet, line, place, cell, formats)
    return file.getvalue()


class _Formats:
    """How cells are shown."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.head = book.add_format({"bold": True, "bottom": 1})
        self.day = book.add_format({"num_format": "dd/mm/yyyy"})
        self._book = book
        self._amounts: dict[int, Format] = {}

    def amount(self, decimals: int) -> Format:
        """As many decimals as the currency has."""
        if decimals not in self._amounts:
            shown = "#,##0" + ("." + "0" * decimals if decimals else "")
            self._amounts[decimals] = self._book.add_format({"num_format": shown})
        return self._amounts[decimals]


def _write(sheet: Worksheet, line: int, place: int, cell: Cell, formats: _Formats) -> None:
    if cell is None:
        return
    if isinstance(cell, str):
        sheet.write_string(line, place, cell)
    elif isinstance(cell, date):
        sheet.write_datetime(line, place, datetime(cell.year, cell.month, cell.day), formats.day)  # noqa: DTZ001
    elif isinstance(cell, Money):
        code = str(cell.currency)
        to_minor(cell.amount, code)  # refuses more decimals than the currency has: nothing is rounded here
        sheet.write_number(line, place, cell.amount, formats.amount(DECIMALS[code]))
    else:
        sheet.write_number(line, place, cell)
