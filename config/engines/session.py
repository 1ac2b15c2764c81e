"""Engines for one management command: the running ones, or its own for its own time."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg

from config.engines.ownership import shared_engines
from config.engines.places import DATABASE, OWNER, ROOT, RunFolder, run_folder

# Set for the programs of the supervisor: their engines run already.
ENGINES_GIVEN = "ENGINES_GIVEN"
WITHOUT_ENGINES = frozenset(
    {"check", "collectstatic", "compilemessages", "findstatic", "help", "makemessages", "simulate_loan", "spectacular"}
)
WITHOUT_TABLES = frozenset({"makemigrations", "migrate", "optimizemigration", "showmigrations", "sqlmigrate"})


@contextmanager
def engines_for(arguments: Sequence[str]) -> Iterator[None]:
    """What this command line needs; nothing where DATABASE_URL names a server, or the command asks no database."""
    if not needs_engines(arguments):
        yield
        return
    run = run_folder()
    with shared_engines(run):
        if arguments[1] not in WITHOUT_TABLES and not _has_tables(run):
            migrate = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0"]
            subprocess.run(migrate, env={**os.environ, ENGINES_GIVEN: "1"}, stdout=sys.stderr, check=True)
        yield


def needs_engines(arguments: Sequence[str]) -> bool:
    """Whether to look for engines at all."""
    if os.environ.get("DATABASE_URL") or os.environ.get(ENGINES_GIVEN):
        return False
    command = arguments[1] if len(arguments) > 1 else "help"
    return not (command.startswith("-") or command in WITHOUT_ENGINES or {"-h", "--help"} & set(arguments))


def _has_tables(run: RunFolder) -> bool:
    with psycopg.connect(host=str(run.sockets), user=OWNER, dbname=DATABASE) as connection:
        row = connection.execute("SELECT to_regclass('django_migrations') IS NOT NULL").fetchone()
    return bool(row and row[0])
