"""Print the trial balance of a book, now or at the end of a day."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ledger.domain.errors import UnknownBook
from ledger.selectors.trial_balance import TrialBalanceRow, totals, trial_balance


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--book", required=True)
        parser.add_argument("--on", type=date.fromisoformat, help="at the end of that day; now when it is not given")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = trial_balance(book=options["book"], on=options["on"])
        except UnknownBook as error:
            raise CommandError(str(error), returncode=2) from error
        if options["json"]:
            self.stdout.write(json.dumps(_document(rows, book=options["book"], on=options["on"]), ensure_ascii=False))
        else:
            for line in _table(rows):
                self.stdout.write(line)


def _document(rows: list[TrialBalanceRow], *, book: str, on: date | None) -> dict[str, Any]:
    return {
        "book": book,
        "on": on and on.isoformat(),
        "rows": [
            {
                "code": row.code,
                "name": row.name,
                "nature": row.nature,
                "currency": row.debit.currency.code,
                "debit": str(row.debit.amount),
                "credit": str(row.credit.amount),
                "balance": str(row.balance.amount),
            }
            for row in rows
        ],
        "totals": {
            currency: {"debit": str(debit.amount), "credit": str(credit.amount)}
            for currency, (debit, credit) in totals(rows).items()
        },
    }


def _table(rows: list[TrialBalanceRow]) -> list[str]:
    cells: list[tuple[str, ...]] = [("code", "name", "nature", "debit", "credit", "balance", "")]
    for row in rows:
        amounts = (str(amount.amount) for amount in (row.debit, row.credit, row.balance))
        cells.append((row.code, row.name, row.nature, *amounts, row.debit.currency.code))
    for currency, (debit, credit) in totals(rows).items():
        cells.append(("", "", "", str(debit.amount), str(credit.amount), "", currency))
    widths = [max(len(row[column]) for row in cells) for column in range(7)]
    return [
        "  ".join(
            cell.rjust(width) if column in (3, 4, 5) else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]
