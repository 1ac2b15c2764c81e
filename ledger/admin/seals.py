"""Sealed entries, by their legal number."""

from django.contrib.admin import display
from django.utils.translation import gettext_lazy as _

from ledger.admin.read_only import BOOK, ReadOnly, choice, told
from ledger.domain.legal_numbers import legal_number
from ledger.models import SealEntry

ENTRY = told("entry", _("Entry"), link="ledger_entry_change")
BATCH, POSITION = told("batch_number", _("Batch")), told("position", _("Position in the batch"))


class SealAdmin(ReadOnly):
    """Where each entry was sealed."""

    list_display = ("number", ENTRY, BOOK, BATCH, POSITION)
    list_display_links = ("number",)
    list_filter = (
        ("book", choice(_("Book"))),
        ("fiscal_year", choice(_("Fiscal year"))),
        ("journal", choice(_("Journal"))),
    )
    list_select_related = ("book", "entry")
    search_fields = ("entry__description", "entry__reference")
    ordering = ("-batch_number", "-position")
    fields = ("number", BOOK, ENTRY, BATCH, POSITION, "leaf")
    readonly_fields = fields

    @display(description=_("Legal number"))
    def number(self, seal: SealEntry) -> str:
        """As people read it."""
        return legal_number(journal=seal.journal, fiscal_year=seal.fiscal_year, number=seal.legal_number)

    @display(description=_("Leaf"))
    def leaf(self, seal: SealEntry) -> str:
        """The hash of every column of the entry."""
        return bytes(seal.leaf_hash).hex()
