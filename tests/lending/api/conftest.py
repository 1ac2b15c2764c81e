"""Programs that call the interface for somebody."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from rest_framework.test import APIClient

from members.models import Person

keys = count(1)


class Caller(APIClient):
    """A client signed in as a person; `act` posts under a new Idempotency-Key, or the one given."""

    def act(self, address: str, body: Any = None, *, key: str = "", **options: Any) -> Any:
        headers = {"Idempotency-Key": key or f"key-{next(keys)}", **options.pop("headers", {})}
        return self.post(f"/api/v1/{address}", {} if body is None else body, headers=headers, **options)

    def read(self, address: str, **query: Any) -> Any:
        """GET of an address under /api/v1/."""
        return self.get(f"/api/v1/{address}", query)


@pytest.fixture
def caller() -> Callable[..., Caller]:
    """`caller(person)`; `caller(None)` is not signed in. Answers are in English unless said otherwise."""

    def signed_in(person: Person | None, language: str = "en") -> Caller:
        client = Caller(headers={"accept-language": language})
        if person is not None:
            client.force_authenticate(person)
        return client

    return signed_in
