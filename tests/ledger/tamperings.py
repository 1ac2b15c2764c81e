"""Random tamperings with a sealed book, as the database's owner makes them with every guard down."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.backends.utils import CursorWrapper

# What is not sealed and may change: names, floors and states of accounts, the counter of a balance.
COLUMNS = {
    "ledger_entry": (
        "id", "book_id", "recorded_xid", "recorded_at", "effective_on", "posting_count", "journal", "kind",
        "description", "reference", "source", "metadata", "reverses_id",
    ),
    "ledger_posting": (
        "entry_id", "line", "effective_on", "book_id", "debit_account_id", "credit_account_id", "amount", "currency",
        "phase", "pending_id", "pending_line", "expires_on",
    ),
    "ledger_seal_entry": (
        "entry_id", "book_id", "batch_number", "position", "journal", "fiscal_year", "legal_number", "leaf_hash",
    ),
    "ledger_seal_batch": (
        "book_id", "number", "epoch", "system_identifier", "horizon", "entry_count", "merkle_root", "previous_hash",
        "hash", "sealed_at", "leaf_version",
    ),
    "ledger_day_movement": ("account_id", "day", "book_id", "debit", "credit"),
    "ledger_balance": (
        "account_id", "book_id", "currency", "sign", "floor", "open", "posted_debit", "posted_credit", "pending_debit",
        "pending_credit",
    ),
    "ledger_account": ("id", "book_id", "code", "nature", "currency"),
    "ledger_book": ("id", "code", "currency"),
}  # fmt: skip
# How a value of each type becomes another one.
OTHERWISE = {
    "varchar": "coalesce({c}, '') || 'x'",
    "int2": "coalesce({c}, 0) + 100",
    "int4": "coalesce({c}, 0) + {n}",
    "int8": "coalesce({c}, 0) + 1000 * {n}",
    "date": "coalesce({c}, '2026-05-05') + {n}",
    "timestamptz": "{c} + interval '1 microsecond' * {n}",
    "uuid": "md5(coalesce({c}::text, '') || '{n}')::uuid",
    "jsonb": "{c} || jsonb_build_object('x', {n})",
    "bytea": "set_byte({c}, 7, 255 - get_byte({c}, 7))",
    "xid8": "(({c}::text::numeric + {n})::text)::xid8",
    "bool": "NOT {c}",
}
# Where a value must fit its column's length to be written at all.
FITTING = {"currency": "CASE {c} WHEN 'USD' THEN 'GBP' ELSE 'USD' END", "sign": "-{c}",
           "nature": "CASE {c} WHEN 'expense' THEN 'asset' ELSE 'expense' END"}  # fmt: skip
SWAPS = {
    "ledger_entry": ("description", "recorded_xid", "effective_on", "journal", "recorded_at"),
    "ledger_posting": ("amount", "debit_account_id", "credit_account_id"),
    "ledger_seal_entry": ("leaf_hash", "position", "legal_number", "batch_number"),
    "ledger_seal_batch": ("hash", "merkle_root", "previous_hash", "horizon", "number"),
    "ledger_day_movement": ("debit", "credit"),
}
INSERTS = {
    "ledger_entry": "id = md5('{n}')::uuid",
    "ledger_posting": "line = line + 5 + {n}",
    "ledger_seal_entry": "entry_id = md5('{n}')::uuid, position = position + 500, legal_number = legal_number + 500",
    "ledger_seal_batch": "number = number + 500",
    "ledger_day_movement": "day = day + 4000 + {n}",
}
DELETES = tuple(COLUMNS)[:6]


@dataclass(frozen=True)
class Tampering:
    """What was done, in words, and what must be named for it: one of these in the row or in what is wrong with it."""

    what: str
    names: frozenset[str]


class Tamperer:
    """Draws tamperings of a book with a seed of its own, and makes them."""

    def __init__(self, cursor: CursorWrapper, seed: int) -> None:
        self.cursor, self.chance, self.seed = cursor, random.Random(seed), seed

    def tamper(self) -> Tampering:
        """Make one; a drawing that would change nothing (two equal values swapped) is drawn again."""
        kinds: list[tuple[Callable[[], Tampering | None], int]] = [
            (self._change, 8), (self._delete, 3), (self._insert, 2), (self._swap, 4), (self._cut_off, 1),
        ]  # fmt: skip
        (act,) = self.chance.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])
        return act() or self.tamper()

    def _change(self) -> Tampering:
        table = self.chance.choice(list(COLUMNS))
        column = self.chance.choice(COLUMNS[table])
        row = self._row(table)
        before = self._names(table, row)
        written = FITTING.get(column) or OTHERWISE[self._type(table, column)]
        number = self.chance.randint(1, 9)
        update = f"UPDATE {table} SET {column} = {written.format(c=column, n=number)} WHERE ctid = %s"
        self._run(f"{update} RETURNING ctid::text", row)
        return self._told(f"{table}.{column} changed", before | self._names(table, self.cursor.fetchone()[0]))

    def _delete(self) -> Tampering:
        table = self.chance.choice(DELETES)
        row = self._row(table)
        names = self._names(table, row)
        self._run(f"DELETE FROM {table} WHERE ctid = %s", row)
        return self._told(f"a row of {table} deleted", names)

    def _insert(self) -> Tampering:
        table = self.chance.choice(list(INSERTS))
        row = self._row(table)
        names = self._names(table, row)
        self._run(f"CREATE TEMPORARY TABLE copied ON COMMIT DROP AS SELECT * FROM {table} WHERE ctid = %s", row)
        self._run(f"UPDATE copied SET {INSERTS[table].format(n=self.seed)}")
        self._run(f"INSERT INTO {table} SELECT * FROM copied RETURNING ctid::text")
        return self._told(f"a row put into {table}", names | self._names(table, self.cursor.fetchone()[0]))

    def _swap(self) -> Tampering | None:
        table = self.chance.choice(list(SWAPS))
        column = self.chance.choice(SWAPS[table])
        rows = [self._row(table), self._row(table)]
        values = [self._value(table, column, row) for row in rows]
        if values[0] == values[1]:
            return None
        names = self._names(table, rows[0]) | self._names(table, rows[1])
        kind = self._type(table, column)
        self.cursor.execute(
            f"UPDATE {table} SET {column} = (CASE ctid WHEN %s::tid THEN %s ELSE %s END)::{kind}"
            " WHERE ctid IN (%s::tid, %s::tid)",
            [rows[0], values[1], values[0], *rows],
        )
        return self._told(f"{column} of two rows of {table} exchanged", names)

    def _cut_off(self) -> Tampering:
        """The last seal and all of its entries, as if it had not been; what it moved in days remains to tell."""
        self.cursor.execute("SELECT max(number) FROM ledger_seal_batch WHERE book_id = 1")
        (last,) = self.cursor.fetchone()
        self._run(f"DELETE FROM ledger_seal_entry WHERE book_id = 1 AND batch_number = {last}")
        self._run(f"DELETE FROM ledger_seal_batch WHERE book_id = 1 AND number = {last}")
        return self._told("the last seal cut off", frozenset({"ledger_day_movement"}))

    def _told(self, what: str, names: frozenset[str]) -> Tampering:
        return Tampering(f"{what}, seed {self.seed}", names)

    def _run(self, sql: str, *parameters: str) -> None:
        self.cursor.execute(sql.replace("ctid = %s", "ctid = %s::tid"), parameters or None)

    def _row(self, table: str) -> str:
        used = " WHERE id IN (SELECT debit_account_id FROM ledger_posting)" if table == "ledger_account" else ""
        sealed = " WHERE id = 1" if table == "ledger_book" else used
        self.cursor.execute(f"SELECT ctid::text FROM {table}{sealed} ORDER BY ctid")
        rows: list[str] = [ctid for (ctid,) in self.cursor.fetchall()]
        return self.chance.choice(rows)

    def _value(self, table: str, column: str, row: str) -> Any:
        self.cursor.execute(f"SELECT {column}::text FROM {table} WHERE ctid = %s::tid", [row])
        return self.cursor.fetchone()[0]

    def _type(self, table: str, column: str) -> str:
        self.cursor.execute(
            "SELECT typname FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid"
            " WHERE attrelid = %s::regclass AND attname = %s",
            [table, column],
        )
        return str(self.cursor.fetchone()[0])

    def _names(self, table: str, row: str) -> frozenset[str]:
        """What may be named when this row is wrong: itself, or what was sealed of it."""
        self.cursor.execute(NAMES[table] + " WHERE o.ctid = %s::tid", [row])
        return frozenset(str(name) for names in self.cursor.fetchall() for name in names if name is not None)


OF_ACCOUNT = """
SELECT 'ledger_balance ' || o.id, p.entry_id::text FROM ledger_account o
  JOIN ledger_posting p ON o.id IN (p.debit_account_id, p.credit_account_id)"""
NAMES = {
    "ledger_entry": "SELECT o.id::text FROM ledger_entry o",
    "ledger_posting": "SELECT o.entry_id::text FROM ledger_posting o",
    "ledger_seal_entry": "SELECT o.entry_id::text, 'ledger_seal_batch ' || o.batch_number FROM ledger_seal_entry o",
    "ledger_seal_batch": """SELECT 'ledger_seal_batch ' || o.number, 'seal ' || o.number || ' is missing',
                            'ledger_seal_batch ' || (o.number + 1) FROM ledger_seal_batch o""",
    "ledger_day_movement": """SELECT format('ledger_day_movement %%s (%%s) %%s', o.account_id, coalesce(a.code, '?'),
                              o.day) FROM ledger_day_movement o LEFT JOIN ledger_account a ON a.id = o.account_id""",
    "ledger_balance": "SELECT 'ledger_balance ' || o.account_id FROM ledger_balance o",
    "ledger_account": OF_ACCOUNT,
    "ledger_book": "SELECT 'ledger_seal_batch 1', 'position 0,' FROM ledger_book o",
}
