"""Check every rule of the books on every row; exit status 0 only if all of them hold."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ledger.selectors.published_heads import heads_are_kept, published_head
from ledger.selectors.verification import Verdict, verdicts


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            metavar="BOOK:NUMBER:HASH",
            help="a published head that must be in the book: finds an end that was cut off; may be repeated",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            heads = [published_head(text) for text in options["head"]]
        except ValueError as error:
            raise CommandError(str(error), returncode=2) from error
        found = list(verdicts(*([heads_are_kept(heads)] if heads else [])))
        if options["json"]:
            self.stdout.write(json.dumps(_document(found), ensure_ascii=False))
        else:
            for verdict in found:
                self.stdout.write(_line(verdict))
        broken = sum(verdict.first_breach is not None for verdict in found)
        if broken:
            raise CommandError(f"{broken} of {len(found)} rules do not hold.", returncode=1)


def _document(found: list[Verdict]) -> dict[str, Any]:
    return {
        "holds": all(verdict.first_breach is None for verdict in found),
        "rules": [
            {
                "name": verdict.check.name,
                "rule": verdict.check.rule,
                "holds": verdict.first_breach is None,
                "first_breach": verdict.first_breach
                and {
                    "book": verdict.first_breach.book,
                    "row": verdict.first_breach.row,
                    "fault": verdict.first_breach.fault,
                },
            }
            for verdict in found
        ],
    }


def _line(verdict: Verdict) -> str:
    breach = verdict.first_breach
    if breach is None:
        return f"ok      {verdict.check.name}: {verdict.check.rule}"
    return (
        f"BROKEN  {verdict.check.name}: {verdict.check.rule}\n        book {breach.book}, {breach.row}: {breach.fault}"
    )
