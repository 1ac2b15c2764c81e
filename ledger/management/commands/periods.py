"""Show the periods and fiscal years of a book, or open, close or reopen a period, or declare a year.

Days are given as 2026-01-01:2026-12-31, both included. Exit status 1 when a rule is in the way, 2 when what was asked
cannot be read.
"""

import getpass
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ledger.domain.errors import InvalidPeriod, LedgerError, UnknownBook
from ledger.domain.period_errors import InvalidFiscalYear, ReopeningWithoutReason
from ledger.management.arguments import span
from ledger.selectors.books import local_day
from ledger.selectors.fiscal_years import fiscal_years
from ledger.selectors.periods import periods
from ledger.services.fiscal_years import declare_fiscal_year
from ledger.services.periods import close_period, open_period, reopen_period, require_over


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--book", required=True)
        acts = parser.add_mutually_exclusive_group()
        acts.add_argument("--open", type=span, metavar="DAYS")
        acts.add_argument("--close", type=span, metavar="DAYS")
        acts.add_argument("--reopen", type=span, metavar="DAYS", help="a decision: say why with --reason")
        acts.add_argument("--declare", metavar="LABEL", help="declare a fiscal year of --days")
        parser.add_argument("--days", type=span, help="of the fiscal year that is declared")
        parser.add_argument("--reason", default="")
        parser.add_argument("--by", help="who decides; the name of the session when it is not given")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._act(options, by=options["by"] or getpass.getuser())
            for line in _told(options["book"]):
                self.stdout.write(line)
        except (UnknownBook, InvalidPeriod, InvalidFiscalYear, ReopeningWithoutReason) as error:
            raise CommandError(str(error), returncode=2) from error
        except LedgerError as error:
            raise CommandError(str(error), returncode=1) from error

    def _act(self, options: dict[str, Any], *, by: str) -> None:
        book, reason = options["book"], options["reason"]
        if options["open"]:
            open_period(book=book, by=by, **options["open"])
        elif options["close"]:
            require_over(today=local_day(book, at=timezone.now()), **options["close"])
            close_period(book=book, by=by, reason=reason, **options["close"])
        elif options["reopen"]:
            reopen_period(book=book, by=by, reason=reason, **options["reopen"])
        elif options["declare"]:
            if not options["days"]:
                raise CommandError("Give the days of the fiscal year: --days 2026-01-01:2026-12-31", returncode=2)
            declare_fiscal_year(book=book, label=options["declare"], **options["days"])


def _told(book: str) -> Iterator[str]:
    for year in fiscal_years(book=book):
        exported = f", exported {year.exported_at:%Y-%m-%d %H:%M}" if year.exported_at else ""
        yield f"fiscal year {year.label}: {year.starts_on} to {year.ends_on}{exported}"
    for period in periods(book=book):
        yield f"{period.starts_on} to {period.ends_on}: {'closed' if period.closed_at else 'open'}"
        for act in period.acts:
            by, reason = f" by {act.by}" if act.by else "", f": {act.reason}" if act.reason else ""
            yield f"    {act.act} {act.at:%Y-%m-%d %H:%M}{by}{reason}"
