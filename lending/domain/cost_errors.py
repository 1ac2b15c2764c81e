"""What cannot be charged or waived."""

from lending.domain.errors import LendingError
from lending.domain.sentences import gettext_noop


class NothingToCharge(LendingError):
    code = "nothing-to-charge"
    title = gettext_noop("No late interest has run")
    sentence = gettext_noop(
        "Until %(date)s the contract asks for no late interest, or all of it is charged already: choose a later day."
    )


class MoreThanDue(LendingError):
    code = "more-than-due"
    title = gettext_noop("More than is due")
    sentence = gettext_noop("On %(date)s, %(due)s of it are due; %(amount)s cannot be waived: lower the amount.")


class NotInSchedule(LendingError):
    code = "not-in-schedule"
    title = gettext_noop("There is no such instalment")
    sentence = gettext_noop("The debtor named %(numbers)s; the schedule has the instalments 1 to %(last)s.")
