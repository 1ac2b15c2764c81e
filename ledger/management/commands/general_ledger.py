"""Write the general ledger of a book: each account with its opening, its lines and its closing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ledger.domain.errors import UnknownAccount, UnknownBook
from ledger.exports.general_ledger import FORMATS
from ledger.management.arguments import day
from ledger.selectors.general_ledger import general_ledger


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--book", required=True)
        parser.add_argument("--from", dest="start", type=day, help="first day, included")
        parser.add_argument("--to", dest="end", type=day, help="last day, included")
        parser.add_argument("--account", help="code of one account; all of them when it is not given")
        parser.add_argument("--format", choices=FORMATS, default="text", help="json: one object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = {name: options[name] for name in ("book", "start", "end", "account")}
        try:
            rows = general_ledger(**asked)
        except (UnknownBook, UnknownAccount) as error:
            raise CommandError(str(error), returncode=2) from error
        for line in FORMATS[options["format"]](rows):
            self.stdout.write(line)
