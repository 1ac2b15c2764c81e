"""What was asked under an idempotency key, and what was answered."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Request(models.Model):
    """One row a key and book, refusals included; answered once."""

    pk = models.CompositePrimaryKey("book_id", "idempotency_key")
    book = models.ForeignKey("ledger.Book", models.RESTRICT, db_constraint=False, db_index=False)
    idempotency_key = models.CharField()
    fingerprint = models.CharField()
    # Null until the answer is known, which is before the transaction ends.
    status = models.CharField(null=True)  # noqa: DJ001
    entries = ArrayField(
        models.UUIDField(), null=True, help_text="in the order of the batch; what is not in `refusals` was created"
    )
    refusals = models.JSONField(null=True)
    balances = models.JSONField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "ledger_request"

    def __str__(self) -> str:
        return self.idempotency_key
