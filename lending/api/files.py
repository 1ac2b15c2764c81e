"""Documents: the same facts for people (PDF), spreadsheets (CSV) and programs (JSON)."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from lending.statements.tables import Profile
from lending.statements.workbook import CONTENT_TYPE

FILE_TYPE = OpenApiParameter(
    "file_type",
    OpenApiTypes.STR,
    OpenApiParameter.PATH,
    enum=["json", "csv", "pdf"],
    description="the form of the document",
)
TABLE_TYPE = OpenApiParameter(
    "file_type",
    OpenApiTypes.STR,
    OpenApiParameter.PATH,
    enum=["json", "csv", "pdf", "xlsx"],
    description="the form of the document",
)
FILES = {
    (200, "application/json"): OpenApiResponse(OpenApiTypes.OBJECT, "amounts as strings, ISO dates, codes"),
    (200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, "UTF-8"),
    (200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY, "with its data attached"),
}

TABLES = {**FILES, (200, CONTENT_TYPE): OpenApiResponse(OpenApiTypes.BINARY, "a workbook")}


class AddressDecides(BaseContentNegotiation):
    """The ending of the address says the form, not the Accept header: that is for people's browsers."""

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        return next(iter(parsers))

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type


class ProfileQuery(serializers.Serializer[Any]):
    """Whose table a CSV is: `machine`, or `excel-fr` for a French spreadsheet."""

    profile = serializers.ChoiceField([each.value for each in Profile], default=Profile.MACHINE.value)


class Document:
    """A document in the form its address asks for."""

    content_negotiation_class: ClassVar[type] = AddressDecides

    @staticmethod
    def profile(request: Request) -> Profile:
        """Whose table a CSV is, as the query says."""
        asked = ProfileQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        return Profile(asked.validated_data["profile"])

    @staticmethod
    def answer(
        file_type: str,
        *,
        name: str,
        as_json: Callable[[], dict[str, Any]],
        as_csv: Callable[[str], Iterable[str]],
        as_pdf: Callable[[str], bytes],
        as_xlsx: Callable[[str], bytes] | None = None,
    ) -> HttpResponseBase:
        """The file, named; what people read of it is in the language being spoken. CSV is streamed."""
        language = get_language() or "fr"
        if file_type == "json":
            return JsonResponse(as_json(), json_dumps_params={"ensure_ascii": False})
        if file_type == "csv":
            response: HttpResponseBase = StreamingHttpResponse(as_csv(language), content_type="text/csv; charset=utf-8")
        elif file_type == "xlsx" and as_xlsx:
            response = HttpResponse(as_xlsx(language), content_type=CONTENT_TYPE)
        else:
            response = HttpResponse(as_pdf(language), content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{name}.{file_type}"'
        return response
