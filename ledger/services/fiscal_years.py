"""Declaring the fiscal years of a book."""

import datetime as dt
import json
import re

from django.db import connection

from ledger.domain.errors import LedgerError, UnknownBook
from ledger.domain.period_errors import FiscalYearOverlaps, InvalidFiscalYear, PeriodAcrossYears, YearSealedOtherwise
from ledger.services.sentences import with_days

LABEL = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,15}")
MONTHS_MAX = 24
REFUSED: dict[str, type[LedgerError]] = {
    "book_unknown": UnknownBook,
    "year_overlaps": FiscalYearOverlaps,
    "period_across_years": PeriodAcrossYears,
    "year_sealed_otherwise": YearSealedOtherwise,
}


def declare_fiscal_year(*, book: str, label: str, starts_on: dt.date, ends_on: dt.date) -> None:
    """Declare a fiscal year, both days included; asked twice for the same one, it changes nothing.

    What is not declared is kept by calendar years. A declared year never changes, for its label is in legal numbers.

    :param label: stands in legal numbers: "2026", "2025-26"; does not end in -0.
    :raises InvalidFiscalYear: it runs backwards, lasts more than 24 months, or its label cannot be written in a number.
    :raises FiscalYearOverlaps: its label or a day of it belongs to another year.
    :raises PeriodAcrossYears: one of the book's periods would be partly in it.
    :raises YearSealedOtherwise: an entry has its legal number already, and its year would change.
    """
    if not (_possible(starts_on, ends_on) and LABEL.fullmatch(label) and not label.endswith("-0")):
        raise InvalidFiscalYear(book=book, label=label, starts_on=starts_on, ends_on=ends_on)
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_declare_fiscal_year(%s, %s, %s, %s)", [book, label, starts_on, ends_on])
        (answer,) = cursor.fetchone()
    if answer is not None:
        rule = json.loads(answer) if isinstance(answer, str) else answer
        values = {"book": book, "label": label, "starts_on": starts_on, "ends_on": ends_on, **with_days(rule)}
        raise REFUSED[values.pop("code")](**values)


def _possible(starts_on: dt.date, ends_on: dt.date) -> bool:
    months = (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month
    return starts_on <= ends_on and (months, ends_on.day) < (MONTHS_MAX, starts_on.day)
