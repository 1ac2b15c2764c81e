"""A cooperative, as the register of companies knows it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7


class Cooperative(models.Model):
    """A worker cooperative: name, SIREN, the account its money comes from and goes to."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("name"), max_length=200)
    siren = models.CharField(_("SIREN"), max_length=9, unique=True)
    iban = models.CharField(_("IBAN"), max_length=34)
    email = models.EmailField(_("e-mail address"))
    street = models.CharField(_("street"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="cooperative_siren_has_nine_digits", condition=Q(siren__regex=r"^[0-9]{9}$")),
            models.CheckConstraint(
                name="cooperative_iban_has_its_form", condition=Q(iban__regex=r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$")
            ),
        ]
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name
