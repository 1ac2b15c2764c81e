"""A set of books: one fund, its currency, its time zone."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Book(models.Model):
    """Opened by `ledger_open_book` alone; every other row of the ledger carries its key."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(unique=True)
    name = models.CharField()
    currency = models.CharField(max_length=3)
    time_zone = models.CharField()
    opened_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "ledger_book"
        verbose_name = _("book")
        verbose_name_plural = _("books")

    def __str__(self) -> str:
        return self.code
