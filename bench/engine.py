"""The server that everybody is measured on: a PostgreSQL of its own, durable, or the one that DATABASE_URL names."""

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from config.engines.places import APPLICATION, DATABASE, OWNER, ROOT, RunFolder
from config.engines.postgres import NOBODY_HOMES, Postgres

# Durable as in production, and large enough that no checkpoint falls into a round; the same for every contender.
OPTIONS = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "1GB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "30min",
    "max_connections": "120",
}
TOLD = (*OPTIONS, "autovacuum", "jit", "work_mem", "wal_compression", "commit_delay", "data_checksums")


@dataclass(frozen=True)
class Server:
    """Where to sign in, and as whom."""

    host: str
    port: str
    maintenance: str
    owner: str
    application: str
    passwords: Mapping[str, str]
    prefix: str

    def connect(self, database: str = "", *, role: str = "") -> psycopg.Connection:
        """A connection in autocommit, as the owner where no other role is named."""
        return psycopg.connect(**self.parameters(database, role=role), autocommit=True)  # type: ignore[arg-type]

    def parameters(self, database: str = "", *, role: str = "") -> dict[str, str]:
        """What libpq needs."""
        role = role or self.owner
        found = {"host": self.host, "port": self.port, "user": role, "dbname": database or self.maintenance}
        return found | ({"password": self.passwords[role]} if self.passwords.get(role) else {})

    def environment(self, database: str) -> dict[str, str]:
        """What a contender's settings read: the same database under both roles."""
        told = {"BENCH_HOST": self.host, "BENCH_PORT": self.port, "BENCH_DATABASE": database}
        for name, role in (("APPLICATION", self.application), ("OWNER", self.owner)):
            told |= {f"BENCH_{name}": role, f"BENCH_{name}_PASSWORD": self.passwords.get(role, "")}
        return told

    def create(self, name: str, *, template: str = "template1") -> str:
        """Make a database, empty where no other template is named; its full name."""
        names = (sql.Identifier(self.prefix + name), sql.Identifier(template))
        with self.connect() as server:
            server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        return self.prefix + name

    def has(self, database: str) -> bool:
        """Whether there is one of this full name."""
        with self.connect() as server:
            return bool(server.execute("SELECT FROM pg_database WHERE datname = %s", [database]).fetchall())

    def drop(self, database: str) -> None:
        """Remove a database made here."""
        with self.connect() as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    def settings(self) -> dict[str, str]:
        """The settings that decide what a commit costs, as the server has them now, and its version."""
        with self.connect() as server:
            rows = server.execute(
                "SELECT name, current_setting(name) FROM pg_settings WHERE name = ANY (%s)", [[*TOLD]]
            )
            found: dict[str, str] = dict(rows.fetchall())
            (version,) = server.execute("SHOW server_version").fetchone() or ("",)
        return {"server_version": version, **found}


@contextmanager
def served() -> Iterator[Server]:
    """A server for the time of the measures; nothing of it is left behind."""
    prefix = f"bench_{secrets.token_hex(3)}_"
    if os.environ.get("DATABASE_URL"):
        server = _named(prefix)
        try:
            yield server
        finally:
            _drop_all(server)
        return
    _sweep()
    run = RunFolder(ROOT / ".run" / "bench" / f"{os.getpid()}-{secrets.token_hex(3)}")
    postgres = Postgres(run, OPTIONS)
    try:
        postgres.start()
        yield Server(str(run.sockets), "5432", DATABASE, OWNER, APPLICATION, {}, prefix)
    finally:
        postgres.stop()
        _remove(run)


def migrated(server: Server, name: str) -> str:
    """A database with the product's own migrations, program and rights; its full name."""
    template = f"{server.prefix}template"
    if not server.has(template):
        server.create("template")
        manage(server, template, "migrate", "--database", "owner", "--verbosity", "0")
    return server.create(name, template=template)


def manage(server: Server, database: str, *arguments: str) -> str:
    """Run one of the product's management commands on a database; what it printed.

    :raises SystemExit: the command failed, with its words.
    """
    environment = product_environment(server, database)
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed on {database}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


def product_environment(server: Server, database: str) -> dict[str, str]:
    """The environment of a process of the product."""
    return {
        **os.environ,
        **server.environment(database),
        "DJANGO_SETTINGS_MODULE": "bench.contenders.ledger_settings",
        "ENGINES_GIVEN": "1",
        "SECRET_KEY": "a-key-for-measures-that-signs-nothing-of-value-0123456789-abcdefghij",
    }


def _named(prefix: str) -> Server:
    application = urlsplit(os.environ["DATABASE_URL"])
    owner = urlsplit(os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"])
    passwords = {unquote(url.username or ""): unquote(url.password or "") for url in (application, owner)}
    return Server(
        unquote(owner.hostname or "localhost"),
        str(owner.port or 5432),
        owner.path.lstrip("/"),
        unquote(owner.username or ""),
        unquote(application.username or ""),
        passwords,
        prefix,
    )


def _drop_all(server: Server) -> None:
    with server.connect() as connection:
        found = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [server.prefix])
        names = [name for (name,) in found.fetchall()]
    for name in names:
        server.drop(name)


def _remove(run: RunFolder) -> None:
    if run.sockets.parent != run.path:
        shutil.rmtree(run.sockets, ignore_errors=True)
    shutil.rmtree(NOBODY_HOMES / run.fingerprint, ignore_errors=True)
    shutil.rmtree(run.path, ignore_errors=True)


def _sweep() -> None:
    """Remove the folders of runs that were killed."""
    for folder in (ROOT / ".run" / "bench").glob("*-*"):
        if not Path(f"/proc/{folder.name.split('-')[0]}").exists():
            _remove(RunFolder(folder))
