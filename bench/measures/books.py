"""The database of the ledger and of its bare limit, and those of the peers."""

from collections.abc import Iterator
from contextlib import contextmanager

from bench.clients import PEERS, Contender, contenders
from bench.contenders.limit import install
from bench.engine import Server, manage, migrated


@contextmanager
def opened(server: Server, *peers: str) -> Iterator[dict[str, Contender]]:
    """Everybody with the same accounts, empty; the ledger's books are verified at the end."""
    database = migrated(server, "ledger")
    databases = dict.fromkeys(("ledger", "bare", "grouped", "importing", "copying"), database)
    if peers and not PEERS.exists():
        raise SystemExit(f"{PEERS} is missing: `make bench` installs the peers, or leave them out with --no-peers")
    databases |= {name: server.create(name) for name in peers}
    with contenders(server, databases) as found:
        for name in ("ledger", *peers):
            found[name].call("open_books")
        with server.connect(database) as owner:
            install(owner, application=server.application)
            owner.execute("ANALYZE")
        yield found
        if "hordak" in found:
            assert found["hordak"].call("verify")
    verify(server, database)
    for name in set(databases.values()):
        server.drop(name)


@contextmanager
def read(server: Server, *peers: str) -> Iterator[dict[str, Contender]]:
    """A book of its own for what is only read; verified at the end."""
    database = migrated(server, "reading")
    databases = {"reading": database, **{name: server.create(f"{name}_reading") for name in peers}}
    with contenders(server, databases) as found:
        for name in peers:
            found[name].call("open_books")
        yield found
    verify(server, database)
    for name in databases.values():
        server.drop(name)


def verify(server: Server, database: str) -> None:
    """Every rule of the books, on every row.

    :raises SystemExit: one of them does not hold.
    """
    manage(server, database, "verify_ledger")
