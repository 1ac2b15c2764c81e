"""What is refused of sponsors: cooperatives that answer for a part of another one's loan."""

from lending.domain.errors import LendingError
from lending.domain.sentences import gettext_noop


class UnknownSponsor(LendingError):
    code = "unknown-sponsor"
    title = gettext_noop("This sponsor is not a member of the fund")
    sentence = gettext_noop(
        "%(sponsor)s is no member of this fund: a sponsor is another member of the borrower's fund."
    )


class SponsorIsBorrower(LendingError):
    code = "sponsor-is-borrower"
    title = gettext_noop("Nobody answers for itself")
    sentence = gettext_noop("%(sponsor)s asks for this loan: its sponsor is another member.")


class SponsorNamedTwice(LendingError):
    code = "sponsor-named-twice"
    title = gettext_noop("This sponsor is named twice")
    sentence = gettext_noop("%(sponsor)s is named twice: say once how much it guarantees.")


class WrongGuarantee(LendingError):
    code = "wrong-guarantee"
    title = gettext_noop("This guarantee is not possible")
    sentence = gettext_noop(
        "%(sponsor)s guarantees either an amount, above zero and at most %(maximum)s, or a share of the loan, above "
        "zero and at most 100 %%."
    )


class NothingToCall(LendingError):
    code = "nothing-to-call"
    title = gettext_noop("There is nothing to call this sponsor for")
    sentence = gettext_noop("%(sponsor)s can be called for %(maximum)s more on %(subject)s; %(amount)s were given.")


class SponsorNotCalled(LendingError):
    code = "sponsor-not-called"
    title = gettext_noop("The sponsors come first")
    sentence = gettext_noop("%(sponsor)s answers for %(amount)s of %(subject)s and has not been called: call it first.")


class CallStillRuns(LendingError):
    code = "call-still-runs"
    title = gettext_noop("A sponsor still has time to pay")
    sentence = gettext_noop(
        "%(sponsor)s was called for %(subject)s and has until %(date)s to pay the %(amount)s that are left."
    )


class MoreThanCalled(LendingError):
    code = "more-than-called"
    title = gettext_noop("More than the sponsor was called for")
    sentence = gettext_noop("%(sponsor)s paid %(amount)s; %(maximum)s of the call are left.")


class MoreThanOwed(LendingError):
    code = "more-than-owed"
    title = gettext_noop("More than is owed")
    sentence = gettext_noop(
        "%(sponsor)s paid %(amount)s; %(maximum)s of %(subject)s are owed: give the sponsor back what goes beyond."
    )


class CallPaid(LendingError):
    code = "call-paid"
    title = gettext_noop("The sponsor has paid on this call")
    sentence = gettext_noop("%(sponsor)s has paid %(amount)s on this call: reverse that receipt first.")


class CallTakenBack(LendingError):
    code = "call-taken-back"
    title = gettext_noop("This call was taken back")
    sentence = gettext_noop("The call on %(sponsor)s was taken back on %(date)s: it asks for nothing any more.")
