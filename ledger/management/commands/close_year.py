"""Close a fiscal year: income and expense to zero into the result, then all days of the year.

Run again after a late entry, it does the closing anew. Exit status 1 when a rule is in the way; nothing was changed.
"""

import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from uuid6 import uuid7

from ledger.domain.errors import LedgerError
from ledger.selectors.books import local_day
from ledger.selectors.fiscal_years import fiscal_year
from ledger.services.close_fiscal_year import close_fiscal_year
from ledger.services.periods import require_over


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--book", required=True)
        parser.add_argument("--year", required=True, help="label of a declared fiscal year, or a calendar year")
        parser.add_argument(
            "--profit", action="append", default=[], metavar="ACCOUNT", help="where a profit goes, one a currency: 120"
        )
        parser.add_argument(
            "--loss", action="append", default=[], metavar="ACCOUNT", help="where a loss goes: 129; there too otherwise"
        )
        parser.add_argument("--by", help="who closes; the name of the session when it is not given")
        parser.add_argument("--key", help="idempotency key; a closing is done once without one too")

    def handle(self, *args: Any, **options: Any) -> None:
        book, label = options["book"], options["year"]
        try:
            year = fiscal_year(book=book, label=label)
            require_over(starts_on=year.starts_on, ends_on=year.ends_on, today=local_day(book, at=timezone.now()))
            closing = close_fiscal_year(
                book=book,
                label=label,
                profit_accounts=options["profit"],
                loss_accounts=options["loss"],
                by=options["by"] or getpass.getuser(),
                idempotency_key=options["key"] or f"close-{options['year']}-{uuid7()}",
            )
        except LedgerError as error:
            raise CommandError(str(error), returncode=1) from error
        results = ", ".join(f"{result.amount} {currency}" for currency, result in closing.results.items())
        self.stdout.write(f"{options['book']} {closing.label}: closed, result {results or 'none'}")
        for entry_id in closing.entries:
            self.stdout.write(f"    closing entry {entry_id}")
