"""What a cooperative declares of itself: figures of a closing, and its economic link with a borrower.

A declaration is never changed; a newer one of the same closing, or on the same borrower, replaces it.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lending.models.fields import money, public_id
from lending.models.fund import Fund, Membership
from members.models import Person


class AccountsDeclaration(models.Model):
    """The accounts of one closing. What is not filled in is not known, and passes no rule."""

    class Size(models.TextChoices):
        MICRO = "micro", _("microenterprise")
        SME = "sme", _("small or medium-sized enterprise (SME)")
        ETI = "eti", _("mid-sized enterprise (ETI)")
        LARGE = "large", _("large enterprise")

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="accounts_declared")
    closing_on = models.DateField()
    accounts_certified = models.BooleanField(null=True)
    lending_is_ancillary = models.BooleanField(null=True)
    size = models.CharField(max_length=5, choices=Size, blank=True)
    equity = money(null=True)
    share_capital = money(null=True)
    ebitda = money(null=True)
    net_treasury = money(null=True)
    turnover = money(null=True)
    lent_elsewhere = money(null=True, help_text="lent outside the fund since this closing")
    document = models.CharField(max_length=200, help_text="where the figures are from")
    declared_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="declared_turnover_and_loans_are_not_negative",
                condition=(Q(turnover__isnull=True) | Q(turnover__gte=0))
                & (Q(lent_elsewhere__isnull=True) | Q(lent_elsewhere__gte=0))
                & (Q(share_capital__isnull=True) | Q(share_capital__gte=0)),
            ),
        ]
        indexes = [models.Index(fields=["membership", "-closing_on", "-declared_at"], name="accounts_by_closing")]
        ordering = ["-closing_on", "-declared_at", "-id"]

    def __str__(self) -> str:
        return f"{self.membership} {self.closing_on}"


class LinkDeclaration(models.Model):
    """The economic link of a lender with a borrower, with the document that shows it; `none` ends it."""

    class Nature(models.TextChoices):
        GROUPING = "grouping", _("members of one economic interest grouping, or of one group awarded a contract")
        PUBLIC_GRANT = "public_grant", _("one public grant for a project of both")
        SUBCONTRACTING = "subcontracting", _("subcontractor and principal")
        LICENCE = "licence", _("licence, franchise or lease management")
        CLIENT = "client", _("client and supplier (500 000 € or 5 per cent of its turnover)")
        INDIRECT = "indirect", _("linked through a third enterprise (500 000 € or 5 per cent of its turnover)")
        NONE = "none", _("no link any more")

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    lender = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="links_declared")
    borrower = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="links_with_lenders")
    nature = models.CharField(max_length=14, choices=Nature)
    bought = money(null=True, help_text="bought in the last year closed, where one is the other's client")
    document = models.CharField(max_length=200, help_text="what shows the link")
    declared_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_link_is_between_two", condition=~Q(lender=F("borrower"))),
            models.CheckConstraint(
                name="what_is_bought_is_not_negative", condition=Q(bought__isnull=True) | Q(bought__gte=0)
            ),
        ]
        indexes = [models.Index(fields=["lender", "borrower", "-declared_at"], name="link_by_parties")]
        ordering = ["-declared_at", "-id"]

    def __str__(self) -> str:
        return f"{self.lender} → {self.borrower}: {self.nature}"
