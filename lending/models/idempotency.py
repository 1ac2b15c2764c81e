"""Answers kept by key, so that an act asked twice is done once."""

from django.db import models

from lending.models.fields import public_id
from members.models import Person


class IdempotentRequest(models.Model):
    """A person's key, the fingerprint of what they sent with it, and the answer they got."""

    id = public_id()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="idempotency_key_is_used_once")]

    def __str__(self) -> str:
        return self.key
