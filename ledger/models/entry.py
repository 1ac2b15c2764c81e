"""An entry (écriture): the postings of one event."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ledger.models.xid import Xid8Field


class CurrentTransaction(models.Func):
    """The id of the database transaction that writes the row."""

    function = "pg_current_xact_id"
    arity = 0
    output_field = Xid8Field()


class Entry(models.Model):
    """Append-only. It announces how many postings it has, one at least, and its trigger checks that it has them."""

    id = models.UUIDField(primary_key=True)
    book = models.ForeignKey("ledger.Book", models.RESTRICT, db_constraint=False, db_index=False)
    recorded_xid = Xid8Field(db_default=CurrentTransaction())
    recorded_at = models.DateTimeField(db_default=Now())
    effective_on = models.DateField()
    posting_count = models.SmallIntegerField()
    journal = models.CharField()
    kind = models.CharField(db_default="")
    description = models.CharField()
    reference = models.CharField(db_default="")
    source = models.CharField(db_default="")
    metadata = models.JSONField(db_default={})
    reverses = models.ForeignKey(
        "self", models.RESTRICT, null=True, db_constraint=False, db_index=False, related_name="reversed_by"
    )

    class Meta:
        db_table = "ledger_entry"
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = [
            models.UniqueConstraint(
                fields=["reverses"], condition=models.Q(reverses__isnull=False), name="ledger_entry_is_reversed_once"
            ),
        ]
        indexes = [
            models.Index(fields=["book", "recorded_xid"], name="ledger_entry_recorded"),
            models.Index(fields=["book", "effective_on", "id"], name="ledger_entry_by_date"),
            models.Index(fields=["book", "source"], condition=~models.Q(source=""), name="ledger_entry_by_source"),
        ]

    def __str__(self) -> str:
        return f"{self.journal} {self.effective_on} {self.description}"
