"""Write the journal of a book in the order of its legal numbers; what is not sealed yet comes last."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ledger.domain.errors import UnknownBook
from ledger.exports.journal import FORMATS
from ledger.management.arguments import day
from ledger.selectors.entries import journal_as_sealed


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--book", required=True)
        parser.add_argument("--from", dest="start", type=day, help="first day, included")
        parser.add_argument("--to", dest="end", type=day, help="last day, included")
        parser.add_argument("--journal", help="code of one journal; all of them when it is not given")
        parser.add_argument("--format", choices=FORMATS, default="text", help="json: one object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = {name: options[name] for name in ("book", "start", "end", "journal")}
        try:
            entries = journal_as_sealed(**asked)
        except UnknownBook as error:
            raise CommandError(str(error), returncode=2) from error
        for line in FORMATS[options["format"]](entries):
            self.stdout.write(line)
