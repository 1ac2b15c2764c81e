"""A problem as RFC 9457 writes it: what went wrong, for a program and for the person behind it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.timezone import get_current_timezone_name, localtime
from djmoney.money import Money

from lending.domain.sentences import Sentence
from web.sentences import reason_of, sentence_of, title_of, told

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What the members of a problem+json body say. `members` are the error's own values, JSON-ready."""

    code: str
    status: HTTPStatus
    title: str
    detail: str
    errors: tuple[dict[str, str], ...] = ()
    members: Mapping[str, Any] = field(default_factory=dict)

    def body(self, *, instance: str) -> dict[str, Any]:
        """As JSON; a value of the error never hides a member of the standard."""
        return {
            **self.members,
            "type": problem_type(self.code),
            "title": self.title,
            "status": int(self.status),
            "detail": self.detail,
            "instance": instance,
            "code": self.code,
            "errors": list(self.errors),
        }


def problem_type(code: str) -> str:
    """The stable address of a kind of problem; it answers with what the kind means."""
    return f"{settings.BASE_URL}/api/problems/{code}"


def problem_of(error: Any, *, status: HTTPStatus) -> Problem:
    """The problem that an error of ours is, in the language and the time zone being spoken."""
    return Problem(
        code=error.code,
        status=status,
        title=title_of(error),
        detail=sentence_of(error),
        errors=tuple(wrong_fields(error)),
        members=json_members(error.values),
    )


def wrong_fields(error: Any) -> Iterator[dict[str, str]]:
    """What an error says of single fields: its `fields` is a mapping of names to sentences."""
    for name, reason in getattr(error, "fields", {}).items():
        yield {"field": name, "code": error.code, "detail": reason_of(reason)}


def json_members(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an error as JSON; where there is an instant, the zone it is told in."""
    members = {name: json_ready(value) for name, value in values.items()}
    has_instant = any(isinstance(value, datetime) for value in values.values())
    return {"time_zone": get_current_timezone_name(), **members} if has_instant else members


def json_ready(value: Any) -> Any:
    """One value as JSON: an amount with its currency, instants in the zone being spoken, sentences translated."""
    match value:
        case Money():
            return {"amount": f"{value.amount:f}", "currency": str(value.currency)}
        case datetime():
            return localtime(value).isoformat()
        case date():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case Sentence():
            return told(value)
        case Mapping():
            return {str(name): json_ready(part) for name, part in value.items()}
        case None | bool() | int() | str():
            return value
        case list() | tuple() | set() | frozenset():
            return [json_ready(part) for part in value]
    return str(value)
