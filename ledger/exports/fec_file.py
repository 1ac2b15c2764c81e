"""Making the file of a year's entries, its description, and the record that it left the books."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from ledger.domain import fec
from ledger.exports.fec import FecLines
from ledger.exports.fec_description import description
from ledger.selectors.fiscal_years import Year, fiscal_year
from ledger.selectors.periods import periods
from ledger.selectors.snapshots import one_snapshot
from ledger.services.fiscal_years import declare_fiscal_year
from ledger.services.record_export import record_export


@dataclass(frozen=True, slots=True)
class FecFile:
    """A file that was made and recorded, and the document beside it."""

    path: Path
    description: Path
    entries: int
    lines: int
    sha256: str


def export_fec(
    *, book: str, label: str, folder: Path, by: str, siren: str | None = None, encoding: str = "utf-8"
) -> FecFile:
    """Write the file of a fiscal year and mark the year: from then on its periods are never reopened.

    The file takes its name when it is whole and was compared with the books; nothing is left of one that is refused.

    :param siren: of whom the books are; the book's code stands in the name when it is not given.
    :param by: who exports, as text; kept.
    :raises EntriesNotSealed: entries of the year have no legal number yet.
    :raises EarlierYearNotClosed: income or expense of an earlier year is left.
    :raises ExportNotPossible: an account has no number of the plan comptable, or is in another currency.
    :raises ExportContradictsBooks: the file is not what the accounts hold.
    :raises UnknownFiscalYear, PeriodAcrossYears: there is no such year.
    """
    year = fiscal_year(book=book, label=label)
    owner = siren or book
    path = folder / fec.file_name(owner=owner, closes_on=year.ends_on)
    draft = path.with_suffix(".draft")
    try:
        with one_snapshot():
            lines = FecLines(book=book, year=year, encoding=encoding)
            sha256 = _write(lines, draft)
            name, closed = path.name, _is_closed(book, year)
            text = description(lines, file_name=name, sha256=sha256, owner=owner, is_closed=closed)
        beside = path.with_name(f"{path.stem}-description.txt")
        beside.write_text(text, encoding="utf-8")
        _record(lines, name=name, by=by, sha256=sha256)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return FecFile(path, beside, lines.entry_count, lines.line_count, sha256)


def _write(lines: FecLines, path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for line in lines:
            written = line.encode(lines.encoding)
            digest.update(written)
            file.write(written)
    return digest.hexdigest()


def _is_closed(book: str, year: Year) -> bool:
    """Whether closed periods hold every day of the year."""
    days = sum(
        (period.ends_on - period.starts_on).days + 1
        for period in periods(book=book)
        if period.closed_at is not None and year.starts_on <= period.starts_on <= year.ends_on
    )
    return days == (year.ends_on - year.starts_on).days + 1


def _record(lines: FecLines, *, name: str, by: str, sha256: str) -> None:
    year = lines.year
    if not year.declared:
        declare_fiscal_year(book=lines.book, label=year.label, starts_on=year.starts_on, ends_on=year.ends_on)
    record_export(
        book=lines.book,
        label=year.label,
        by=by,
        file_name=name,
        encoding=lines.encoding,
        entry_count=lines.entry_count,
        line_count=lines.line_count,
        sha256=sha256,
    )
