"""What a person does in a cooperative."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from members.models.cooperative import Cooperative
from members.models.person import Person


class Role(models.Model):
    """A person's role in a cooperative; somebody may have several."""

    class Kind(models.TextChoices):
        MANAGER = "manager", _("manager")
        TREASURER = "treasurer", _("treasurer")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="roles")
    kind = models.CharField(max_length=10, choices=Kind)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "cooperative", "kind"], name="role_is_given_once"),
        ]
        ordering = ["cooperative_id", "person_id", "kind"]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_kind_display()} · {self.cooperative}"
