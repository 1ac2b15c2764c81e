"""What can be wrong with an account's number, its nature, what it stands under, its currency."""

from ledger.domain.errors import LedgerError, gettext_noop


class UnknownCurrency(LedgerError):
    code = "unknown-currency"
    title = gettext_noop("Unknown currency")
    sentence = gettext_noop(
        "%(currency)s is no currency to which ISO 4217 gives decimals: write a code of three letters, such as EUR."
    )


class OutsideChart(LedgerError):
    code = "account-outside-chart"
    title = gettext_noop("The number does not fit the nature")
    sentence = gettext_noop(
        "Account %(account)s: what begins with %(number)s (%(title)s) is of nature %(allowed)s, "
        "and %(nature)s was asked."
    )


class ParentDoesNotFit(LedgerError):
    code = "parent-does-not-fit"
    title = gettext_noop("The account cannot stand under this one")
    sentence = gettext_noop(
        "The account %(account)s cannot stand under %(parent)s: a collective account's code begins those of its "
        "accounts, and all of them belong to the balance sheet, or to the result, or outside both."
    )


class ParentClosed(LedgerError):
    code = "parent-closed"
    title = gettext_noop("The collective account is closed")
    sentence = gettext_noop("The account %(parent)s, above %(account)s, is closed: open it again first.")


class AccountsUnderIt(LedgerError):
    code = "accounts-under-it"
    title = gettext_noop("Accounts under it are open")
    sentence = gettext_noop("The account %(account)s gathers accounts that are still open: close those first.")


class SameCurrency(LedgerError):
    code = "same-currency"
    title = gettext_noop("Nothing to exchange")
    sentence = gettext_noop("Both amounts are in %(currency)s: post a transfer, an exchange is between two currencies.")
