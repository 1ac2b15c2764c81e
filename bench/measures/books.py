"""The database of the ledger and of its bare limit, and those of the peers."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.clients import PEERS, Contender, contenders
from bench.engine import Server, manage, migrated

BARE = Path(__file__).parent.parent / "contenders" / "bare.sql"
RIGHTS = (
    "GRANT USAGE ON SCHEMA bare TO {role}",
    "GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA bare TO {role}",
)


@contextmanager
def opened(server: Server, *peers: str) -> Iterator[dict[str, Contender]]:
    """Everybody with the same accounts, empty; the ledger's books are verified at the end."""
    database = migrated(server, "ledger")
    databases = {"ledger": database, "bare": database, "grouped": database}
    if peers and not PEERS.exists():
        raise SystemExit(f"{PEERS} is missing: `make bench` installs the peers, or leave them out with --no-peers")
    databases |= {name: server.create(name) for name in peers}
    with contenders(server, databases) as found:
        for name in ("ledger", *peers):
            found[name].call("open_books")
        with server.connect(database) as owner:
            owner.execute(BARE.read_text(encoding="utf-8"))
            for right in RIGHTS:
                owner.execute(right.format(role=f'"{server.application}"'))
            owner.execute("ANALYZE")
        yield found
        if "hordak" in found:
            assert found["hordak"].call("verify")
    verify(server, database)
    for name in set(databases.values()):
        server.drop(name)


def verify(server: Server, database: str) -> None:
    """Every rule of the books, on every row.

    :raises SystemExit: one of them does not hold.
    """
    manage(server, database, "verify_ledger")
