"""A real restore: books dumped from one cluster, read into another and sealed there again; nothing is lost."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from config.after_migrate import finish_migration
from config.engines.binaries import postgres_folder
from config.engines.places import APPLICATION, OWNER, RunFolder
from config.engines.postgres import NOBODY_HOMES, Postgres
from ledger.models import Entry, SealBatch, SealEntry
from ledger.selectors.published_heads import PublishedHead, heads_are_kept
from ledger.selectors.seal_heads import Head, last_head
from ledger.selectors.verification import verdicts
from ledger.services.seal import seal_book
from tests.ledger.books import entry, posted, seal_all

pytestmark = pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="clusters of our own are needed")
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# What names a connection; the rest of the settings stays as it is.
ADDRESS = ("NAME", "HOST", "PORT", "USER", "PASSWORD")


@pytest.fixture
def other_cluster() -> Iterator[RunFolder]:
    """A second server, made for this test: its system identifier and its transaction ids are its own."""
    folder = Path(tempfile.mkdtemp(prefix="caisse-restore-"))
    run = RunFolder(folder)
    server = Postgres(run, FAST)
    server.start()
    yield run
    for alias in ("default", "owner"):
        connections[alias].close()
    server.stop()
    for leftover in (folder, run.sockets, NOBODY_HOMES / run.fingerprint):
        shutil.rmtree(leftover, ignore_errors=True)


@contextmanager
def connected_to(run: RunFolder) -> Iterator[None]:
    """Both roles sign in over there."""
    before = {alias: {key: settings.DATABASES[alias][key] for key in ADDRESS} for alias in ("default", "owner")}
    _point({"default": run.database(APPLICATION), "owner": run.database(OWNER)})
    try:
        yield
    finally:
        _point(before)


def _point(places: dict[str, dict[str, Any]]) -> None:
    for alias, place in places.items():
        connections[alias].close()
        for known in (connections.settings[alias], settings.DATABASES[alias]):
            known.update({key: place[key] for key in ADDRESS})


def client(program: str, *arguments: str, at: dict[str, Any]) -> None:
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER"}
    address = {variable: str(at[key]) for key, variable in names.items() if at.get(key)}
    done = subprocess.run(
        [postgres_folder() / program, *arguments],
        env={**os.environ, **address},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def restore_into(run: RunFolder, dump: Path) -> None:
    """As docs/operations.md says it."""
    there = run.database(OWNER)
    dumped = dict(settings.DATABASES["owner"])
    client("pg_dump", "--format=custom", f"--file={dump}", str(dumped["NAME"]), at=dumped)
    client(
        "pg_restore", f"--dbname={there['NAME']}", "--no-owner", f"--role={OWNER}", "--no-comments", str(dump), at=there
    )


def write(*texts: str) -> None:
    for text in texts:
        posted(entry(("512", "4551-1", "1.00"), description=text))


def broken(head: Head | None = None) -> list[tuple[str, str]]:
    kept = [] if head is None else [heads_are_kept([PublishedHead(head.book, head.number, head.hash)])]
    return [(found.check.name, str(found.first_breach)) for found in verdicts(*kept) if found.first_breach is not None]


def test_books_restored_into_another_cluster_are_sealed_again_and_hold(
    committed_book: str, other_cluster: RunFolder, tmp_path: Path
) -> None:
    write("sealed one", "sealed two")
    seal_all()
    published = last_head(book=committed_book)
    # More transactions here than the new cluster has had: their ids lie beyond its own.
    write(*(f"unsealed {n}" for n in range(40)))
    sealed_before = list(SealEntry.objects.order_by("pk").values_list("entry_id", "batch_number", "legal_number"))
    restore_into(other_cluster, tmp_path / "books.dump")
    with connected_to(other_cluster):
        finish_migration(using="owner")
        assert broken(published) == []
        write("written here")
        while Entry.objects.filter(seal__isnull=True).exists():
            seal_book(book=committed_book)
        first, *later = SealBatch.objects.order_by("number").values_list("epoch", "system_identifier")
        assert first[0] == 1
        assert {epoch for epoch, _system in later} == {2}
        assert {system for _epoch, system in later} != {first[1]}
        assert Entry.objects.count() == SealEntry.objects.count() == 43
        assert sorted(SealEntry.objects.values_list("legal_number", flat=True)) == list(range(1, 44))
        assert set(sealed_before) <= set(SealEntry.objects.values_list("entry_id", "batch_number", "legal_number"))
        assert SealEntry.objects.order_by("batch_number", "position").last().entry.description == "written here"
        assert broken(published) == []


def test_a_backup_that_is_older_than_what_was_published_is_found(
    committed_book: str, other_cluster: RunFolder, tmp_path: Path
) -> None:
    write("one")
    seal_all()
    restore_into(other_cluster, tmp_path / "books.dump")
    write("two")
    seal_all()
    published = last_head(book=committed_book)
    with connected_to(other_cluster):
        finish_migration(using="owner")
        assert [name for name, _breach in broken(published)] == ["published-heads-are-kept"]
        assert broken() == []
