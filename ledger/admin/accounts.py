"""Accounts, with what they hold now."""

from django.contrib.admin import display
from django.utils.translation import gettext_lazy as _

from ledger.admin.read_only import BOOK, ReadOnly, told
from ledger.models import Account
from ledger.selectors.amounts import money

CODE, NAME, NATURE = told("code", _("Number")), told("name", _("Name")), told("nature", _("Nature"))
CURRENCY, STATUS = told("currency", _("Currency")), told("status", _("State"))
PARENT, OPENED_AT = told("parent", _("Part of")), told("opened_at", _("Opened"))


class AccountAdmin(ReadOnly):
    """Balances are signed by nature: an asset is positive by debit, a liability by credit."""

    list_display = (CODE, NAME, BOOK, NATURE, CURRENCY, STATUS, "held", "available")
    list_display_links = (CODE,)
    list_filter = ("book", "nature", "status", "currency")
    list_select_related = ("book", "balance")
    search_fields = ("code", "name")
    ordering = ("book", "code")
    fields = (BOOK, CODE, NAME, NATURE, CURRENCY, PARENT, STATUS, OPENED_AT, "held", "available")
    readonly_fields = fields

    @display(description=_("Balance"))
    def held(self, account: Account) -> str:
        """The balance now, in its currency."""
        return str(money(account.balance.posted, account.currency))

    @display(description=_("Available"))
    def available(self, account: Account) -> str:
        """The same, less what is reserved."""
        return str(money(account.balance.available, account.currency))
