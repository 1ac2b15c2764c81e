"""The ledger as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from moneyed import add_currency

# Currencies of ISO 4217 that are younger than the library that names them.
YOUNG = (
    ("XAD", "396", "Arab Accounting Dinar"),
    ("XCG", "532", "Caribbean Guilder"),
    ("ZWG", "924", "Zimbabwe Gold"),
)


class LedgerConfig(AppConfig):
    name = "ledger"
    verbose_name = _("The books")

    def ready(self) -> None:
        """Make every currency of ours one that amounts can be written in."""
        for code, number, name in YOUNG:
            add_currency(code=code, numeric=number, sub_unit=100, name=name)
