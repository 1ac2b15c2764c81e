"""How the due dates and the grace that somebody wishes must fit the rest of a loan, as far as the rest is known."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from lending.domain.sentences import Sentence, gettext_noop

Finding = tuple[str, Sentence]

AFTER_START: Final = gettext_noop("%(day)s was given; it must be after the first drawdown, %(start)s.")
_NOT_BOTH: Final = gettext_noop("With due_dates, first_due_on has nothing to say: give one of them.")
_HOW_MANY: Final = gettext_noop(
    "%(given)s was given and there are %(dates)s due dates: leave it out, or make them equal."
)
_INCREASING: Final = gettext_noop("%(day)s does not come after %(before)s: each due date is later than the one before.")
_GRACE: Final = gettext_noop("%(given)s was given for %(instalments)s instalments: at least the last one must pay.")


def own_dates(
    start: date | None, first_due_on: date | None, due_dates: Sequence[date] | None, instalments: int | None
) -> Iterator[Finding]:
    """What of these days cannot be, by the name of its field.

    :param start: the day of the first drawdown; None where it could not be read, and the rest is told all the same.
    :param instalments: how many there are said to be; None where that could not be read.
    """
    if due_dates is not None and instalments is not None and len(due_dates) != instalments:
        yield "instalments", Sentence(_HOW_MANY, {"given": instalments, "dates": len(due_dates)})
    if first_due_on is not None and start is not None and first_due_on <= start:
        yield "first_due_on", Sentence(AFTER_START, {"day": first_due_on, "start": start})
    if first_due_on is not None and due_dates is not None:
        yield "first_due_on", Sentence(_NOT_BOTH)
    for before, day in pairwise((*([start] if start else ()), *(due_dates or ()))):
        if day <= before:
            yield "due_dates", Sentence(_INCREASING, {"day": day, "before": before})


def graces(given: Mapping[str, int], instalments: int) -> Iterator[Finding]:
    """What of the first instalments that pay less cannot be: after them one must be left that pays.

    :param given: the number of such instalments, by the name of its field.
    """
    for name, count in given.items():
        if count >= instalments:
            yield name, Sentence(_GRACE, {"given": count, "instalments": instalments})
