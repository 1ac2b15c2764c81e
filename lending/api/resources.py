"""What all addresses of the fund have in common: one sees what is one's own, told in the fund's time zone."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django_filters.rest_framework import FilterSet, UUIDFilter
from rest_framework.generics import GenericAPIView, ListAPIView, get_object_or_404
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from lending.api.parsers import ExactJSONParser
from lending.models import Fund
from lending.selectors.clock import database_now
from members.models import Person


class ByFund(FilterSet):
    """Lists may be cut down to one fund."""

    fund = UUIDFilter(field_name="fund_id")


class Resource(GenericAPIView[Any]):
    """Things of which a person sees some. What they do not see does not exist: 404."""

    visible: ClassVar[Callable[[Person], QuerySet[Any]]]
    parser_classes: Sequence[type[BaseParser]] = (ExactJSONParser,)
    lookup_field = "id"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # The zone that `found` and `in_zone_of` speak ends with the request.
        with timezone.override(timezone.get_current_timezone()):
            return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Any]:
        return type(self).visible(self.person)

    @property
    def person(self) -> Person:
        """Who asks."""
        return self.request.user  # type: ignore[return-value]

    def found(self) -> Any:
        """The thing that the address names, if the person may see it.

        :raises Http404: it is not there, or not theirs.
        """
        thing: Model = get_object_or_404(type(self).visible(self.person), id=self.kwargs["id"])
        self.in_zone_of(thing if isinstance(thing, Fund) else getattr(thing, "fund", None))
        return thing

    def in_zone_of(self, fund: Fund | None) -> None:
        """Read and tell dates and instants as people of this fund do."""
        if fund is not None:
            timezone.activate(fund.time_zone)

    def now(self) -> datetime:
        """This instant by the database's clock, in the zone being spoken: its date is today's."""
        return timezone.localtime(database_now())


class One(Resource):
    """One thing, as it is now."""

    def get(self, request: Request, **_names: Any) -> Response:
        return Response(self.get_serializer(self.found()).data)


class Within(ListAPIView, Resource):
    """A list of what belongs to the thing that the address names; `of` says what does."""

    def get_queryset(self) -> QuerySet[Any]:
        # The description of the interface is made without any address.
        return self.of(None if getattr(self, "swagger_fake_view", False) else self.found())

    def of(self, thing: Any) -> QuerySet[Any]:
        """What belongs to it."""
        raise NotImplementedError
