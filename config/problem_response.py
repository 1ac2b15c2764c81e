"""How an error is answered: problem+json (RFC 9457), with the status of the one table of errors."""

from collections.abc import Mapping
from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler

from config.errors import OURS, RETRY_AFTER_SECONDS, status_of
from config.framework_errors import framework_problem
from config.problem import MEDIA_TYPE, problem_of
from ledger.api.outcomes import REPLAY


def problem_response(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler. None, which becomes a 500, for what nobody foresaw."""
    instance = context["request"].path
    if isinstance(error, OURS):
        status = status_of(error)
        headers = {"Retry-After": str(wait)} if (wait := RETRY_AFTER_SECONDS.get(type(error))) else {}
        if getattr(error, "is_replay", False):
            headers[REPLAY] = "true"
        problem = problem_of(error, status=status)
        return Response(problem.body(instance=instance), status=status, headers=headers, content_type=MEDIA_TYPE)
    response = exception_handler(error, dict(context))
    if response is not None:
        response.data = framework_problem(error).body(instance=instance)
        response.content_type = MEDIA_TYPE
    return response
