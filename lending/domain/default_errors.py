"""What is refused when a loan is called in, guaranteed or written off."""

from lending.domain.errors import LendingError
from lending.domain.sentences import gettext_noop


class NothingLate(LendingError):
    code = "nothing-late"
    title = gettext_noop("Nothing is late")
    sentence = gettext_noop(
        "On %(date)s nothing that is due on %(subject)s is unpaid: a loan is called in when something is late."
    )


class NothingWasLate(LendingError):
    code = "nothing-was-late"
    title = gettext_noop("Nothing was late when this loan was called in")
    sentence = gettext_noop(
        "By what is recorded now, nothing that was due on %(subject)s was unpaid on %(date)s, when it was called in: "
        "take the calling in back first, then record this."
    )


class AlreadyPrepared(LendingError):
    code = "already-prepared"
    title = gettext_noop("This is prepared already")
    sentence = gettext_noop("%(person)s has prepared this for %(subject)s: confirm it or drop it first.")


class WrittenOff(LendingError):
    code = "written-off"
    title = gettext_noop("This loan was written off")
    sentence = gettext_noop(
        "%(subject)s was written off on %(date)s: record what came in since as a recovery; for what came in before, "
        "take the write-off back first."
    )


class NotWrittenOff(LendingError):
    code = "not-written-off"
    title = gettext_noop("This loan is not written off")
    sentence = gettext_noop("%(subject)s is not written off, or no longer: what comes in on it is a repayment.")


class RecoveriesStand(LendingError):
    code = "recoveries-stand"
    title = gettext_noop("Something was recovered since")
    sentence = gettext_noop("%(amount)s were recovered on %(date)s: reverse that first.")


class MoreThanLost(LendingError):
    code = "more-than-lost"
    title = gettext_noop("More than was lost")
    sentence = gettext_noop(
        "%(amount)s were given; %(maximum)s are lost and not recovered: what goes beyond is not the lenders'."
    )


class NotGuaranteed(LendingError):
    code = "not-guaranteed"
    title = gettext_noop("The guarantee fund does not cover this loan")
    sentence = gettext_noop(
        "The borrower of %(subject)s puts nothing into the guarantee fund, which pays nothing for it."
    )


class GuaranteeExhausted(LendingError):
    code = "guarantee-exhausted"
    title = gettext_noop("The guarantee fund has nothing to pay")
    sentence = gettext_noop("Nothing is left in the guarantee fund, or no principal of %(subject)s is outstanding.")


class GuaranteeNotCalled(LendingError):
    code = "guarantee-not-called"
    title = gettext_noop("The guarantee fund comes first")
    sentence = gettext_noop(
        "The guarantee fund covers %(subject)s and holds %(amount)s: let it pay first, then write off what is left."
    )


class NothingToReturn(LendingError):
    code = "nothing-to-return"
    title = gettext_noop("There is nothing to return")
    sentence = gettext_noop("Nothing is left of what was put into the guarantee fund for %(subject)s.")


class NotReturned(LendingError):
    code = "not-returned"
    title = gettext_noop("Nothing was returned")
    sentence = gettext_noop("Nothing of what was put into the guarantee fund for %(subject)s has gone back.")


class NotCalledIn(LendingError):
    code = "not-called-in"
    title = gettext_noop("This loan is not called in")
    sentence = gettext_noop("%(subject)s is not called in, or no longer: there is nothing to take back.")


class CostsUnpaid(LendingError):
    code = "costs-unpaid"
    title = gettext_noop("Costs are unpaid")
    sentence = gettext_noop(
        "%(amount)s of costs and late interest of %(subject)s are unpaid: they are the fund's own, not the lenders'. "
        "Waive them with a reason, then write the loan off."
    )


ALL = (
    AlreadyPrepared, CostsUnpaid, GuaranteeExhausted, GuaranteeNotCalled, MoreThanLost, NotCalledIn, NotGuaranteed,
    NotReturned, NotWrittenOff, NothingLate, NothingToReturn, NothingWasLate, RecoveriesStand, WrittenOff,
)  # fmt: skip
