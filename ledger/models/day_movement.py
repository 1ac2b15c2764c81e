"""What one account moved in one day, folded from sealed entries."""

from django.db import models


class DayMovement(models.Model):
    """Minor units. A delta and not a balance, so that a backdated entry costs one row."""

    pk = models.CompositePrimaryKey("account_id", "day")
    account = models.ForeignKey(
        "ledger.Account", models.RESTRICT, db_constraint=False, db_index=False, related_name="+"
    )
    day = models.DateField()
    book = models.ForeignKey("ledger.Book", models.RESTRICT, db_constraint=False, db_index=False, related_name="+")
    debit = models.BigIntegerField(db_default=0)
    credit = models.BigIntegerField(db_default=0)

    class Meta:
        db_table = "ledger_day_movement"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(debit__gte=0, credit__gte=0), name="ledger_day_movement_is_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.day}"
