"""Periods and fiscal years of a book, and what was decided of them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ledger.admin.read_only import BOOK, ReadOnly, choice, told

STARTS_ON, ENDS_ON = told("starts_on", _("From")), told("ends_on", _("To"))
CLOSED_AT, LABEL = told("closed_at", _("Closed")), told("label", _("Label"))
EXPORTED_AT = told("exported_at", _("Exported"))
ACTS = {
    "opened": pgettext_lazy("period", "opened"),
    "closed": pgettext_lazy("period", "closed to entries"),
    "reopened": pgettext_lazy("period", "reopened"),
}
AT, ACT = told("at", _("Date")), told("act", _("Act"), words=ACTS)
BY, REASON = told("by", _("Who")), told("reason", _("Why"))


class PeriodAdmin(ReadOnly):
    """Both days belong to it."""

    list_display = fields = readonly_fields = (STARTS_ON, ENDS_ON, BOOK, CLOSED_AT)
    list_display_links = (STARTS_ON,)
    list_filter = (("book", choice(_("Book"))),)
    list_select_related = ("book",)
    ordering = ("book", "starts_on")


class FiscalYearAdmin(ReadOnly):
    """The label stands in legal numbers."""

    list_display = fields = readonly_fields = (LABEL, STARTS_ON, ENDS_ON, BOOK, EXPORTED_AT)
    list_display_links = (LABEL,)
    list_filter = (("book", choice(_("Book"))),)
    list_select_related = ("book",)
    ordering = ("book", "starts_on")


class PeriodEventAdmin(ReadOnly):
    """Who opened, closed or reopened a period, and why."""

    list_display = fields = readonly_fields = (AT, ACT, STARTS_ON, ENDS_ON, BOOK, BY, REASON)
    list_display_links = (AT,)
    list_filter = (("book", choice(_("Book"))), ("act", choice(_("Act"), words=ACTS)))
    list_select_related = ("book",)
    ordering = ("-pk",)
