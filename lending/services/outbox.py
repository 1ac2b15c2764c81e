"""Asking for a mail to be sent: a row in the transaction of the act; a worker delivers it."""

from datetime import datetime
from typing import Any

from lending.models import Fund, OutboxMessage
from lending.services.plain import plain
from members.models import Person


def enqueue_message(
    *, fund: Fund, recipient: Person, template: str, context: dict[str, Any], dedupe_key: str, at: datetime
) -> OutboxMessage | None:
    """Ask once for a mail, in the caller's transaction: rolled back with it, kept with it.

    :param template: name under `workers/templates/mail/`; the recipient's language is chosen when it is sent.
    :param context: figures and names of the text; money, dates and ids are written as text.
    :param dedupe_key: says what this mail is about; the same key again sends nothing.
    :returns: the message, or None when it was asked before.
    """
    message = OutboxMessage(
        fund=fund,
        recipient=recipient,
        template=template,
        context=plain(context),
        dedupe_key=dedupe_key,
        created_at=at,
        next_attempt_at=at,
    )
    # ON CONFLICT DO NOTHING waits for another transaction that asks the same, and does not end ours.
    OutboxMessage.objects.bulk_create([message], ignore_conflicts=True)
    return message if OutboxMessage.objects.filter(pk=message.pk).exists() else None
