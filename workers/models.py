"""What the clock of background work has set off."""

from typing import ClassVar

from django.db import models
from uuid6 import uuid7

from lending.models import Fund


class Tick(models.Model):
    """One daily schedule set off for one fund on one of its own days; a second beat finds the row and does nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    schedule = models.CharField(max_length=40)
    local_date = models.DateField()
    ticked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["fund", "schedule", "local_date"], name="a_schedule_ticks_once_a_day"),
        ]
        ordering: ClassVar = ["-ticked_at", "schedule"]

    def __str__(self) -> str:
        return f"{self.schedule} {self.local_date}"
