"""What the lenders cannot do."""

from lending.domain.errors import LendingError
from lending.domain.sentences import gettext_noop


class FundingError(LendingError):
    """A loan cannot be spread over its lenders."""

    code = "funding-error"
    title = gettext_noop("This loan cannot be funded")


class InsufficientFunding(FundingError):
    """The lenders together may not lend that much to this borrower; `bound` says which ceiling holds whom."""

    code = "insufficient-funding"
    sentence = gettext_noop(
        "%(asked)s %(currency)s were asked; the lenders can lend %(possible)s %(currency)s to this borrower: "
        "lower the amount or wait for placements."
    )


class NothingToFund(FundingError):
    """The amount is zero or less."""

    code = "nothing-to-fund"
    sentence = gettext_noop("%(asked)s %(currency)s were asked: ask for more than nothing.")


class ReasonNeeded(FundingError):
    """Another method than the one in force is chosen without saying why."""

    code = "reason-needed"
    title = gettext_noop("A reason is needed")
    sentence = gettext_noop(
        "This is not the method in force for this loan: say in a few words why it is spread another way."
    )


class LenderTwice(FundingError):
    """A lender appears twice among the lenders."""

    code = "lender-twice"
    sentence = gettext_noop("The lender %(lender)s is there twice: add up its placements first.")
