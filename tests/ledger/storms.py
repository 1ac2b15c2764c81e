"""A storm over one book: writers of every kind, transactions that stay open, a sealer, a worker, a close."""

import datetime as dt
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from uuid import UUID, uuid4

from django.db import connection, transaction

from ledger.models import Entry
from ledger.services.importing import import_entries
from ledger.services.periods import close_period
from ledger.services.posting import EntryDraft, PostingResult, post
from ledger.services.reservations import reserve, settle, void_reservation
from ledger.services.reversal import reverse_entry
from ledger.services.seal import seal_book
from ledger.services.void_expired import void_expired
from tests.ledger.books import DAY, codes, entry, eur, posted

STEPS = int(os.environ.get("STORM_STEPS", "25"))
WRITERS = 8
LAST_YEAR = {"starts_on": dt.date(2025, 1, 1), "ends_on": dt.date(2025, 12, 31)}
IN_LAST_YEAR, TOMORROW = dt.date(2025, 6, 30), DAY + dt.timedelta(days=1)
POOL = tuple(f"9{number:02}" for number in range(16))
# What a writer may be told; whatever else happens is a fault.
REFUSALS = {
    "floor_reached",
    "period_closed",
    "already_reversed",
    "not_reversible",
    "pending_resolved",
    "pending_expired",
    "batch_refused",
}
# One statement, so one snapshot: what each account holds, and has available, by its row and by its postings.
RECOMPUTED = """
SELECT a.code, b.floor, b.available, b.sign * (b.posted_debit - b.posted_credit) AS held,
       b.sign * coalesce(sum(s.moved), 0) - coalesce(sum(s.reserved), 0) AS available_again,
       b.sign * coalesce(sum(s.moved), 0) AS held_again
  FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id LEFT JOIN LATERAL (
       SELECT CASE WHEN p.phase NOT IN ('posted', 'settles') THEN 0
                   WHEN p.debit_account_id = a.id THEN p.amount ELSE -p.amount END AS moved,
              CASE WHEN p.phase = 'pending' AND (p.credit_account_id = a.id) = (b.sign = 1) AND NOT EXISTS (
                        SELECT FROM ledger_posting r WHERE r.pending_id = p.entry_id AND r.pending_line = p.line)
                   THEN p.amount ELSE 0 END AS reserved
         FROM ledger_posting p WHERE a.id IN (p.debit_account_id, p.credit_account_id)) s ON true
 GROUP BY a.code, b.account_id"""
WRONG = f"SELECT * FROM ({RECOMPUTED}) r WHERE available < floor OR (available, held) <> (available_again, held_again)"
# A close that waits is seen by its lock; those who post then wait behind it.
CLOSING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND mode = 'ExclusiveLock'"


def rows(query: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


class Storm:
    """What all of them know: what was written, what is reserved, who is still at work."""

    def __init__(self, book: str) -> None:
        self.book = book
        self.told: Counter[str] = Counter()
        self.written: list[UUID] = []
        self.held: list[UUID] = []
        self.over, self.long_posted = threading.Event(), threading.Event()
        self.at_work, self.lock = WRITERS, threading.Lock()

    def took(self, result: PostingResult) -> PostingResult:
        with self.lock:
            self.told.update(codes(result))
            if result.status == "created":
                self.written += [outcome.entry_id for outcome in result.outcomes if outcome.code == "created"]
        return result

    def batch(self, chance: random.Random, size: int) -> list[EntryDraft]:
        """Entries over the same accounts as everybody's, in an order of their own, some of them in last year."""
        names = chance.sample(POOL, min(size + 1, len(POOL)))
        made = []
        for one, other in pairwise(names):
            day = chance.choice([DAY, DAY, IN_LAST_YEAR, TOMORROW])
            amount = f"{chance.randint(1, 9)}.00"
            made.append(
                entry((one, other, amount), ("512", one, "0.10"), effective_on=day, journal=chance.choice(["BQ", "OD"]))
            )
        return made

    def post(self, chance: random.Random) -> None:
        mode = chance.choice(["atomic", "each"])
        drafts, key = self.batch(chance, chance.randint(1, 6)), str(uuid4())
        first = self.took(post(book=self.book, entries=drafts, idempotency_key=key, mode=mode))
        if chance.random() < 0.2:
            again = post(book=self.book, entries=drafts, idempotency_key=key, mode=mode)
            assert (again.status, again.outcomes, again.balances) == ("exists", first.outcomes, first.balances)

    def bring_in(self, chance: random.Random) -> None:
        mode = chance.choice(["atomic", "each"])
        drafts = self.batch(chance, 15)
        self.took(import_entries(book=self.book, entries=drafts, idempotency_key=str(uuid4()), mode=mode))

    def reserve(self, chance: random.Random) -> None:
        debit, credit = chance.sample(POOL, 2)
        lapses = chance.choice([None, TOMORROW])
        result = reserve(book=self.book, debit=debit, credit=credit, amount=eur("3.00"), effective_on=DAY, journal="OD",
                         description="Réserve", idempotency_key=str(uuid4()), expires_on=lapses)  # fmt: skip
        if codes(self.took(result)) == ["created"]:
            self.held.append(result.outcomes[0].entry_id)

    def resolve(self, chance: random.Random) -> None:
        """One of the last reservations, whoever made it: others are at it too."""
        for held in chance.sample(self.held[-6:], min(2, len(self.held[-6:]))):
            act: Callable[..., PostingResult] = chance.choice([settle, void_reservation])
            more = {"amount": eur("1.00")} if act is settle and chance.random() < 0.5 else {}
            on = chance.choice([DAY, TOMORROW])
            self.took(act(book=self.book, reservation=(held, 1), effective_on=on, idempotency_key=str(uuid4()), **more))

    def reverse(self, chance: random.Random) -> None:
        for entry_id in chance.sample(self.written[-12:], min(2, len(self.written[-12:]))):
            on = chance.choice([DAY, IN_LAST_YEAR])
            self.took(reverse_entry(book=self.book, entry_id=entry_id, effective_on=on, reason="Erreur",
                                    idempotency_key=str(uuid4())))  # fmt: skip

    def writer(self, seed: int) -> None:
        chance = random.Random(seed)
        try:
            for _ in range(STEPS):
                chance.choice([self.post, self.post, self.bring_in, self.reserve, self.resolve, self.reverse])(chance)
        finally:
            with self.lock:
                self.at_work -= 1
            if not self.at_work:
                self.over.set()

    def stay_open(self) -> None:
        """A transaction of this book, until the close is seen waiting for it."""
        give_up_at = time.monotonic() + 120
        with transaction.atomic():
            self.took(posted(entry(("long-1", "long-2", "1.00"), effective_on=IN_LAST_YEAR)))
            self.long_posted.set()
            while not rows(CLOSING)[0][0]:
                assert time.monotonic() < give_up_at, "nobody closed"
                time.sleep(0.01)

    def stay_open_elsewhere(self) -> None:
        """Transactions older than most others, of another book: nothing since is final before they end."""
        while not self.over.wait(0.1):
            with transaction.atomic():
                posted(entry(("512", "101", "1.00")), book="other")
                self.over.wait(0.4)

    def seal(self) -> None:
        while not self.over.wait(0.02):
            seal_book(book=self.book, entries_per_batch=7)
            seal_book(book="other")

    def expire(self) -> None:
        while not self.over.wait(0.1):
            done = void_expired(book=self.book, on=TOMORROW, batch_size=3)
            assert {outcome.code for outcome in done.refused} <= REFUSALS

    def close(self) -> int:
        self.long_posted.wait(timeout=60)
        while self.at_work == WRITERS and len(self.written) < WRITERS * STEPS:
            self.over.wait(0.02)
        close_period(book=self.book, **LAST_YEAR)
        refused = post(book=self.book, entries=[entry(("long-1", "long-2", "1.00"), effective_on=IN_LAST_YEAR)],
                       idempotency_key="too late")  # fmt: skip
        assert codes(self.took(refused)) == ["period_closed"]
        return Entry.objects.filter(effective_on__lte=LAST_YEAR["ends_on"]).count()

    def sample(self) -> int:
        """Look at every account while it moves; how often."""
        looks = 0
        while not self.over.wait(0.02):
            assert rows(WRONG) == []
            looks += 1
        return looks
