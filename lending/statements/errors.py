"""What a document refuses to say."""

from lending.domain.errors import LendingError
from lending.domain.sentences import gettext_noop


class WrongPeriod(LendingError):
    """A statement's period ends before it starts."""

    code = "wrong-period"
    title = gettext_noop("This period is not possible")
    sentence = gettext_noop("The period from %(start)s to %(end)s ends before it starts: give a later end.")


class TooLongForPdf(LendingError):
    """Setting so many lines in type would keep a web process busy for long; tables are streamed, however long."""

    code = "too-long-for-pdf"
    title = gettext_noop("This statement is too long for a PDF")
    sentence = gettext_noop(
        "%(lines)s lines from %(start)s to %(end)s, %(maximum)s at most: ask for a shorter period, or take the CSV."
    )


class MinutesNotPossible(LendingError):
    """The consultation has not been counted, so there is nothing to minute."""

    code = "minutes-not-possible"
    title = gettext_noop("There are no minutes yet")
    sentence = gettext_noop("The consultation on %(request)s is %(state)s: minutes are drawn up once it is decided.")


class MinutesContradictLog(LendingError):
    """What was recomputed from the log is not what was stored: somebody must look before anything is printed."""

    code = "minutes-contradict-log"
    title = gettext_noop("The minutes and the log disagree")
    sentence = gettext_noop(
        "%(what)s: the log gives %(recomputed)s, the decision says %(stored)s. Nothing is printed: ask for an audit."
    )
