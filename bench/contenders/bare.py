"""The bare limit: the same rows by one unguarded SQL function, through the same Django and the same role."""

from typing import Any

import django
from django.apps import apps

if not apps.ready:
    django.setup()

from django.db import connection
from uuid6 import uuid7

from bench.contenders.ledger import BOOK
from bench.contenders.serving import Writer, serve
from bench.contenders.workload import Repayment
from ledger.services.call import prepared_cursor

ENTRY_TYPES = ("uuid", "date", "text", "text", "text", "integer")
POSTING_TYPES = ("integer", "integer", "bigint", "bigint", "bigint")
ARGUMENTS = ", ".join(["%s", "%s", "%s", *(f"%s::{name}[]" for name in (*ENTRY_TYPES, *POSTING_TYPES))])
CALL = f"SELECT bare.post({ARGUMENTS})"
ACCOUNTS = "SELECT a.code, a.id, b.id FROM ledger_account a JOIN ledger_book b ON b.id = a.book_id WHERE b.code = %s"


class BareWriter(Writer):
    """Everything but sending and waiting is done beforehand, and the statement is prepared, as the ledger's is."""

    def __init__(self) -> None:
        super().__init__()
        self.accounts: dict[str, int] = {}
        self.book = 0

    def made(self, batch: list[Repayment], *, key: str) -> Any:
        if not self.accounts:
            self._look_up()
        entries = [(uuid7(), entry.on, "BQ", entry.description, entry.reference, 2) for entry in batch]
        postings = [
            (number, line, self.accounts[entry.debited], self.accounts[account], minor)
            for number, entry in enumerate(batch, start=1)
            for line, (account, minor) in enumerate(entry.credits, start=1)
        ]
        columns = [list(column) for rows in (entries, postings) for column in zip(*rows, strict=True)]
        return [self.book, key, "0" * 64, *map(self.sent, columns)]

    def sent(self, column: list[Any]) -> Any:
        """An array as PostgreSQL reads it: the limit spends no time on writing one."""
        quoted = ['"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"' for value in column]
        return "{" + ",".join(quoted) + "}"

    def write(self, call: Any) -> None:
        prepared_cursor().execute(CALL, call)

    def _look_up(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(ACCOUNTS, [BOOK])
            for code, account, book in cursor.fetchall():
                self.accounts[code], self.book = account, book


if __name__ == "__main__":
    serve(BareWriter().acts())
