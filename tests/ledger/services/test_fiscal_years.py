"""Declaring fiscal years, and the label that each date bears."""

import datetime as dt

import pytest
from django.db import connection

from ledger.domain.errors import UnknownBook
from ledger.domain.period_errors import (
    FiscalYearOverlaps,
    InvalidFiscalYear,
    PeriodAcrossYears,
    UnknownFiscalYear,
    YearSealedOtherwise,
)
from ledger.selectors.books import book_by_code
from ledger.selectors.fiscal_years import fiscal_year, fiscal_years
from ledger.services.fiscal_years import declare_fiscal_year
from ledger.services.periods import open_period
from tests.ledger.books import DAY, entry, posted, seal_all


def declare(book: str, label: str, days: str) -> None:
    starts_on, ends_on = map(dt.date.fromisoformat, days.split("/"))
    declare_fiscal_year(book=book, label=label, starts_on=starts_on, ends_on=ends_on)


def labels(book: str, *days: str) -> list[str]:
    """The fiscal year of each day, as the ledger numbers its entries."""
    kept = book_by_code(book)
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_fiscal_year_of(%s, day) FROM unnest(%s::date[]) day", [kept.id, list(days)])
        return [label for (label,) in cursor.fetchall()]


def test_a_date_belongs_to_its_calendar_year_until_a_year_is_declared(book: str) -> None:
    assert labels(book, "2025-12-31", "2026-01-01", "2026-12-31") == ["2025", "2026", "2026"]
    declare(book, "2025-26", "2025-07-01/2026-06-30")
    assert labels(book, "2025-06-30", "2025-07-01", "2026-06-30", "2026-07-01") == [
        "2025",
        "2025-26",
        "2025-26",
        "2026",
    ]


def test_days_outside_a_year_that_bears_their_number_are_numbered_apart(book: str) -> None:
    """A short first year called 2026: its numbers are its own, whatever was written before it."""
    declare(book, "2026", "2026-03-01/2026-12-31")
    assert labels(book, "2026-02-28", "2026-03-01") == ["2026-0", "2026"]


def test_the_same_year_is_declared_once_however_often_it_is_asked(book: str) -> None:
    declare(book, "2026", "2026-01-01/2026-12-31")
    declare(book, "2026", "2026-01-01/2026-12-31")
    assert [year.label for year in fiscal_years(book=book)] == ["2026"]


OVERLAPS = (
    ("2026", "2027-01-01/2027-12-31"),
    ("2027", "2026-12-31/2027-12-30"),
    ("2026", "2026-01-01/2026-12-30"),
)


@pytest.mark.parametrize(("label", "days"), OVERLAPS)
def test_years_share_neither_label_nor_day(book: str, label: str, days: str) -> None:
    declare(book, "2026", "2026-01-01/2026-12-31")
    with pytest.raises(FiscalYearOverlaps):
        declare(book, label, days)


POSSIBLE = (
    ("2026",             "2026-01-01/2026-01-01", True),
    # An irregular first year.
    ("2026",             "2025-10-01/2026-12-31", True),
    ("2026",             "2025-01-15/2027-01-14", True),
    ("2026",             "2025-01-15/2027-01-15", False),
    ("2026",             "2026-12-31/2026-01-01", False),
    ("a-name-of-16-cha", "2026-01-01/2026-12-31", True),
    ("a-name-of-17-char", "2026-01-01/2026-12-31", False),
    ("",                 "2026-01-01/2026-12-31", False),
    ("été",              "2026-01-01/2026-12-31", False),
    ("2026-0",           "2026-01-01/2026-12-31", False),
)  # fmt: skip


@pytest.mark.parametrize(("label", "days", "possible"), POSSIBLE)
def test_a_year_has_a_label_and_at_most_24_months(book: str, label: str, days: str, possible: bool) -> None:
    if possible:
        declare(book, label, days)
    else:
        with pytest.raises(InvalidFiscalYear):
            declare(book, label, days)


def test_a_year_is_not_declared_across_a_period(book: str) -> None:
    open_period(book=book, starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 12, 31))
    with pytest.raises(PeriodAcrossYears, match="2026-01-01 to 2026-12-31 is partly in the fiscal year 2026-27"):
        declare(book, "2026-27", "2026-07-01/2027-06-30")
    declare(book, "2026", "2026-01-01/2026-12-31")


def test_a_declaration_never_changes_the_year_of_an_entry_that_is_numbered(committed_book: str) -> None:
    posted(entry(("512", "101", "1.00"), effective_on=DAY))
    seal_all()
    for label, days in (("first", "2026-01-01/2026-12-31"), ("2026", "2026-02-01/2026-12-31")):
        with pytest.raises(YearSealedOtherwise, match="has its legal number in the fiscal year 2026"):
            declare(committed_book, label, days)
    declare(committed_book, "2026", "2025-07-01/2026-12-31")
    assert labels(committed_book, DAY.isoformat()) == ["2026"]


def test_years_are_found_by_their_label(book: str) -> None:
    declare(book, "2026", "2026-03-01/2026-12-31")
    found = fiscal_year(book=book, label="2026")
    assert (found.starts_on, found.declared, found.exported_at) == (dt.date(2026, 3, 1), True, None)
    assert fiscal_year(book=book, label="2027").ends_on == dt.date(2027, 12, 31)
    declare(book, "2028-29", "2028-07-01/2029-06-30")
    for label in ("2028", "2029", "next"):
        with pytest.raises(UnknownFiscalYear):
            fiscal_year(book=book, label=label)


def test_a_book_that_is_not_there_has_no_years(db: None) -> None:
    with pytest.raises(UnknownBook):
        declare("nowhere", "2026", "2026-01-01/2026-12-31")
