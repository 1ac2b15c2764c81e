"""kill -9 under load: nothing that was answered is lost, nothing is half, and what is unknown is asked again.

CRASHES says how many times each: 1 at each change, 20 at night.
"""

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.db import connections
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from config.engines.places import APPLICATION, DATABASE
from config.engines.postgres import Postgres
from ledger.models import Entry, Request, SealBatch
from ledger.selectors.verification import verdicts
from ledger.services import call
from tests.fixtures.concurrency import together
from tests.ledger.books import entry, open_demo_book, posted, seal_all
from tests.ledger.crashes import (
    UNWAITED,
    Load,
    durable_server,
    kill_and_recover,
    kill_backend,
    kill_leader,
    kill_server,
    restart,
    wait_until,
)
from tests.ledger.model import Posting as Move
from tests.ledger.test_ledger_machine import LedgerMachine, run

CRASHES = range(int(os.environ.get("CRASHES", "1")))
KILLS: dict[str, Callable[[Postgres], None]] = {
    "all of it": kill_server,
    "its head": kill_leader,
    "one backend": kill_backend,
}


@pytest.fixture(scope="module")
def server(migrated_template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Postgres]:
    """One cluster for all crashes that a worker is given; each has a book of its own, and verifies the others' too."""
    with django_db_blocker.unblock(), durable_server() as made:
        yield made


@pytest.fixture(autouse=True)
def signed_out() -> Iterator[None]:
    yield
    connections.close_all()


def crashed(server: Postgres, book: str, *, kill: str = "all of it", seed: int = 0, lazy: bool = False) -> Load:
    """A book whose server was killed under load, and serves again.

    :param lazy: with nothing in the load that would bring to the disk what others committed.
    """
    open_demo_book(book)
    posted(entry(("512", "101", "1000.00")), book=book)
    load = Load(book)
    others = [] if lazy else [load.sealer, load.writer(9, importing=True)]
    acts = [load.crash(KILLS[kill], server, random.Random(seed)), *others, *[load.writer(n) for n in range(4)]]
    results = together(acts)
    assert [result for result in results if result is not None] == []
    connections.close_all()
    if kill == "one backend":
        wait_until(server.answers)
    else:
        restart(server)
    return load


def broken() -> list[str]:
    return [f"{verdict.check.name}: {verdict.first_breach}" for verdict in verdicts() if verdict.first_breach]


def references(book: str) -> Counter[str]:
    return Counter(Entry.objects.filter(book__code=book).exclude(reference="").values_list("reference", flat=True))


def lost(load: Load) -> list[str]:
    kept = set(Request.objects.filter(book__code=load.book).values_list("idempotency_key", flat=True))
    return [key for key in load.answered if key not in kept]


def answer_all(load: Load) -> None:
    """Nothing is half; each key that was answered answers the same; each that was not is asked again, and ends once."""
    assert broken() == []
    made = dict(Request.objects.filter(book__code=load.book, status="created").values_list("idempotency_key", "status"))
    assert set(references(load.book)) == {key for key in made if key.startswith(load.book)}
    for key, (asked, first) in load.answered.items():
        again = load.ask(key, asked)
        assert (again.status, again.outcomes, again.balances) == ("exists", first.outcomes, first.balances)
    answers = {key: first for key, (_asked, first) in load.answered.items()}
    answers |= {key: load.ask(key, asked) for key, asked in load.unknown.items()}
    expected = {key: sum(one.code == "created" for one in answer.outcomes) for key, answer in answers.items()}
    assert references(load.book) == Counter({key: number for key, number in expected.items() if number})
    seal_all(load.book)
    assert broken() == []


@pytest.mark.parametrize("kill", KILLS)
@pytest.mark.parametrize("grouped", [False, True], ids=["each waits for the disk", "they wait together"])
@pytest.mark.parametrize("seed", CRASHES)
def test_nothing_answered_is_lost_and_nothing_is_half(
    server: Postgres, settings: Settings, grouped: bool, kill: str, seed: int
) -> None:
    settings.LEDGER_GROUPED_DURABILITY = grouped
    restart(server)
    load = crashed(server, f"{kill.replace(' ', '-')}-{grouped}-{seed}", kill=kill, seed=seed)
    assert load.unknown
    assert lost(load) == []
    batches = SealBatch.objects.filter(book__code=load.book)
    assert {*load.heads} <= {(number, bytes(digest)) for number, digest in batches.values_list("number", "hash")}
    assert load.heads
    answer_all(load)


def test_an_import_that_is_taken_back_while_postgresql_ends_does_not_keep_it_from_starting(server: Postgres) -> None:
    """An unlogged table that a transaction gave a new file, when it is taken back, would: the file is there already."""
    restart(server)
    importer = psycopg.connect(host=str(server.run.sockets), user=APPLICATION, dbname=DATABASE)
    importer.execute("SELECT ledger_begin_staging()")
    # Somebody else's commit brings to the disk what the import began with.
    open_demo_book("while-importing")
    kill_leader(server)
    importer.close()
    restart(server)
    assert broken() == []


class KilledMachine(LedgerMachine):
    """The state machine, whose crash is a kill -9: those that are drawn, and one at the end of each order of acts."""

    kill = staticmethod(kill_and_recover)

    def teardown(self) -> None:
        first, second = list(self.model.accounts)[:2]
        self.crash([Move(first, second, 1)], 0, False)
        super().teardown()


def test_the_ledger_is_the_model_when_backends_are_killed_in_the_middle_of_a_posting(server: Postgres) -> None:
    restart(server)
    run(KilledMachine, examples=2 * len(CRASHES))


def test_commits_that_do_not_wait_are_lost(server: Postgres) -> None:
    """The positive control: the same load where no commit waits for the disk. Even then nothing is half."""
    restart(server, synchronous_commit="off")
    load = crashed(server, "off", lazy=True)
    assert lost(load)
    assert broken() == []


def test_together_they_would_lose_what_they_did_not_wait_for(
    server: Postgres, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The positive control of waiting together: the same without the wait."""
    settings.LEDGER_GROUPED_DURABILITY = True
    monkeypatch.setattr(call, "POST_GROUPED", UNWAITED)
    restart(server)
    load = crashed(server, "unflushed", lazy=True)
    assert lost(load)
    assert broken() == []
