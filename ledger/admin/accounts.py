"""Accounts, with what they hold now."""

from django.contrib.admin import display
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ledger.admin.read_only import BOOK, ReadOnly, choice, told
from ledger.domain.nature import Nature
from ledger.models import Account
from ledger.selectors.amounts import money

NATURES = {
    Nature.ASSET: _("asset"),
    Nature.LIABILITY: _("liability"),
    Nature.EQUITY: _("equity"),
    Nature.INCOME: _("income"),
    Nature.EXPENSE: _("expense"),
    Nature.MEMO: _("off the balance sheet"),
}
STATES = {
    "open": pgettext_lazy("account", "open"),
    "frozen": pgettext_lazy("account", "frozen"),
    "closed": pgettext_lazy("account", "closed"),
}
CODE, NAME = told("code", _("Number")), told("name", _("Name"))
NATURE, STATUS = told("nature", _("Nature"), words=NATURES), told("status", _("State"), words=STATES)
CURRENCY = told("currency", _("Currency"))
PARENT, OPENED_AT = told("parent", _("Part of")), told("opened_at", _("Opened"))


class AccountAdmin(ReadOnly):
    """Balances are signed by nature: an asset is positive by debit, a liability by credit."""

    list_display = (CODE, NAME, BOOK, NATURE, CURRENCY, STATUS, "held", "available")
    list_display_links = (CODE,)
    list_filter = (
        ("book", choice(_("Book"))),
        ("nature", choice(_("Nature"), words=NATURES)),
        ("status", choice(_("State"), words=STATES)),
        ("currency", choice(_("Currency"))),
    )
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
