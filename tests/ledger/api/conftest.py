"""Programs that call the ledger over HTTP."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from members.models import Person


class Caller(APIClient):
    """A client that speaks of one book."""

    def read(self, address: str, **query: Any) -> Any:
        return self.get(f"/api/v1/books/demo/{address}", query)

    def act(self, address: str, body: Any, *, key: str | None = None) -> Any:
        headers = {"Idempotency-Key": str(uuid4()) if key is None else key}
        return self.post(f"/api/v1/books/demo/{address}", body, headers=headers if key != "" else {})


@pytest.fixture
def caller(book: str) -> Callable[..., Caller]:
    """`caller()` is staff; `caller(None)` is not signed in."""

    def signed_in(email: str | None = "keeper@example.org", *, is_staff: bool = True) -> Caller:
        client = Caller(headers={"accept-language": "en"})
        if email is not None:
            client.force_authenticate(Person.objects.create(email=email, name="Démonstration", is_staff=is_staff))
        return client

    return signed_in


@pytest.fixture
def keeper(caller: Callable[..., Caller]) -> Caller:
    """Somebody who may read and write this book, which belongs to no fund."""
    return caller()
