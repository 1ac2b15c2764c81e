"""Why principal cannot be repaid early in this way."""

from lending.domain.errors import LendingError
from lending.domain.sentences import gettext_noop


class NothingPrepaid(LendingError):
    code = "nothing-prepaid"
    title = gettext_noop("Nothing is left to repay early")
    sentence = gettext_noop(
        "On %(date)s, %(least)s are owed already, with interest to the day; %(amount)s repay nothing early: record an "
        "ordinary repayment, or a larger amount."
    )


class MoreThanPayoff(LendingError):
    code = "more-than-payoff"
    title = gettext_noop("More than repays everything")
    sentence = gettext_noop("On %(date)s, %(payoff)s repay everything; %(amount)s were given: repay early in full.")


class PaidAhead(LendingError):
    code = "paid-ahead"
    title = gettext_noop("An instalment to come is paid already")
    sentence = gettext_noop(
        "Instalment %(number)s, due on %(due_on)s, is paid in advance: repay principal early from that day on, or "
        "reverse that receipt first."
    )


class ScheduleNotOfTerms(LendingError):
    code = "schedule-not-of-terms"
    title = gettext_noop("This schedule is not reckoned from its terms")
    sentence = gettext_noop(
        "The schedule of %(loan)s was changed otherwise, so what an early repayment would do to it is not known: "
        "repay in full, or ask the committee for another schedule."
    )
