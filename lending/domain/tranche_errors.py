"""Why a drawdown of a loan is not paid or given up."""

from lending.domain.errors import LendingError
from lending.domain.sentences import gettext_noop


class TrancheError(LendingError):
    """What keeps a drawdown from being paid, given up, or passed over."""

    code = "drawdown-error"
    title = gettext_noop("This drawdown is not possible")


class NothingToDraw(TrancheError):
    code = "nothing-to-draw"
    title = gettext_noop("Nothing is left to draw")
    sentence = gettext_noop("All of loan %(loan)s is drawn or given up.")


class DrawdownLapsed(TrancheError):
    code = "drawdown-lapsed"
    title = gettext_noop("The time of this drawdown is over")
    sentence = gettext_noop(
        "Drawdown %(number)s of %(loan)s could be paid until %(last_on)s: a new request is needed for it."
    )
