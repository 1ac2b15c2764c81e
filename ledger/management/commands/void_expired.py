"""Void the reservations whose day has come; exit status 0 when all of them are voided, 1 if any was refused."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ledger.domain.errors import UnknownBook
from ledger.management.arguments import day
from ledger.models import Book
from ledger.selectors.books import book_by_code
from ledger.services.void_expired import void_expired


class Command(BaseCommand):
    """Run it as often as wanted: what is voided stays voided, and a second run finds nothing."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--book", help="all books when it is not given")
        parser.add_argument("--on", type=day, help="as at that day; today in the book's time zone when it is not given")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        refused = [self._void(book, on=options["on"], now=now) for book in _books(options["book"])]
        if any(refused):
            raise CommandError(f"{sum(refused)} entries could not be voided.", returncode=1)

    def _void(self, book: Book, *, on: date | None, now: datetime) -> int:
        today = now.astimezone(ZoneInfo(book.time_zone)).date()
        if on is not None and on > today:
            raise CommandError(f"{on} has not come yet for the book {book.code}: it is {today} there.", returncode=2)
        done = void_expired(book=book.code, on=on or today)
        self.stdout.write(f"{book.code}: {done.voided} voided, {done.resolved} resolved meanwhile")
        for outcome in done.refused:
            self.stderr.write(f"{book.code}: {outcome.code}: {outcome.sentence}")
        return len(done.refused)


def _books(code: str | None) -> list[Book]:
    if code is None:
        return list(Book.objects.order_by("code"))
    try:
        return [book_by_code(code)]
    except UnknownBook as error:
        raise CommandError(str(error), returncode=2) from error
