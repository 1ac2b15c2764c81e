"""Closing the days of the fund's book, and opening them again."""

from datetime import date

from ledger.services.periods import close_period, open_period, reopen_period, require_over
from lending.models import Fund


def close_days(*, fund: Fund, starts_on: date, ends_on: date, today: date, reason: str, by: str) -> None:
    """Nothing enters these days any more; a period that does not hold them yet is opened for them.

    :raises PeriodNotOver: today, or a day to come, is among them.
    :raises LedgerError: they overlap another period, or belong to two fiscal years.
    """
    require_over(starts_on=starts_on, ends_on=ends_on, today=today)
    open_period(book=fund.book, starts_on=starts_on, ends_on=ends_on, by=by)
    close_period(book=fund.book, starts_on=starts_on, ends_on=ends_on, reason=reason, by=by)


def reopen_days(*, fund: Fund, starts_on: date, ends_on: date, reason: str, by: str) -> None:
    """Entries come in again.

    :raises LedgerError: a later period is closed, or the legal numbers of the year were exported.
    """
    reopen_period(book=fund.book, starts_on=starts_on, ends_on=ends_on, reason=reason, by=by)
