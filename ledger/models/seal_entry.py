"""One sealed entry: its legal number, its leaf and its place."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SealEntry(models.Model):
    """Insert-only; an entry is sealed once, and legal numbers are unique in a journal and fiscal year."""

    entry = models.OneToOneField(
        "ledger.Entry", models.RESTRICT, primary_key=True, db_constraint=False, related_name="seal"
    )
    book = models.ForeignKey("ledger.Book", models.RESTRICT, db_constraint=False, db_index=False, related_name="+")
    batch_number = models.BigIntegerField()
    position = models.IntegerField()
    journal = models.CharField()
    fiscal_year = models.CharField()
    legal_number = models.BigIntegerField()
    leaf_hash = models.BinaryField()

    class Meta:
        db_table = "ledger_seal_entry"
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        constraints = [
            models.UniqueConstraint(
                fields=["book", "journal", "fiscal_year", "legal_number"], name="ledger_seal_number_is_unique"
            ),
            models.UniqueConstraint(fields=["book", "batch_number", "position"], name="ledger_seal_position_is_unique"),
            models.CheckConstraint(
                condition=models.Q(legal_number__gt=0, position__gte=0), name="ledger_seal_counts_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.journal} {self.fiscal_year}-{self.legal_number}"
