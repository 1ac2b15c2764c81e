"""What left the books: each file of a fiscal year's entries that was made."""

from django.db import models


class FiscalYearExport(models.Model):
    """Append-only. The first one of a year marks it: from then on its periods are never reopened."""

    id = models.BigAutoField(primary_key=True)
    fiscal_year = models.ForeignKey("ledger.FiscalYear", models.RESTRICT, db_constraint=False, related_name="exports")
    at = models.DateTimeField(help_text="written by the database")
    by = models.CharField()
    file_name = models.CharField()
    encoding = models.CharField()
    entry_count = models.BigIntegerField()
    line_count = models.BigIntegerField()
    sha256 = models.CharField()

    class Meta:
        db_table = "ledger_fiscal_year_export"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sha256__regex="^[0-9a-f]{64}$"), name="ledger_fiscal_year_export_has_a_digest"
            ),
            models.CheckConstraint(
                condition=models.Q(by__regex=r"\S", file_name__regex=r"\S"), name="ledger_fiscal_year_export_says_who"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
