"""Seal what is final, in every book or in one; a line a book gives its seal, how many entries, the hash to publish."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ledger.domain.errors import UnknownBook
from ledger.selectors.books import book_codes
from ledger.services.seal import SealResult, seal_book


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--book", help="code of one book; all of them when it is not given")

    def handle(self, *args: Any, **options: Any) -> None:
        codes = book_codes() if options["book"] is None else [options["book"]]
        if not codes:
            self.stdout.write("There is no book.")
        for code in codes:
            try:
                self.stdout.write(_line(seal_book(book=code)))
            except UnknownBook as error:
                raise CommandError(str(error), returncode=2) from error


def _line(result: SealResult) -> str:
    if result.hash is None:
        return f"{result.book}: nothing to seal"
    return f"{result.book}: seal {result.numbers[-1]}, {result.entries} entries, {result.hash.hex()}"
