"""Why a rule cannot be put to the vote to be overridden."""

from lending.domain.errors import LendingError
from lending.domain.sentences import gettext_noop


class OverrideOfLaw(LendingError):
    code = "override-of-law"
    title = gettext_noop("No vote sets this rule aside")
    sentence = gettext_noop(
        "The rule %(rule)s (%(source)s) may not be overridden: change the request so that it is met."
    )


class OverrideOfUnknown(LendingError):
    code = "override-of-unknown"
    title = gettext_noop("What is not known cannot be overridden")
    sentence = gettext_noop(
        "A figure of the rule %(rule)s is missing: fill it in, then say how far it may be exceeded."
    )


class OverrideNotNeeded(LendingError):
    code = "override-not-needed"
    title = gettext_noop("This rule needs no override")
    sentence = gettext_noop("The rule %(rule)s is met, or not asked here: leave it out.")


class OverrideWithoutReason(LendingError):
    code = "override-without-reason"
    title = gettext_noop("Why should it be overridden?")
    sentence = gettext_noop("The committee votes on the rule %(rule)s with a reason: write one.")
