"""A fiscal year (exercice) of a book: what legal numbers and the FEC are kept by."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FiscalYear(models.Model):
    """Declared once and never changed; days outside every declared year belong to their calendar year."""

    id = models.BigAutoField(primary_key=True)
    book = models.ForeignKey("ledger.Book", models.RESTRICT, db_constraint=False, db_index=False)
    label = models.CharField(help_text="stands in legal numbers: BQ-2026-000012")
    starts_on = models.DateField()
    ends_on = models.DateField()
    exported_at = models.DateTimeField(null=True, help_text="when its legal numbers first left the books")

    class Meta:
        db_table = "ledger_fiscal_year"
        verbose_name = _("fiscal year")
        verbose_name_plural = _("fiscal years")
        constraints = [
            models.UniqueConstraint(fields=["book", "label"], name="ledger_fiscal_year_label_is_unique"),
            models.CheckConstraint(
                condition=models.Q(starts_on__lte=models.F("ends_on")), name="ledger_fiscal_year_runs_forward"
            ),
            # A label ending in -0 is that of the days which a declared year of the same number leaves outside.
            models.CheckConstraint(
                condition=models.Q(label__regex="^[0-9A-Za-z][0-9A-Za-z-]{0,15}$") & ~models.Q(label__regex="-0$"),
                name="ledger_fiscal_year_label_is_plain",
            ),
        ]

    def __str__(self) -> str:
        return self.label
