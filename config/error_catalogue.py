"""Every kind of problem a program can meet, as one list: for `docs/errors.md` and for the address in `type`."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import Http404
from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.errors import STATUS
from config.framework_errors import FRAMEWORK
from config.problem import problem_type

HEADER = """# Errors

Every error of the interface is `application/problem+json` (RFC 9457): `type`, `title`, `status`, `detail`,
`instance`, `code`, `errors` (one `field`, `code`, `detail` for each wrong field), and the values of the sentence as
members of their own. `type` is the address `/api/problems/` followed by the code; it answers with this description, in
French or English by `Accept-Language`. Codes never change; sentences may. This page is written by
`python manage.py describe_errors`.
"""


@dataclass(frozen=True, slots=True, order=True)
class Kind:
    """A kind of problem: its code, and its sentence with the names of its values in the places they take."""

    status: HTTPStatus
    code: str
    title: str
    sentence: str


def kinds() -> list[Kind]:
    """All kinds, by status and code. Errors that share a code are one kind, told by the one they derive from."""
    found: dict[str, Kind] = {}
    for kind in _all():
        found.setdefault(kind.code, kind)
    return sorted(found.values())


def _all() -> Iterator[Kind]:
    for error in sorted(STATUS, key=lambda error: len(error.__mro__)):
        yield Kind(STATUS[error], error.code, error.title, error.sentence)  # type: ignore[attr-defined]
    for status, code, title, sentence in FRAMEWORK.values():
        yield Kind(status, code, title, sentence)


def as_markdown() -> str:
    """The page `docs/errors.md`: one table, its columns aligned."""
    rows = [("status", "code", "title", "sentence")]
    rows += [(str(int(kind.status)), f"`{kind.code}`", kind.title, kind.sentence or "–") for kind in kinds()]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    rows.insert(1, tuple("-" * width for width in widths))  # type: ignore[arg-type]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    return HEADER + "\n" + "\n".join(lines) + "\n"


class ProblemKind(serializers.Serializer[Any]):
    """A kind of problem, as the address in `type` tells it."""

    type = serializers.URLField()
    code = serializers.CharField()
    status = serializers.IntegerField()
    title = serializers.CharField()
    sentence = serializers.CharField(help_text="with the names of its values: %(closed_at)s is the member `closed_at`")


class ProblemKindView(APIView):
    """What a kind of problem means."""

    permission_classes = [AllowAny]
    authentication_classes = []

    @extend_schema(operation_id="problem_kind", responses=ProblemKind, tags=["problems"])
    def get(self, request: Request, code: str) -> Response:
        """What a `type` means, in the language asked for."""
        kind = next((kind for kind in kinds() if kind.code == code), None)
        if kind is None:
            raise Http404
        told = {"title": gettext(kind.title), "sentence": gettext(kind.sentence) if kind.sentence else ""}
        return Response({"type": problem_type(code), "code": code, "status": int(kind.status), **told})
