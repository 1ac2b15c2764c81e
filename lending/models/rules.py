"""Which rules a fund asks of its loans."""

from django.db import models

from lending.models.fields import public_id
from lending.models.fund import Fund
from members.models import Person


class FundRules(models.Model):
    """A version of the choice of a fund: sets, settings, and rules of its own; immutable, the latest one counts.

    A fund without any has what its custody says (`lending.domain.rule_sets.default_choice`).
    """

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="rules")
    version = models.PositiveIntegerField()
    choice = models.JSONField(help_text="lending.domain.rule_sets.Choice as a mapping")
    reason = models.CharField(max_length=300)
    chosen_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fund", "version"], name="fund_rules_version_is_unique")]
        ordering = ["fund_id", "-version"]

    def __str__(self) -> str:
        return f"{self.fund} v{self.version}"
