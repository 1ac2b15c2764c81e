"""Print the trial balance of a book: now, at the end of a day, or as known at a seal."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ledger.domain.errors import UnknownBook, UnknownSeal
from ledger.management.arguments import day
from ledger.selectors.collectives import TreeRow, as_tree, parents_of
from ledger.selectors.trial_balance import TrialBalanceRow, totals, trial_balance


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--book", required=True)
        parser.add_argument("--on", type=day, help="at the end of that day; now when it is not given")
        parser.add_argument(
            "--as-known-at", type=int, metavar="SEAL", help="what the books said when this seal was made"
        )
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--tree", action="store_true", help="under collective accounts, with the totals of each")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = trial_balance(book=options["book"], on=options["on"], as_known_at=options["as_known_at"])
        except (UnknownBook, UnknownSeal) as error:
            raise CommandError(str(error), returncode=2) from error
        tree = as_tree(rows, parents=parents_of(book=options["book"])) if options["tree"] else None
        if options["json"]:
            told = _document(rows, tree, book=options["book"], on=options["on"])
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            for line in _table(rows, tree):
                self.stdout.write(line)


def _document(rows: list[TrialBalanceRow], tree: list[TreeRow] | None, *, book: str, on: date | None) -> dict[str, Any]:
    """What is told twice, in a tree, is told apart by `is_collective`: totals are those of the other rows."""
    placed = [{"depth": one.depth, "is_collective": one.is_collective} for one in tree or ()]
    told = [_cells(one.row) for one in tree] if tree is not None else [_cells(row) for row in rows]
    return {
        "book": book,
        "on": on and on.isoformat(),
        "rows": told if tree is None else [{**row, **place} for row, place in zip(told, placed, strict=True)],
        "totals": {
            currency: {"debit": str(debit.amount), "credit": str(credit.amount)}
            for currency, (debit, credit) in totals(rows).items()
        },
    }


def _cells(row: TrialBalanceRow) -> dict[str, str]:
    return {
        "code": row.code,
        "name": row.name,
        "nature": row.nature,
        "currency": row.debit.currency.code,
        "debit": str(row.debit.amount),
        "credit": str(row.credit.amount),
        "balance": str(row.balance.amount),
    }


def _table(rows: list[TrialBalanceRow], tree: list[TreeRow] | None) -> list[str]:
    cells: list[tuple[str, ...]] = [("code", "name", "nature", "debit", "credit", "balance", "")]
    for one in [TreeRow(row, 0, is_collective=False) for row in rows] if tree is None else tree:
        row = _cells(one.row)
        code, name = "  " * one.depth + row["code"], row["name"] + (", total" if one.is_collective else "")
        cells.append((code, name, *(row[name] for name in ("nature", "debit", "credit", "balance", "currency"))))
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
