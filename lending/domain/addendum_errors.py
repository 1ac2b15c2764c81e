"""What the fund refuses about addenda: a change takes effect with the addendum that everybody accepted."""

from lending.domain.errors import LendingError
from lending.domain.sentences import gettext_noop


class AddendumMissing(LendingError):
    """What changes a loan changes its contract, in writing."""

    code = "addendum-missing"
    title = gettext_noop("The addendum is not drawn up")
    sentence = gettext_noop(
        "Request %(request)s takes effect with an addendum to the contract of %(loan)s: draw the addendum up first."
    )


class AddendumNotAccepted(LendingError):
    """A change takes effect once every party to the addendum has accepted it."""

    code = "addendum-not-accepted"
    title = gettext_noop("The addendum is not accepted by everybody")
    sentence = gettext_noop(
        "The addendum to %(loan)s is still to be accepted by: %(missing)s. Remind them, or record the addendum signed "
        "on paper."
    )


class AddendumOutdated(LendingError):
    """Who lends now is who accepts the change."""

    code = "addendum-outdated"
    title = gettext_noop("The lenders are others than in the addendum")
    sentence = gettext_noop(
        "The addendum to %(loan)s was drawn up for other lenders than those who lend now (%(lenders)s): draw it up "
        "again."
    )


class AddendumThere(LendingError):
    """An addendum is drawn up once, and again only where what it says has changed."""

    code = "addendum-there"
    title = gettext_noop("The addendum is drawn up already")
    sentence = gettext_noop("The addendum of request %(request)s is there, %(sha256)s: accept that one.")


class AddendumClosed(LendingError):
    """An addendum is accepted until it is in force, lapses, or is drawn up again; a notice asks for no acceptance."""

    code = "addendum-closed"
    title = gettext_noop("This addendum is no longer to be accepted")
    sentence = gettext_noop(
        "Document %(number)s of loan %(loan)s waits for no acceptance: its change is in force or has lapsed, or "
        "another addendum has taken its place. Read the last one."
    )


ALL = (AddendumClosed, AddendumMissing, AddendumNotAccepted, AddendumOutdated, AddendumThere)
