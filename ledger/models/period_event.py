"""What happened to a period: the event is the act, and moves the period."""

from django.db import models
from django.utils.translation import gettext_lazy as _

ACTS = ("opened", "closed", "reopened")


class PeriodEvent(models.Model):
    """Append-only. Inserting it opens, closes or reopens the period; nothing else may write `Period`."""

    id = models.BigAutoField(primary_key=True)
    book = models.ForeignKey("ledger.Book", models.RESTRICT, db_constraint=False, db_index=False, related_name="+")
    period = models.ForeignKey("ledger.Period", models.RESTRICT, db_constraint=False, related_name="events")
    starts_on = models.DateField()
    ends_on = models.DateField()
    act = models.CharField()
    reason = models.CharField(db_default="")
    by = models.CharField(db_default="")
    at = models.DateTimeField(help_text="written by the database, after the wait for entries in flight")
    entry_count = models.BigIntegerField(
        null=True, help_text="entries dated in the period when it was closed or reopened: the same number at both"
    )

    class Meta:
        db_table = "ledger_period_event"
        verbose_name = _("event of a period")
        verbose_name_plural = _("events of periods")
        constraints = [
            models.CheckConstraint(condition=models.Q(act__in=ACTS), name="ledger_period_event_act_is_known"),
            models.CheckConstraint(
                condition=~models.Q(act="reopened") | models.Q(reason__regex=r"\S", by__regex=r"\S"),
                name="ledger_period_event_reopening_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on}/{self.ends_on} {self.act}"
