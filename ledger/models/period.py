"""A period of a book: open, or closed to any further posting."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Period(models.Model):
    """Both days belong to it; periods of one book never overlap."""

    id = models.BigAutoField(primary_key=True)
    book = models.ForeignKey("ledger.Book", models.RESTRICT, db_constraint=False, db_index=False)
    starts_on = models.DateField()
    ends_on = models.DateField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ledger_period"
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_on__lte=models.F("ends_on")), name="ledger_period_runs_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on}/{self.ends_on}"
