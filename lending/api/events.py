"""The audit trail: who did what, when, before and after."""

from typing import Any

from django_filters.rest_framework import UUIDFilter
from rest_framework import serializers
from rest_framework.generics import ListAPIView

from lending.api.resources import ByFund, Resource
from lending.models import Event
from lending.selectors.audit import events_visible_to


class EventOut(serializers.ModelSerializer[Event]):
    """One act; `person` is null when the system did it."""

    person = serializers.CharField(source="person.name", allow_null=True, default=None)
    before: Any = serializers.JSONField()
    after: Any = serializers.JSONField()

    class Meta:
        model = Event
        fields = ("id", "fund", "kind", "subject_type", "subject_id", "person", "at", "before", "after")


class EventFilter(ByFund):
    """By fund, or by what it happened to."""

    subject = UUIDFilter(field_name="subject_id")


class Events(ListAPIView, Resource):
    """What happened to the things one sees, the newest first: `?subject=` a request, a loan, a placement."""

    visible = events_visible_to
    serializer_class = EventOut
    filterset_class = EventFilter
