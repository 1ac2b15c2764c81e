"""On which days money may be wished for, seen from the day it is asked."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from lending.domain.dates import add_months
from lending.domain.errors import LendingError
from lending.domain.sentences import Sentence, gettext_noop
from lending.domain.wished_rules import Finding

AHEAD_MONTHS_MAX: Final = 12
"""As far as the forecast of the fund's cash reaches: nobody knows what could be lent after that."""
RECORDED_YEARS_MAX: Final = 20
"""How old a loan may be that a program records, made before or elsewhere; earlier, it is a slip of the keyboard."""

_TOO_FAR: Final = gettext_noop(
    "%(day)s was given; money is asked for at most %(months)s months ahead, until %(last)s: give an earlier day, or "
    "ask later."
)
_TOO_OLD: Final = gettext_noop(
    "%(day)s was given, more than %(years)s years ago: give a day from %(first)s on, or correct the year."
)


class StartPassed(LendingError):
    """Money is asked for a day to come: what is handed in on a page, by a person, is no record of what was."""

    code = "start-passed"
    title = gettext_noop("The day wished for has passed")
    sentence = gettext_noop(
        "The money is wished for on %(start)s, and today is %(today)s: change the request, with a day from today on, "
        "then hand it in."
    )


def wrong_start(start: date, *, asked_on: date) -> Iterator[Finding]:
    """What of the day of the money cannot be: it is absurdly far away.

    >>> [len(list(wrong_start(day, asked_on=date(2026, 1, 15)))) for day in (date(2027, 1, 15), date(2027, 1, 16))]
    [0, 1]
    """
    last, first = add_months(asked_on, AHEAD_MONTHS_MAX), add_months(asked_on, -12 * RECORDED_YEARS_MAX)
    if start > last:
        yield "start_on", Sentence(_TOO_FAR, {"day": start, "months": AHEAD_MONTHS_MAX, "last": last})
    if start < first:
        yield "start_on", Sentence(_TOO_OLD, {"day": start, "years": RECORDED_YEARS_MAX, "first": first})


def require_ahead(start: date, *, asked_on: date) -> None:
    """Today or later.

    :raises StartPassed:
    """
    if start < asked_on:
        raise StartPassed(start=start, today=asked_on)
