"""`outbox`: what waits to be sent, what was given up, and trying it again."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count
from django.utils import timezone

from lending.models import OutboxMessage
from lending.selectors.outbox import dead_messages, oldest_wait
from lending.services.retry_message import retry_message


class Command(BaseCommand):
    """In English, as the states and errors it tells are. Exit status: 0; 1 when there is no dead message of this id."""

    help = "Counts of the outbox. --dead lists the messages that were given up; --retry gives them new attempts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dead", action="store_true", help="list the messages that were given up, and why")
        parser.add_argument("--retry", metavar="ID", help="try this message again; “all” for every dead one")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["retry"]:
            self._retry(options["retry"], now=now)
        elif options["dead"]:
            self._list_dead()
        else:
            self._count(now=now)

    def _count(self, *, now: datetime) -> None:
        counts = dict(OutboxMessage.objects.order_by().values_list("state").annotate(Count("pk")))
        for state in OutboxMessage.State:
            self.stdout.write(f"{state.value}: {counts.get(state.value, 0)}")
        seconds = int(oldest_wait(now=now).total_seconds())
        self.stdout.write(f"Longest wait beyond its time: {seconds} s")

    def _list_dead(self) -> None:
        messages = list(dead_messages())
        if not messages:
            self.stdout.write("No message was given up.")
        for message in messages:
            to, why = message.recipient.email, message.last_error
            self.stdout.write(f"{message.id} {message.template} to {to}: {why}")

    def _retry(self, which: str, *, now: datetime) -> None:
        ids = [message.pk for message in dead_messages()] if which == "all" else [_id(which)]
        done = sum(retry_message(message_id=message_id, now=now) for message_id in ids)
        if not done and which != "all":
            raise CommandError(f"There is no dead message {which}: see --dead.")
        self.stdout.write(f"{done} message{'' if done == 1 else 's'} will be tried again.")


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise CommandError(f"“{text}” is no id of a message: see --dead.", returncode=2) from error
