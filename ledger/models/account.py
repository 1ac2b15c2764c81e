"""An account of the plan comptable of one book."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ledger.domain.nature import Nature


class Account(models.Model):
    """What an account is; what it holds is in `Balance`. Nature, currency, code and book never change."""

    id = models.BigAutoField(primary_key=True)
    book = models.ForeignKey("ledger.Book", models.RESTRICT, db_constraint=False, db_index=False)
    code = models.CharField()
    name = models.CharField()
    nature = models.CharField()
    currency = models.CharField(max_length=3)
    parent = models.ForeignKey("self", models.RESTRICT, null=True, db_constraint=False, db_index=False)
    floor = models.BigIntegerField(null=True, help_text="minor units; null when the account may go anywhere")
    hot = models.BooleanField(db_default=False, help_text="many postings touch it: its balance is locked last")
    folded = models.BooleanField(
        db_default=False, help_text="no live balance row: the balance is read from day movements"
    )
    status = models.CharField(db_default="open")
    opened_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "ledger_account"
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(fields=["book", "code"], name="ledger_account_code_is_unique"),
            models.UniqueConstraint(fields=["id", "currency"], name="ledger_account_currency_key"),
            models.UniqueConstraint(fields=["id", "book"], name="ledger_account_book_key"),
            models.CheckConstraint(
                condition=models.Q(nature__in=[n.value for n in Nature]), name="ledger_account_nature_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["open", "frozen", "closed"]), name="ledger_account_status_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(currency__regex="^[A-Z]{3}$"), name="ledger_account_currency_is_iso"
            ),
            models.CheckConstraint(
                condition=models.Q(code__regex="^[0-9A-Za-z][0-9A-Za-z._-]{0,63}$"), name="ledger_account_code_is_plain"
            ),
        ]

    def __str__(self) -> str:
        return self.code
