"""How often somebody may ask. Where Redis is away nobody is counted, and everybody is served."""

from typing import TYPE_CHECKING

import structlog
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle, ScopedRateThrottle, SimpleRateThrottle, UserRateThrottle

if TYPE_CHECKING:
    from rest_framework.views import APIView

logger = structlog.get_logger(__name__)


class _ServesWithoutRedis(SimpleRateThrottle):
    def allow_request(self, request: Request, view: "APIView") -> bool:
        try:
            return bool(super().allow_request(request, view))
        except RedisError as error:
            logger.warning("requests_not_counted", error=str(error))
            return True


class AnonymousRate(_ServesWithoutRedis, AnonRateThrottle):
    """What one address may ask without signing in."""


class PersonRate(_ServesWithoutRedis, UserRateThrottle):
    """What one person may ask."""


class ScopeRate(_ServesWithoutRedis, ScopedRateThrottle):
    """What may be asked of one thing that costs much; the view names it by `throttle_scope`."""
