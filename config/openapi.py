"""The description of the interface (OpenAPI 3.1), completed by what every operation has in common."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework.generics import GenericAPIView

from config.problem import MEDIA_TYPE, problem_type


def _key(*, required: bool) -> OpenApiParameter:
    return OpenApiParameter(
        name="Idempotency-Key",
        type={"type": "string", "minLength": 1, "maxLength": 200},
        location=OpenApiParameter.HEADER,
        required=required,
        description=(
            "A value of your own, the same when you try again: what it asks is done once, and the first answer comes "
            "back with `Idempotent-Replay: true`. The same key with another content is refused (422)."
        ),
        examples=[OpenApiExample("A key", value="0198f3c2-7d10-7c3e-9d55-3f7f0a6b1c2d")],
    )


IDEMPOTENCY_KEY, OPTIONAL_KEY = _key(required=True), _key(required=False)
PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457). The values of the sentence are further members.",
    "required": ["type", "title", "status", "detail", "instance", "code", "errors"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "stable; its address says what it means"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "the rule, the values and the way out, in the language asked for"},
        "instance": {"type": "string"},
        "code": {"type": "string", "description": "stable: see docs/errors.md"},
        "errors": {
            "type": "array",
            "description": "every wrong field, at once",
            "items": {
                "type": "object",
                "required": ["field", "code", "detail"],
                "properties": {name: {"type": "string"} for name in ("field", "code", "detail")},
            },
        },
    },
    "additionalProperties": True,
}
COMMON = {
    "400": "Something in the request is wrong; every wrong field is named.",
    "401": "Nobody is signed in.",
    "403": "Somebody else may do this.",
    "404": "Nothing here, or not yours to see.",
    "406": "Not in this form.",
    "409": "Against the state of things as it is now.",
    "415": "Not in this form.",
    "422": "The Idempotency-Key has served another request.",
    "429": "Too many requests: see Retry-After.",
}
ANY_METHOD = ("401", "403", "404", "406", "429")
WHERE_SOMETHING_IS_SAID = ("400", "409")
ONLY_WRITING = ("415", "422")
WRITING = ("post", "put", "patch", "delete")


class Schema(AutoSchema):
    """Reads what our views say of themselves: `takes` and `answers` of an act, and whether it asks for a key."""

    def get_override_parameters(self) -> list[Any]:
        if not (self._writes and getattr(self.view, "asks_for_key", False)):
            return []
        return [IDEMPOTENCY_KEY if getattr(self.view, "key_is_required", True) else OPTIONAL_KEY]

    def get_request_serializer(self) -> Any:
        takes = getattr(self.view, "takes", None) if self._writes else None
        return takes or super().get_request_serializer()

    def get_response_serializers(self) -> Any:
        status = getattr(self.view, "answers", None)
        if not (self._writes and status and isinstance(self.view, GenericAPIView)):
            return super().get_response_serializers()
        return {str(status): self.view.get_serializer_class()}

    @property
    def _writes(self) -> bool:
        return self.method.lower() in WRITING


def add_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Say of each operation which problems it may answer with."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    for operations in result["paths"].values():
        for method, operation in operations.items():
            for status in _possible(method, operation):
                operation["responses"].setdefault(status, _problem_response(status))
    return result


def _possible(method: str, operation: dict[str, Any]) -> tuple[str, ...]:
    """What is asked of something that may be wrong, or not be ready, is refused like what is written."""
    if method in WRITING:
        return (*ANY_METHOD, *WHERE_SOMETHING_IS_SAID, *ONLY_WRITING)
    return (*ANY_METHOD, *(WHERE_SOMETHING_IS_SAID if operation.get("parameters") else ()))


def _problem_response(status: str) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": {"$ref": "#/components/schemas/Problem"}}
    if status == "409":
        content["example"] = CLOSED
    return {"description": COMMON[status], "content": {MEDIA_TYPE: content}}


CLOSED = {
    "type": problem_type("closed-consultation"),
    "title": "The consultation is closed",
    "status": 409,
    "detail": "The consultation closed at 3 February 2026 at 18:00, Paris time: nothing in it can change any more.",
    "instance": "/api/v1/consultations/0198f3c2-7d10-7c3e-9d55-3f7f0a6b1c2d/ballots",
    "code": "closed-consultation",
    "errors": [],
    "closed_at": "2026-02-03T18:00:00+01:00",
    "time_zone": "Europe/Paris",
}
