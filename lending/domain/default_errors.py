"""What is refused when a loan is called in, guaranteed or written off."""

from lending.domain.errors import LendingError
from lending.domain.sentences import gettext_noop


class NothingLate(LendingError):
    code = "nothing-late"
    title = gettext_noop("Nothing is late")
    sentence = gettext_noop(
        "On %(date)s nothing that is due on %(subject)s is unpaid: a loan is called in when something is late."
    )


class AlreadyPrepared(LendingError):
    code = "already-prepared"
    title = gettext_noop("This is prepared already")
    sentence = gettext_noop("%(person)s has prepared this for %(subject)s: confirm it or drop it first.")


class NotCalledIn(LendingError):
    code = "not-called-in"
    title = gettext_noop("This loan is not called in")
    sentence = gettext_noop("%(subject)s is not called in, or no longer: there is nothing to take back.")
