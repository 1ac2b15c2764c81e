"""Errors that Django and DRF raise before or beside our own code: their codes, titles and sentences."""

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noop
from rest_framework import exceptions

from config.problem import Problem

# Each with its status, its code, its title and its sentence.
FRAMEWORK: Mapping[type[Exception], tuple[HTTPStatus, str, str, str]] = {
    exceptions.ValidationError: (
        HTTPStatus.BAD_REQUEST,
        "validation-error",
        noop("Some fields are wrong"),
        noop("Correct these and send it again: %(names)s."),
    ),
    exceptions.ParseError: (
        HTTPStatus.BAD_REQUEST,
        "malformed-request",
        noop("This could not be read"),
        noop("The body is no valid JSON: %(detail)s"),
    ),
    exceptions.NotAuthenticated: (
        HTTPStatus.UNAUTHORIZED,
        "not-signed-in",
        noop("Sign in first"),
        noop("This asks who you are: sign in, or send a header “Authorization: Token …”."),
    ),
    exceptions.AuthenticationFailed: (
        HTTPStatus.UNAUTHORIZED,
        "sign-in-failed",
        noop("This sign-in is not valid"),
        noop("The token is unknown, expired or of an account that is closed: ask for a new one."),
    ),
    exceptions.PermissionDenied: (
        HTTPStatus.FORBIDDEN,
        "permission-denied",
        noop("You may not do this"),
        noop("%(detail)s"),
    ),
    exceptions.NotFound: (
        HTTPStatus.NOT_FOUND,
        "not-found",
        noop("Nothing here"),
        noop("There is nothing at this address, or it is not yours to see."),
    ),
    exceptions.MethodNotAllowed: (
        HTTPStatus.METHOD_NOT_ALLOWED,
        "method-not-allowed",
        noop("Not this way"),
        noop("%(detail)s"),
    ),
    exceptions.NotAcceptable: (
        HTTPStatus.NOT_ACCEPTABLE,
        "not-acceptable",
        noop("Not in this form"),
        noop("This answers in JSON: ask with “Accept: application/json”."),
    ),
    exceptions.UnsupportedMediaType: (
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "unsupported-media-type",
        noop("Not in this form"),
        noop("This reads JSON: send it with “Content-Type: application/json”."),
    ),
    exceptions.Throttled: (
        HTTPStatus.TOO_MANY_REQUESTS,
        "throttled",
        noop("Too many requests"),
        noop("Too much was asked in a short time: ask again in %(wait)s seconds."),
    ),
    exceptions.APIException: (
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "server-error",
        noop("Something went wrong here"),
        noop("Nothing was changed. Try again; if it lasts, tell the fund's administrator."),
    ),
}
SAME_AS = {Http404: exceptions.NotFound, PermissionDenied: exceptions.PermissionDenied}


def framework_problem(error: Exception) -> Problem:
    """The problem that an error of the framework is; wrong fields are named all at once."""
    if type(error) in SAME_AS:
        error = SAME_AS[type(error)]()
    status, code, title, sentence = next(FRAMEWORK[kind] for kind in type(error).__mro__ if kind in FRAMEWORK)
    told = getattr(error, "detail", "")
    errors = tuple(named_errors(told)) if code == "validation-error" else ()
    values = {
        "names": ", ".join(dict.fromkeys(entry["field"] or entry["detail"] for entry in errors)),
        "detail": told,
        "wait": round(getattr(error, "wait", None) or 1),
    }
    return Problem(code=code, status=status, title=gettext(title), detail=gettext(sentence) % values, errors=errors)


def named_errors(detail: Any, *, path: str = "") -> Iterator[dict[str, str]]:
    """Every wrong field, by its path (`drawdowns[0].amount`); what concerns no single field has an empty one."""
    if isinstance(detail, Mapping):
        for name, part in detail.items():
            yield from named_errors(part, path=_joined(path, name))
    elif isinstance(detail, Sequence) and not isinstance(detail, str):
        for place, part in enumerate(detail):
            yield from named_errors(part, path=f"{path}[{place}]" if isinstance(part, Mapping) else path)
    else:
        yield {"field": path, "code": str(getattr(detail, "code", "invalid")), "detail": str(detail)}


def _joined(path: str, name: str | int) -> str:
    if name == "non_field_errors":
        return path
    # A list names its wrong elements by their place.
    return f"{path}[{name}]" if isinstance(name, int) else f"{path}.{name}".strip(".")
