"""Fiscal years of a book: the declared ones, and the calendar years that stand for what is not declared."""

import datetime as dt
import re
from dataclasses import dataclass

from ledger.domain.period_errors import UnknownFiscalYear
from ledger.models import FiscalYear
from ledger.selectors.books import book_by_code

CALENDAR = re.compile(r"[1-9][0-9]{3}")


@dataclass(frozen=True, slots=True)
class Year:
    """A fiscal year, both days included; a calendar year that nobody declared was never exported."""

    label: str
    starts_on: dt.date
    ends_on: dt.date
    exported_at: dt.datetime | None
    declared: bool


def fiscal_years(*, book: str) -> list[Year]:
    """Give the declared years of a book, earliest first."""
    found = FiscalYear.objects.filter(book=book_by_code(book)).order_by("starts_on")
    return [_declared(year) for year in found]


def fiscal_year(*, book: str, label: str) -> Year:
    """Give the year of a label: a declared one, else the calendar year, where no declared year has a day of it.

    :raises UnknownFiscalYear: it is neither.
    """
    kept = book_by_code(book)
    found = FiscalYear.objects.filter(book=kept, label=label).first()
    if found is not None:
        return _declared(found)
    if not CALENDAR.fullmatch(label):
        raise UnknownFiscalYear(book=book, label=label)
    first, last = dt.date(int(label), 1, 1), dt.date(int(label), 12, 31)
    if FiscalYear.objects.filter(book=kept, starts_on__lte=last, ends_on__gte=first).exists():
        raise UnknownFiscalYear(book=book, label=label)
    return Year(label, first, last, exported_at=None, declared=False)


def _declared(year: FiscalYear) -> Year:
    return Year(year.label, year.starts_on, year.ends_on, year.exported_at, declared=True)
