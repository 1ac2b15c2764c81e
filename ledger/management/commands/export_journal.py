"""Write a book as hledger, beancount or CSV, so that tools which we did not write can verify it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ledger.domain.errors import UnknownBook
from ledger.exports.beancount import beancount_lines
from ledger.exports.csv_lines import csv_lines
from ledger.exports.hledger import hledger_lines
from ledger.management.arguments import day

FORMATS = {"hledger": hledger_lines, "beancount": beancount_lines, "csv": csv_lines}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--book", required=True)
        parser.add_argument("--format", required=True, choices=FORMATS)
        parser.add_argument("--from", dest="start", type=day, help="first day, included")
        parser.add_argument("--to", dest="end", type=day, help="last day, included")

    def handle(self, *args: Any, **options: Any) -> None:
        lines = FORMATS[options["format"]](book=options["book"], start=options["start"], end=options["end"])
        try:
            for line in lines:
                self.stdout.write(line)
        except UnknownBook as error:
            raise CommandError(str(error), returncode=2) from error
