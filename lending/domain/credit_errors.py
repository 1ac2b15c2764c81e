"""What cannot be given back."""

from lending.domain.errors import LendingError
from lending.domain.sentences import gettext_noop


class MoreThanCredit(LendingError):
    code = "more-than-credit"
    title = gettext_noop("More than is kept for the borrower")
    sentence = gettext_noop(
        "%(loan)s has a credit of %(credit)s on %(date)s; %(amount)s cannot be given back: lower the amount."
    )
