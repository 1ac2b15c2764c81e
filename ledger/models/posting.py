"""A posting: one amount from one account to another, so an unbalanced row cannot exist."""

from django.db import models

PHASES = ("posted", "pending", "settles", "voids")


class Posting(models.Model):
    """Append-only. Date, book and currency repeat those of its entry and accounts; the database holds them equal.

    What a row asks of itself (an amount above zero, two accounts, what its phase asks) is judged by the trigger that
    moves balances: PostgreSQL reads a `CHECK` anew at each statement, which costs more than the rows.
    """

    pk = models.CompositePrimaryKey("entry_id", "line")
    entry = models.ForeignKey(
        "ledger.Entry", models.RESTRICT, db_constraint=False, db_index=False, related_name="postings"
    )
    line = models.SmallIntegerField()
    effective_on = models.DateField()
    book = models.ForeignKey("ledger.Book", models.RESTRICT, db_constraint=False, db_index=False, related_name="+")
    debit_account = models.ForeignKey(
        "ledger.Account", models.RESTRICT, db_constraint=False, db_index=False, related_name="+"
    )
    credit_account = models.ForeignKey(
        "ledger.Account", models.RESTRICT, db_constraint=False, db_index=False, related_name="+"
    )
    amount = models.BigIntegerField(help_text="minor units of the currency")
    currency = models.CharField(max_length=3)
    phase = models.CharField(db_default="posted")
    pending_id = models.UUIDField(null=True, help_text="entry of the pending posting that this one settles or voids")
    pending_line = models.SmallIntegerField(null=True)
    expires_on = models.DateField(null=True, help_text="a reservation lapses on this day")

    class Meta:
        db_table = "ledger_posting"
        constraints = [
            models.UniqueConstraint(
                fields=["pending_id", "pending_line"],
                condition=models.Q(pending_id__isnull=False),
                name="ledger_posting_is_resolved_once",
            ),
        ]
        indexes = [
            models.Index(fields=["debit_account", "effective_on", "entry"], name="ledger_posting_by_debit"),
            models.Index(fields=["credit_account", "effective_on", "entry"], name="ledger_posting_by_credit"),
            # Reservations are few among postings: what asks for them reads nothing else.
            models.Index(
                fields=["book", "entry", "line"],
                condition=models.Q(phase="pending"),
                name="ledger_reservation_of_book",
            ),
            models.Index(
                fields=["debit_account", "effective_on"],
                condition=models.Q(phase="pending"),
                name="ledger_reservation_by_debit",
            ),
            models.Index(
                fields=["credit_account", "effective_on"],
                condition=models.Q(phase="pending"),
                name="ledger_reservation_by_credit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}/{self.line}"
