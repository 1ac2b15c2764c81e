"""What one live account holds now."""

from django.db import models


class Balance(models.Model):
    """Written by the posting trigger alone, in minor units. Its CHECK is the no-overdraft rule."""

    account = models.OneToOneField(
        "ledger.Account", models.RESTRICT, primary_key=True, db_constraint=False, related_name="balance"
    )
    book = models.ForeignKey("ledger.Book", models.RESTRICT, db_constraint=False, db_index=False)
    currency = models.CharField(max_length=3)
    sign = models.SmallIntegerField(help_text="1 when the account grows by debit, -1 when it grows by credit")
    floor = models.BigIntegerField(null=True)
    hot = models.BooleanField(db_default=False, help_text="many postings touch it: locked last")
    open = models.BooleanField(
        db_default=True, help_text="copied from the account's status, so that one UPDATE can judge it"
    )
    posted_debit = models.BigIntegerField(db_default=0)
    posted_credit = models.BigIntegerField(db_default=0)
    pending_debit = models.BigIntegerField(db_default=0)
    pending_credit = models.BigIntegerField(db_default=0)
    available = models.BigIntegerField(
        db_default=0, help_text="what may still leave the account: posted, signed by nature, less what is reserved"
    )
    version = models.BigIntegerField(db_default=0)

    class Meta:
        db_table = "ledger_balance"

    def __str__(self) -> str:
        return str(self.posted)

    @property
    def posted(self) -> int:
        """Signed by nature, in minor units, reservations left out."""
        return self.sign * (self.posted_debit - self.posted_credit)
