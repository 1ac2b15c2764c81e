"""What a posting costs in bytes: counts, which no other program on the machine disturbs."""

from typing import Any

TABLES = ("request", "entry", "posting")
# Each process's own WAL, by the statistics of PostgreSQL 18: what others write at the same time is not in it.
WAL = "SELECT wal_bytes::bigint FROM pg_stat_get_backend_wal(pg_backend_pid())"
SIZE = "SELECT sum(pg_total_relation_size(name::regclass))::bigint FROM unnest(%s::text[]) AS name"


def wal_bytes(cursor: Any) -> int:
    """The bytes of WAL that this connection has written; it must not be in a transaction."""
    cursor.execute("SELECT pg_stat_force_next_flush()")
    cursor.execute(WAL)
    return int(cursor.fetchone()[0])


def disk_bytes(cursor: Any, prefix: str) -> int:
    """Tables that grow with postings, with their indexes; `prefix` is `ledger_` or `bare.`."""
    cursor.execute(SIZE, [[prefix + name for name in TABLES]])
    return int(cursor.fetchone()[0])
