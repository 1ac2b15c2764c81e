"""Post entries read from standard input, one JSON object a line; outcomes are written the same way.

Exit status 0 when all were posted, 1 when one was refused, 2 when the input is malformed: then nothing was posted.
Without --key the key is the fingerprint of the input, so that the same file posted twice is posted once.
"""

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ledger.domain.errors import InvalidEntry, LedgerError
from ledger.selectors.books import book_by_code
from ledger.services.importing import import_entries
from ledger.services.posting import EntryDraft, PostingResult, post
from ledger.services.reading import entry_from

ENTRIES_PER_CALL = 10_000
# From here on rows are put down by COPY: below it, one round trip is faster.
ENTRIES_TO_COPY = 2000


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--book", required=True)
        parser.add_argument(
            "--mode", choices=("each", "atomic"), default="each", help="atomic: all of the input or nothing"
        )
        parser.add_argument("--key", help="idempotency key of this input")

    def handle(self, *args: Any, **options: Any) -> None:
        text = _read()
        try:
            drafts = list(read_entries(text, currency=book_by_code(options["book"]).currency))
            key = options["key"] or hashlib.sha256(text.encode()).hexdigest()
            refused = self._post(drafts, book=options["book"], key=key, mode=options["mode"])
        except InvalidEntry as error:
            raise CommandError(_named(error), returncode=2) from error
        except LedgerError as error:
            raise CommandError(str(error), returncode=2) from error
        if refused:
            sys.exit(1)

    def _post(
        self, drafts: list[tuple[int, EntryDraft]], *, book: str, key: str, mode: Literal["each", "atomic"]
    ) -> bool:
        size = ENTRIES_PER_CALL if mode == "each" else len(drafts)
        refused = False
        for start in range(0, len(drafts), max(size, 1)):
            part = drafts[start : start + size]
            entries = [draft for _line, draft in part]
            write = import_entries if len(entries) >= ENTRIES_TO_COPY else post
            result = write(book=book, entries=entries, idempotency_key=f"{key}/{start}", mode=mode)
            self._tell([line for line, _draft in part], result)
            refused = refused or bool(result.refused)
        return refused

    def _tell(self, lines: Sequence[int], result: PostingResult) -> None:
        for line, outcome in zip(lines, result.outcomes, strict=True):
            told = {
                "line": line,
                "entry_id": str(outcome.entry_id),
                "status": result.status,
                "code": outcome.code,
                "sentence": outcome.sentence,
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False))


def read_entries(text: str, *, currency: str) -> Iterator[tuple[int, EntryDraft]]:
    """Read all entries with the line each stands on; empty lines are passed over.

    :raises InvalidEntry: the first line that is malformed, named as the entry.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, entry_from(_object(line, number=number), currency=currency, number=number)


def _named(error: InvalidEntry) -> str:
    values = error.values
    place = f"Line {values['entry']}" + (f", posting {values['line']}" if values["line"] else "")
    shown = f" {values['amount']}" if "amount" in values else ""
    return f"{place}, {values['field']}{shown}: {values['reason']}. Nothing was posted."


def _object(line: str, *, number: int) -> object:
    try:
        return json.loads(line, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise InvalidEntry(entry=number, line=0, field="JSON", reason=str(error)) from error


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _read() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig") if hasattr(sys.stdin, "buffer") else sys.stdin.read()
    except UnicodeDecodeError as error:
        raise CommandError(f"The input is not UTF-8, from byte {error.start}.", returncode=2) from error
