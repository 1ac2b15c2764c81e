"""Telling members the last seal of their fund's book, once a month."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from ledger.selectors.seal_heads import last_head
from lending.models import Fund, OutboxMessage
from lending.selectors.seal_heads import SEAL_HEAD, people_to_tell_of_seal, seal_head_key
from lending.services.outbox import enqueue_message


@transaction.atomic
def tell_seal_head(*, fund: Fund, person_ids: Sequence[UUID], today: date, now: datetime) -> list[OutboxMessage]:
    """Write once a month to each of these people; whoever was told this month is left in peace.

    :param today: of the fund's calendar; its month is what is told once.
    """
    head = last_head(book=fund.book)
    if head is None:
        return []
    messages = (
        enqueue_message(
            fund=fund,
            recipient=person,
            template=SEAL_HEAD,
            context={"book": head.book, "number": head.number, "hash": head.hash.hex(), "sealed_at": head.sealed_at},
            dedupe_key=f"{seal_head_key(fund, today=today)}{person.pk}",
            at=now,
        )
        for person in people_to_tell_of_seal(fund, today=today).filter(pk__in=person_ids)
    )
    return [message for message in messages if message]
