"""Long answers: a line at a time, so that neither side has to hold them."""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

MEDIA_TYPES = {"ndjson": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}
STREAMED = {
    (200, "application/x-ndjson"): OpenApiResponse(OpenApiTypes.STR, "one JSON object a line"),
    (200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, "UTF-8, with a row of names"),
}


class QueryDecides(BaseContentNegotiation):
    """`format` says the form, not the Accept header: that is for people's browsers."""

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        return next(iter(parsers))

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type


class Streamed:
    """A view whose answer is a stream of lines."""

    content_negotiation_class: ClassVar[type] = QueryDecides

    @staticmethod
    def answer(lines: Iterator[str], *, form: str, name: str) -> StreamingHttpResponse:
        """Give lines as they come."""
        headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
        ended = (f"{line}\n" for line in lines)
        return StreamingHttpResponse(ended, content_type=MEDIA_TYPES[form], headers=headers)


def form_field() -> serializers.ChoiceField:
    """The parameter that says in which form."""
    return serializers.ChoiceField(list(MEDIA_TYPES), required=False, default="ndjson")
