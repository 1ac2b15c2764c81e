"""A sealed batch of entries: a Merkle root chained to the one before."""

from django.db import models
from django.db.models.functions import Now

from ledger.models.xid import Xid8Field


class SealBatch(models.Model):
    """Insert-only; numbered without a gap within its book."""

    pk = models.CompositePrimaryKey("book_id", "number")
    book = models.ForeignKey("ledger.Book", models.RESTRICT, db_constraint=False, db_index=False, related_name="+")
    number = models.BigIntegerField()
    epoch = models.IntegerField(db_default=1, help_text="grows when the books move to another cluster")
    system_identifier = models.BigIntegerField()
    horizon = Xid8Field()
    entry_count = models.IntegerField()
    merkle_root = models.BinaryField()
    previous_hash = models.BinaryField()
    hash = models.BinaryField()
    leaf_version = models.SmallIntegerField(
        db_default=1, help_text="of the canonical form that its leaves are hashed in"
    )
    sealed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "ledger_seal_batch"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(number__gt=0, entry_count__gt=0), name="ledger_seal_batch_holds_entries"
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)
