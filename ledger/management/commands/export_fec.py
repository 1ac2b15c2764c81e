"""Write the fichier des écritures comptables of a fiscal year, with its description; the export is recorded.

From then on the periods of the year are never reopened.
"""

import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from stdnum.fr import siren

from ledger.domain.errors import LedgerError, UnknownBook
from ledger.domain.fec import ENCODINGS
from ledger.domain.period_errors import UnknownFiscalYear
from ledger.exports.fec_file import export_fec


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--book", required=True)
        parser.add_argument("--year", required=True, help="label of a declared fiscal year, or a calendar year")
        parser.add_argument("--siren", help="of whom the books are; it stands in the name of the file")
        parser.add_argument("--encoding", choices=ENCODINGS, default="utf-8")
        parser.add_argument("--to", type=Path, default=Path(), help="folder; the current one when it is not given")
        parser.add_argument("--by", help="who exports; the name of the session when it is not given")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["siren"] is not None and not siren.is_valid(options["siren"]):
            raise CommandError(f"{options['siren']} is no SIREN.", returncode=2)
        if not options["to"].is_dir():
            raise CommandError(f"There is no folder {options['to']}.", returncode=2)
        try:
            made = export_fec(
                book=options["book"],
                label=options["year"],
                folder=options["to"],
                by=options["by"] or getpass.getuser(),
                siren=options["siren"] and siren.compact(options["siren"]),
                encoding=options["encoding"],
            )
        except (UnknownBook, UnknownFiscalYear) as error:
            raise CommandError(str(error), returncode=2) from error
        except LedgerError as error:
            raise CommandError(str(error), returncode=1) from error
        self.stdout.write(f"{made.path}: {made.entries} entries, {made.lines} lines, SHA-256 {made.sha256}")
        self.stdout.write(f"{made.description}")
