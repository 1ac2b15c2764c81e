"""People who look at pages."""

import re
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from members.models import Person

keys = count(1)
TOKEN = re.compile(r'<input type="hidden" name="(?:csrfmiddlewaretoken|key)" value="[^"]*">')


class Visitor(Client):
    """A browser without JavaScript. `act` sends a form under a new key, or the one given."""

    def act(self, address: str, *, key: str = "", **fields: Any) -> Any:
        return self.post(address, {"key": key or f"page-key-{next(keys)}", **fields})

    def text(self, address: str, **query: Any) -> str:
        """The HTML of a page without its one-time tokens, every space an ordinary one, to search sentences in."""
        response = self.get(address, query, follow=True)
        assert response.status_code == 200, (address, response.status_code)
        return plain(TOKEN.sub("", response.content.decode()))


def plain(text: str) -> str:
    """The same text with every kind of space made an ordinary one."""
    return " ".join(text.replace("\u202f", " ").replace("\xa0", " ").replace("&#x27;", "'").split())


@pytest.fixture
def visitor() -> Callable[..., Visitor]:
    """`visitor(person)`; `visitor()` is not signed in. Pages are in French unless said otherwise."""

    def arrived(person: Person | None = None, language: str = "fr") -> Visitor:
        client = Visitor(headers={"accept-language": language})
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        if person is not None:
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return arrived
