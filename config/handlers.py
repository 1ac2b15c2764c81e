"""What is answered outside any view: problem+json under /api/, a page everywhere else."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from rest_framework import exceptions

from config.framework_errors import framework_problem
from config.problem import MEDIA_TYPE
from web.views import errors as pages


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _answer(request, exceptions.ParseError(), page=pages.bad_request)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _answer(request, exceptions.PermissionDenied(), page=pages.forbidden)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _answer(request, exceptions.NotFound(), page=pages.not_found)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, for what nobody foresaw."""
    return _answer(request, exceptions.APIException(), page=pages.server_error)


def _answer(request: HttpRequest, error: Exception, *, page: Callable[..., HttpResponse]) -> HttpResponse:
    if not request.path.startswith("/api/"):
        return page(request)
    problem = framework_problem(error)
    body = problem.body(instance=request.path)
    unescaped = {"ensure_ascii": False}
    return JsonResponse(body, status=problem.status, content_type=MEDIA_TYPE, json_dumps_params=unescaped)
