"""The trail of an account: who changed what of it, when and why."""

from django.db import models
from django.db.models.functions import Now

KINDS = ("opened", "filed", "frozen", "unfrozen", "closed", "floor", "changed")


class AccountEvent(models.Model):
    """Append-only, written by the trigger that sees the account change, whoever changes it."""

    id = models.BigAutoField(primary_key=True)
    book = models.ForeignKey("ledger.Book", models.RESTRICT, db_constraint=False, db_index=False)
    account = models.ForeignKey("ledger.Account", models.RESTRICT, db_constraint=False, related_name="events")
    kind = models.CharField()
    before = models.JSONField(help_text="what changed, as it was; floors in minor units, parents by code")
    after = models.JSONField(help_text="what changed, as it is since")
    acting = models.CharField(db_default="", help_text="who, as the caller names them; empty when nobody said")
    reason = models.CharField(db_default="")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "ledger_account_event"
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="ledger_account_event_kind_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.account_id}"
