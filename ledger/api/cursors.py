"""Cursors of lists: where the page before ended, as text that a program passes back unread."""

import base64
import json
from collections.abc import Sequence
from typing import Any

from rest_framework.request import Request

from ledger.domain.errors import InvalidCursor

PAGE_SIZE, PAGE_SIZE_MAX = 50, 200


def read_cursor(request: Request, *, parsers: Sequence[Any]) -> tuple[Any, ...] | None:
    """Give the values of the cursor asked for, each read by its parser; none for the first page.

    :raises InvalidCursor: it is not one of ours.
    """
    text = request.query_params.get("cursor")
    if not text:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text.encode()))
        return tuple(parse(value) for parse, value in zip(parsers, values, strict=True))
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        raise InvalidCursor(cursor=text) from None


def page(request: Request, found: Sequence[Any], results: Any, *, size: int, place: Any) -> dict[str, Any]:
    """Lay out a page; `found` holds one more than `size` when there is a next one.

    :param place: gives the values of the cursor that follows one of `found`.
    """
    following = None
    if len(found) > size:
        values = [str(value) for value in place(found[size - 1])]
        cursor = base64.urlsafe_b64encode(json.dumps(values).encode()).decode()
        query = request.query_params.copy()
        query["cursor"] = cursor
        following = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
    return {"next": following, "results": list(results[:size])}


def small_integer(text: str) -> int:
    """Read a line number; :raises ValueError: it is none."""
    number = int(text)
    if not 0 <= number < 2**15:
        raise ValueError
    return number


def plain_text(text: str) -> str:
    """Read a text; :raises ValueError: the database could not compare with it."""
    if not isinstance(text, str) or "\0" in text:
        raise ValueError
    text.encode()
    return text
