"""Telling the same to several people, each in a mail of their own."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from lending.models import Fund
from lending.services.outbox import enqueue_message
from members.models import Person


def tell(
    people: Iterable[Person], *, fund: Fund, template: str, about: object, context: dict[str, Any], at: datetime
) -> None:
    """Ask for one mail to each, in the caller's transaction; told again of the same thing, nobody gets a second one.

    :param about: what the mail is about: with the template and the reader, it makes the mail one.
    """
    for person in people:
        enqueue_message(
            fund=fund, recipient=person, template=template, context=context,
            dedupe_key=f"{template}:{about}:{person.pk}", at=at,
        )  # fmt: skip
