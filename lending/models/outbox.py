"""Mail to be sent: written in the transaction of the act, delivered by a worker."""

from django.db import models
from django.db.models import Q

from lending.models.fields import public_id
from lending.models.fund import Fund
from members.models import Person


class OutboxMessage(models.Model):
    """One e-mail to one person. `dedupe_key` makes what is asked twice be sent once.

    Dead is what failed too often; dropped is what had no more reason when its turn came.
    """

    class State(models.TextChoices):
        PENDING = "pending"
        SENDING = "sending"
        SENT = "sent"
        DEAD = "dead"
        DROPPED = "dropped"

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="messages")
    recipient = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="messages")
    template = models.CharField(max_length=50)
    context = models.JSONField(default=dict)
    dedupe_key = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=7, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField(help_text="not before; while sending, when that attempt is given up")
    published_at = models.DateTimeField(null=True, help_text="when a worker was last told of it")
    sent_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_attempt_at"], condition=Q(state__in=["pending", "sending"]), name="outbox_to_deliver"
            ),
        ]
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.template} → {self.recipient}"
