"""What a change of a running loan is refused for."""

from lending.domain.errors import LendingError
from lending.domain.sentences import gettext_noop


class LoanMoved(LendingError):
    """What was written, or voted, stood on other figures."""

    code = "loan-moved"
    title = gettext_noop("The loan is not where it stood")
    sentence = gettext_noop(
        "On %(on)s, %(outstanding)s of loan %(loan)s were to be outstanding and it is %(now)s, or other "
        "instalments are due: ask again on today's figures."
    )


class NotYet(LendingError):
    """A change takes effect on a day that is still to come."""

    code = "change-not-yet"
    title = gettext_noop("This change takes effect later")
    sentence = gettext_noop("It was voted for %(on)s; today is %(today)s: apply it from that day on.")


class AlreadyApplied(LendingError):
    """A decision changes a loan once."""

    code = "already-applied"
    title = gettext_noop("This change is applied already")
    sentence = gettext_noop("The schedule that %(request)s asked for is in force since %(on)s.")


class NotAChange(LendingError):
    """A request for a new loan is agreed; one that changes a loan is applied."""

    code = "not-a-change"
    title = gettext_noop("This request asks for something else")
    sentence = gettext_noop(
        "%(request)s is of kind %(kind)s: a request for money is agreed, one for another schedule is applied."
    )


class ScheduleChangedSince(LendingError):
    """What was received before a change is part of what the committee voted."""

    code = "schedule-changed-since"
    title = gettext_noop("The schedule was changed since")
    sentence = gettext_noop(
        "The committee changed the schedule of %(loan)s from %(on)s on, by what was received until then: that stays. "
        "Ask for a further change on today's figures."
    )
