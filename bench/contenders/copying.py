"""COPY into the tables of the bare limit: the rows are text before the clock starts, and nothing is added up."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from bench.contenders.bare import BareWriter
from bench.contenders.serving import serve
from bench.contenders.workload import Repayment

ENTRY = "COPY bare.entry (id, book_id, effective_on, posting_count, journal, description, reference) FROM STDIN"
POSTING = (
    "COPY bare.posting (entry_id, line, effective_on, book_id, debit_account_id, credit_account_id, amount, currency)"
    " FROM STDIN"
)
Texts = tuple[str, str]


class CopyWriter(BareWriter):
    """Two COPY commands in one transaction, over Django's own connection."""

    def made(self, batch: list[Repayment], *, key: str) -> Texts:
        _book, _key, _fingerprint, *columns = super().made(batch, key=key)
        entries, postings = list(zip(*columns[:6], strict=True)), list(zip(*columns[6:], strict=True))
        rows = [
            (id_, self.book, on, count, journal, words, reference)
            for id_, on, journal, words, reference, count in entries
        ]
        lines = [
            (entries[number - 1][0], line, entries[number - 1][1], self.book, debit, credit, amount, "EUR")
            for number, line, debit, credit, amount in postings
        ]
        return _text(rows), _text(lines)

    def sent(self, column: list[Any]) -> list[Any]:
        """Columns stay as they are: they become rows of text."""
        return column

    def write(self, call: Texts) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for command, text in zip((ENTRY, POSTING), call, strict=True):
                with cursor.copy(command) as copy:
                    copy.write(text)


def _text(rows: Iterable[tuple[object, ...]]) -> str:
    return "".join("\t".join(map(str, row)) + "\n" for row in rows)


if __name__ == "__main__":
    serve(CopyWriter().acts())
