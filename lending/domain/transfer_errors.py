"""What the transfer of a lender's part does not allow."""

from lending.domain.errors import LendingError
from lending.domain.sentences import gettext_noop


class TransferError(LendingError):
    """A part in a loan cannot go to another lender."""

    code = "transfer-error"
    title = gettext_noop("This part cannot be transferred")


class TransferTooLarge(TransferError):
    """More than the lender has lent in this loan."""

    code = "transfer-too-large"
    sentence = gettext_noop(
        "%(asked)s were asked; %(lender)s has %(outstanding)s lent in this loan on that day: lower the amount."
    )


class BuyerMayNotLend(TransferError):
    """A ceiling, the buyer's cash or its link to the borrower is in the way."""

    code = "buyer-may-not-lend"
    sentence = gettext_noop("%(buyer)s can take over at most %(possible)s, and %(asked)s were asked: %(reasons)s")


class NotAnotherLender(TransferError):
    """The buyer is the lender itself, or no member of this fund."""

    code = "not-another-lender"
    sentence = gettext_noop("%(buyer)s is not another member of this fund: choose another one.")


class TransferPending(TransferError):
    """Another transfer of the same part waits for its answer or its booking."""

    code = "transfer-pending"
    sentence = gettext_noop("A transfer of %(amount)s to %(buyer)s waits already: end it first, or let it be booked.")


class SamePerson(TransferError):
    """The hands differ: who proposes does not accept, and who agreed does not book."""

    code = "same-person"
    title = gettext_noop("Somebody else must do this")
    sentence = gettext_noop(
        "%(person)s already agreed to this transfer for one of the lenders: somebody else does this."
    )


class TransferBeforeConsent(TransferError):
    """A transfer is not dated before both had agreed."""

    code = "transfer-before-consent"
    sentence = gettext_noop("Both lenders had agreed on %(agreed_on)s: date the transfer on that day or later.")
