"""What the fund refuses of an amount, before it looks at how large it is."""

from lending.domain.errors import LendingError
from lending.domain.sentences import gettext_noop


class WrongCurrency(LendingError):
    """The amount is in another currency than the fund's books."""

    code = "wrong-currency"
    title = gettext_noop("Another currency")
    sentence = gettext_noop("%(amount)s was given; this fund keeps its books in %(currency)s: give an amount in it.")


class TooManyDecimals(LendingError):
    """The amount is finer than the smallest coin; nothing rounds it."""

    code = "too-many-decimals"
    title = gettext_noop("Too many decimals")
    sentence = gettext_noop("%(amount)s was given; amounts in %(currency)s have %(decimals)s decimals at most.")
