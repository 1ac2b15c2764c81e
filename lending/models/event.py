"""Every act leaves an event: who, when, what, before and after."""

from django.db import models

from lending.models.fields import public_id
from lending.models.fund import Fund
from members.models import Person


class Event(models.Model):
    """A line of the audit trail, written in the transaction of the act; the database refuses to change it."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=50)
    subject_type = models.CharField(max_length=30)
    subject_id = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject_id", "at"], name="event_by_subject")]
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"
