"""A PostgreSQL of the test's own that waits for the disk, a load on it, and kill -9."""

import os
import random
import secrets
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection, connections

from config.engines.places import APPLICATION, DATABASE, OWNER, RunFolder
from config.engines.postgres import Postgres
from ledger.services.call import POST
from ledger.services.importing import import_entries
from ledger.services.posting import EntryDraft, PostingResult, post
from ledger.services.seal import seal_book
from tests.fixtures import template_cache
from tests.fixtures.engines import remove_run, test_run_folder
from tests.ledger.books import entry

# Nothing but a commit that waits brings what was committed to the disk: the server's own writers are put to sleep, so
# that what is there after a crash was waited for, and was not there by luck.
DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "wal_writer_delay": "10s",
    "wal_writer_flush_after": "1GB",
    "wal_buffers": "16MB",
    "bgwriter_lru_maxpages": "0",
    "autovacuum": "off",
}
PATIENCE_S = 60
# Who has written something and not committed it: killed now, it is killed in the middle of a posting.
POSTING = """SELECT pid FROM pg_stat_activity WHERE query LIKE '%ledger_post%' AND pid <> pg_backend_pid()
                AND state = 'active' AND backend_xid IS NOT NULL"""
# Commits without waiting for the disk, and does not wait afterwards either.
UNWAITED = POST + ", LATERAL (SELECT set_config('synchronous_commit', 'off', true)) AS unwaited"
Asked = tuple[list[EntryDraft], str]


@contextmanager
def durable_server() -> Iterator[Postgres]:
    """A cluster with the schema of this run's template, and both aliases on it."""
    run = RunFolder(test_run_folder().path / f"durable-{secrets.token_hex(3)}")
    server = Postgres(run, DURABLE)
    try:
        server.start()
        with served_by(run):
            if not template_cache.copy_schema(DATABASE):
                call_command("migrate", database="owner", verbosity=0, interactive=False)
            yield server
    finally:
        server.stop()
        remove_run(run)


@contextmanager
def served_by(run: RunFolder) -> Iterator[None]:
    """Both aliases on another server, for every thread that connects from now on."""
    before = {alias: dict(settings.DATABASES[alias]) for alias in ("default", "owner")}
    try:
        for alias, role in (("default", APPLICATION), ("owner", OWNER)):
            _point(alias, run.database(role))
        yield
    finally:
        for alias, database in before.items():
            _point(alias, database)


def _point(alias: str, database: dict[str, object]) -> None:
    connections[alias].close()
    for known in (connections.settings[alias], settings.DATABASES[alias], connections[alias].settings_dict):
        known.update(database)


def restart(server: Postgres, **options: str) -> None:
    """Start it on the data that is there."""
    connections.close_all()
    server.stop()
    server.options = {**DURABLE, **options}
    server.start()


def kill_server(server: Postgres) -> None:
    """Kill all its processes at one instant, by -9: they are halted first, so that none sees others end."""
    leader = leader_of(server)
    os.kill(leader, signal.SIGSTOP)
    family = [leader, *children(leader)]
    for sign in (signal.SIGSTOP, signal.SIGKILL):
        for process_id in family:
            os.kill(process_id, sign)
    await_end(server, family)


def kill_leader(server: Postgres) -> None:
    """Kill -9 of the first process alone: the others see it and leave by themselves, what is open is taken back."""
    leader = leader_of(server)
    family = [leader, *children(leader)]
    os.kill(leader, signal.SIGKILL)
    await_end(server, family)


def leader_of(server: Postgres) -> int:
    assert server.process is not None
    return server.process.pid


def await_end(server: Postgres, family: list[int]) -> None:
    assert server.process is not None
    server.process.wait(PATIENCE_S)
    server.process = None
    wait_until(lambda: not any(is_alive(process_id) for process_id in family))


def kill_backend(server: Postgres) -> None:
    """Kill -9 of one process, in the middle of a posting: PostgreSQL ends all the others and recovers by itself."""
    found: list[int] = []

    def find() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(POSTING)
            found.extend(row[0] for row in cursor.fetchall())
        return bool(found)

    wait_until(find, every_s=0)
    os.kill(found[0], signal.SIGKILL)


def kill_and_recover(pid: int) -> None:
    """Kill -9 of one backend, waited for until PostgreSQL has ended the others and serves again."""
    with connections["owner"].cursor() as witness:
        os.kill(pid, signal.SIGKILL)

        def is_ended() -> bool:
            try:
                witness.execute("SELECT 1")
            except (OperationalError, InterfaceError):
                return True
            return False

        wait_until(is_ended)
    connections["owner"].close()

    def serves() -> bool:
        try:
            connections["owner"].ensure_connection()
        except OperationalError:
            return False
        return True

    wait_until(serves)


def children(leader: int) -> list[int]:
    """The processes whose parent is this one."""
    return [int(stat.parent.name) for stat in Path("/proc").glob("[0-9]*/stat") if _parent(stat) == leader]


def is_alive(process_id: int) -> bool:
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (OSError, IndexError):
        return False


def _parent(stat: Path) -> int:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return 0


def wait_until(holds: Callable[[], bool], *, every_s: float = 0.01) -> None:
    give_up_at = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < give_up_at, f"{holds} does not hold after {PATIENCE_S} s"
        time.sleep(every_s)


class Load:
    """Writers until the server is gone. What was answered is noted at once; of the rest nobody knows what became."""

    def __init__(self, book: str) -> None:
        self.book = book
        self.answered: dict[str, tuple[Asked, PostingResult]] = {}
        self.unknown: dict[str, Asked] = {}
        self.heads: list[tuple[int, bytes | None]] = []

    def writer(self, number: int, *, importing: bool = False) -> Callable[[], None]:
        def write() -> None:
            chance = random.Random(number)
            for n in count():
                key, asked = f"{self.book}-{number}-{n}", self.batch(chance, 20 if importing else 3)
                try:
                    self.answered[key] = asked, self.ask(key, asked, importing=importing)
                except (OperationalError, InterfaceError):
                    self.unknown[key] = asked
                    return

        return write

    def ask(self, key: str, asked: Asked, *, importing: bool = False) -> PostingResult:
        drafts, mode = asked
        named = [draft.__class__(**{**_fields(draft), "reference": key}) for draft in drafts]
        way = import_entries if importing else post
        return way(book=self.book, entries=named, idempotency_key=key, mode=mode)  # type: ignore[arg-type]

    def batch(self, chance: random.Random, size: int) -> Asked:
        """Entries through the bank, which everybody moves; some of them go below a floor."""
        names = [chance.sample(("512", "512", "101", "4551-1", "4551-2", "768", "2748-7"), 2) for _ in range(size)]
        drafts = [entry((one, other, f"{chance.randint(1, 90)}.00")) for one, other in names if one != other]
        return drafts or [entry(("512", "101", "5.00"))], chance.choice(["atomic", "each"])

    def sealer(self) -> None:
        try:
            while True:
                made = seal_book(book=self.book)
                self.heads += [(made.numbers[-1], made.hash)] if made.numbers else []
                time.sleep(0.01)
        except (OperationalError, InterfaceError):
            return

    def crash(self, kill: Callable[[Postgres], None], server: Postgres, chance: random.Random) -> Callable[[], None]:
        """Kill at a moment that nobody chose."""

        def act() -> None:
            enough = chance.randint(15, 50)
            wait_until(lambda: len(self.answered) >= enough, every_s=0.001)
            time.sleep(chance.random() / 20)
            kill(server)

        return act


def _fields(draft: EntryDraft) -> dict[str, object]:
    return {name: getattr(draft, name) for name in draft.__slots__}
