"""Reading a file of members: which line and which column is wrong, before anything is done with it."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from lending.domain.member_columns import REQUIRED, columns_of
from lending.domain.sentences import Sentence, gettext_noop

SEPARATORS: Final = (";", ",", "\t")
UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")

NOT_UTF8 = gettext_noop(
    "Byte %(byte)s is not UTF-8: the file was made as %(guess)s, save it again as UTF-8 (“CSV UTF-8” in a spreadsheet)."
)
EMPTY = gettext_noop("The file is empty: its first line says the columns (%(columns)s), the next ones are members.")
NO_HEADER = gettext_noop("The first line must say the columns: %(columns)s. It says: “%(found)s”.")
COLUMN_MISSING = gettext_noop("The column %(missing)s is missing: add it to the first line and to each member.")
COLUMN_TWICE = gettext_noop(
    "The first line names the column “%(title)s” after another that means the same (“%(other)s”): keep one."
)
NO_MEMBER = gettext_noop("There is no member below the first line: add one a line.")
WRONG_CELL_COUNT = gettext_noop(
    "This line has %(count)s cells and the first line has %(expected)s: look for a separator too many or too few, "
    "or put quotes around text that holds one."
)
BROKEN_QUOTES = gettext_noop(
    "The quotes of this line do not match: close them, or double those that are part of the text."
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file: the line as an editor counts it, the column as the file names it, rule and way out."""

    line: int
    column: str
    value: str
    rule: Sentence


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One member as written: text by column."""

    line: int
    cells: dict[str, str]


@dataclass(slots=True)
class MemberFile:
    """What a file says; `titles` are the file's own names of the columns."""

    lines: list[MemberLine] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, line: int, text: str, *, column: str = "", value: str = "", **values: object) -> None:
        """Note a fault; `column` is one of ours."""
        self.faults.append(
            Fault(line, self.titles.get(column, column), value, Sentence(text, {"value": value, **values}))
        )


def read_member_file(content: bytes) -> MemberFile:
    """Read UTF-8 text of lines separated by LF, CRLF or CR, and cells by `;`, `,` or TAB; the first line says which.

    A byte-order mark, blank lines and columns we do not know are passed over. Nothing is checked but the form.
    """
    file = MemberFile()
    text = _decode(content, file)
    if text is None:
        return file
    if not text.strip():
        file.refuse(1, EMPTY, columns=", ".join(REQUIRED))
        return file
    separator = _separator(_first_line(text))
    rows = _rows(text, separator, file)
    header_line, titles = next(rows, (1, []))
    columns = _read_header(header_line, [title.strip() for title in titles], file)
    if not file.faults:
        _read_lines(rows, columns, file)
    if not file.faults and not file.lines:
        file.refuse(header_line + 1, NO_MEMBER)
    return file


def _decode(content: bytes, file: MemberFile) -> str | None:
    if content.startswith(UTF16_MARKS):
        file.refuse(1, NOT_UTF8, byte=f"0x{content[0]:02X}", guess="UTF-16")
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = _one_kind_of_line_end(error.object[: error.start].decode("latin-1"))
        byte = error.object[error.start]
        file.refuse(before.count("\n") + 1, NOT_UTF8, byte=f"0x{byte:02X}", guess="Windows-1252 / ISO 8859-1")
        return None
    return _one_kind_of_line_end(text)


def _one_kind_of_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _first_line(text: str) -> str:
    return next(line for line in text.split("\n") if line.strip())


def _separator(first_line: str) -> str:
    """The separator that makes the most known columns of the first line."""

    def known(separator: str) -> int:
        titles = next(csv.reader([first_line], delimiter=separator), [])
        return sum(column is not None for column in columns_of(titles))

    return max(SEPARATORS, key=known)


def _rows(text: str, separator: str, file: MemberFile) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, each with the line it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            file.refuse(line, BROKEN_QUOTES)
            return
        if any(cell.strip() for cell in row):
            yield line, row


def _read_header(line: int, titles: Sequence[str], file: MemberFile) -> list[str | None]:
    columns = columns_of(titles)
    if not any(columns):
        file.refuse(line, NO_HEADER, columns=", ".join(REQUIRED), found=" ".join(titles)[:80])
        return columns
    for title, column in zip(titles, columns, strict=True):
        if column is None:
            file.ignored += [title] if title else []
        elif column in file.titles:
            file.refuse(line, COLUMN_TWICE, column=column, title=title, other=file.titles[column])
        else:
            file.titles[column] = title
    for column in REQUIRED:
        if column not in file.titles:
            file.refuse(line, COLUMN_MISSING, column=column, missing=column)
    return columns


def _read_lines(rows: Iterator[tuple[int, list[str]]], columns: Sequence[str | None], file: MemberFile) -> None:
    for line, row in rows:
        cells = row[: len(columns)]
        surplus = [cell for cell in row[len(columns) :] if cell.strip()]
        if surplus or len(cells) < len(columns):
            file.refuse(line, WRONG_CELL_COUNT, value=" ".join(surplus), count=len(row), expected=len(columns))
            continue
        named = {column: cell.strip() for column, cell in zip(columns, cells, strict=True) if column}
        file.lines.append(MemberLine(line, named))
