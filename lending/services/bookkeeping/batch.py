"""Entries on their way to the ledger: each by itself, or all those of one act in a single batch."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from uuid6 import uuid7

from ledger.selectors.periods import ToldPeriod, periods
from ledger.services.posting import EntryDraft, Outcome, PostingResult, post
from lending.domain.fund_errors import BookingRefused
from lending.models import Fund


@dataclass(slots=True)
class Batch:
    """What is to be posted together. `moved`: days of a closed period, each with the day that took its entries."""

    book: str
    key: str
    today: date
    moved: dict[date, date] = field(default_factory=dict)
    _drafts: list[EntryDraft] = field(default_factory=list)
    _closed: list[ToldPeriod] | None = None
    _posted: int = 0

    def day_for(self, day: date) -> date:
        """The day of an entry about that day: itself while its period is open, else today."""
        if self._closed is None:
            self._closed = [period for period in periods(book=self.book) if period.closed_at]
        if any(period.starts_on <= day <= period.ends_on for period in self._closed):
            self.moved[day] = self.today
            return self.today
        return day

    def add(self, draft: EntryDraft) -> UUID:
        entry_id = draft.id or uuid7()
        self._drafts.append(replace(draft, id=entry_id, effective_on=self.day_for(draft.effective_on)))
        return entry_id

    def holds(self, entry_id: UUID) -> bool:
        """Whether this entry waits here, and is not in the books yet."""
        return any(draft.id == entry_id for draft in self._drafts)

    def post(self) -> None:
        """Post what waits.

        :raises BookingRefused: one entry is refused, so all are.
        """
        drafts, self._drafts = self._drafts, []
        if drafts:
            self._posted += 1
            key = self.key if self._posted == 1 else f"{self.key}:{self._posted}"
            _require_created(post(book=self.book, entries=drafts, idempotency_key=key))


_OPEN: ContextVar[Batch | None] = ContextVar("open batch of entries", default=None)


@contextmanager
def one_batch(fund: Fund, *, key: str, today: date) -> Iterator[Batch]:
    """Post what is booked inside in one call, atomically, at the end; inside another batch, with that one.

    A floor is judged on the whole: what is taken back from a lender and given again in the same batch is no matter.
    What would be dated in a closed period is dated today. The books do not show it before the end.

    :raises BookingRefused: at the end; the caller's transaction must not be kept.
    """
    if (outer := _OPEN.get()) is not None:
        yield outer
        return
    batch = Batch(fund.book, key, today)
    token = _OPEN.set(batch)
    try:
        yield batch
    finally:
        _OPEN.reset(token)
    batch.post()


def post_before(entry_id: UUID) -> None:
    """Post what waits, where this entry is among it: it is to be undone, and must be in the books for that."""
    batch = _OPEN.get()
    if batch is not None and batch.holds(entry_id):
        batch.post()


def write(fund: Fund, draft: EntryDraft, *, key: str) -> UUID:
    """Post an entry, or put it into the open batch of its book.

    :raises BookingRefused: the ledger does.
    """
    batch = _OPEN.get()
    if batch is not None and batch.book == fund.book:
        return batch.add(draft)
    return _require_created(post(book=fund.book, entries=[draft], idempotency_key=key)).outcomes[0].entry_id


def refusal(outcome: Outcome) -> BookingRefused:
    """What the ledger refused, as the fund says it."""
    return BookingRefused(reason=outcome.sentence, refusal=outcome.code)


def _require_created(result: PostingResult) -> PostingResult:
    """What was made, now or by an earlier call under the same key; anything else is a refusal."""
    if result.refused:
        raise refusal(next((each for each in result.refused if each.code != "batch_refused"), result.refused[0]))
    return result
