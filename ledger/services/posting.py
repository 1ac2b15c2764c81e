"""Posting entries: one SQL call, one round trip, whatever their number."""

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, NamedTuple
from uuid import UUID

from djmoney.money import Money

from ledger.domain.errors import IdempotencyKeyReused, InvalidEntry, PostingRefused, UnknownBook, gettext_noop
from ledger.domain.money import from_minor
from ledger.domain.refusals import sentence_for
from ledger.services.call import Answer, Batch, batch_of, call_ledger_post
from ledger.services.checks import check_key, check_size
from ledger.services.drafts import EntryDraft, PostingDraft
from ledger.services.sentences import told

__all__ = ["EntryDraft", "Outcome", "PostingDraft", "PostingResult", "post", "require_posted"]

NOTHING: Mapping[str, Any] = MappingProxyType({})
MINOR = ("available", "floor", "asked", "held")


class Outcome(NamedTuple):
    """What became of one entry: "created", or the code of the refusal with the values that explain it."""

    entry_id: UUID
    code: str
    values: Mapping[str, Any] = NOTHING

    @property
    def sentence(self) -> str:
        """The outcome in the reader's language, with the way out."""
        return told(sentence_for(self.code, self.values), self.values)


class PostingResult(NamedTuple):
    """The answer to a batch, the same for every repetition of it but for `status`.

    :param balances: what each account of the batch holds after it, signed by nature.
    """

    status: str
    outcomes: tuple[Outcome, ...]
    balances: dict[str, Money]

    @property
    def refused(self) -> tuple[Outcome, ...]:
        """The outcomes that are not "created"."""
        return tuple(outcome for outcome in self.outcomes if outcome.code != "created")


def post(
    *, book: str, entries: Sequence[EntryDraft], idempotency_key: str, mode: Literal["atomic", "each"] = "atomic"
) -> PostingResult:
    """Post a batch under an idempotency key.

    Business refusals are returned, never raised, and remembered under the key: the same call gives the same answer.
    In mode "each" every entry stands for itself; in "atomic" one refusal refuses them all.
    Call it outside a transaction where nothing else belongs to it: one round trip less.

    :raises InvalidEntry, InvalidAmount: a draft that no book could take, named by entry and line.
    :raises BatchTooLarge, MissingIdempotencyKey, UnknownBook: the call itself cannot be made.
    """
    check_call(entries, idempotency_key=idempotency_key, mode=mode)
    batch = batch_of(entries, mode=mode)
    answer = call_ledger_post(book=book, idempotency_key=idempotency_key, mode=mode, batch=batch)
    return result_of(answer, batch, book=book, mode=mode)


def check_call(entries: Sequence[EntryDraft], *, idempotency_key: str, mode: str) -> None:
    """:raises InvalidEntry, BatchTooLarge, MissingIdempotencyKey: the call itself cannot be made."""
    check_key(idempotency_key)
    if mode not in ("atomic", "each"):
        raise InvalidEntry(entry=0, line=0, field="mode", reason=gettext_noop("atomic or each is expected"))
    if not entries:
        raise InvalidEntry(entry=0, line=0, field="entries", reason=gettext_noop("at least one entry is expected"))
    check_size(entries)


def result_of(answer: Answer, batch: Batch, *, book: str, mode: str) -> PostingResult:
    """Read what the database answered to a batch.

    :raises UnknownBook: there is none.
    """
    status, entry_ids, refusals, balances = answer
    if status == "book_unknown":
        raise UnknownBook(book=book)
    if status == "exists_with_different_request":
        return PostingResult(status, tuple(Outcome(entry_id, status) for entry_id in batch.entry_ids), {})
    outcomes = _outcomes(entry_ids or batch.entry_ids, _loaded(refusals), mode=mode)
    return PostingResult(status, outcomes, _balances(_loaded(balances)))


def require_posted(result: PostingResult, *, key: str = "") -> PostingResult:
    """Give the result back when everything in it was posted, now or by an earlier call under the same key.

    :raises IdempotencyKeyReused: the key was used for another request.
    :raises PostingRefused: at least one entry was refused.
    """
    if result.status == "exists_with_different_request":
        raise IdempotencyKeyReused(key=key)
    if result.refused:
        first = next(outcome for outcome in result.refused if outcome.code != "batch_refused")
        outcomes = [
            {"entry_id": outcome.entry_id, "code": outcome.code, "sentence": outcome.sentence}
            for outcome in result.outcomes
        ]
        raise PostingRefused(reason=first.sentence, outcomes=outcomes)
    return result


def _loaded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _outcomes(entry_ids: Sequence[UUID], refusals: list[dict[str, Any]] | None, *, mode: str) -> tuple[Outcome, ...]:
    if not refusals:
        return tuple([Outcome(entry_id, "created") for entry_id in entry_ids])
    by_number = {refusal["n"]: refusal for refusal in refusals}
    others = "batch_refused" if mode == "atomic" else "created"
    return tuple(
        Outcome(entry_id, by_number[number]["code"], _values(by_number[number]))
        if number in by_number
        else Outcome(entry_id, others)
        for number, entry_id in enumerate(entry_ids, start=1)
    )


def _values(refusal: dict[str, Any]) -> dict[str, Any]:
    values = {name: value for name, value in refusal.items() if name not in ("n", "code")}
    for name in MINOR:
        if name in values and "currency" in values and refusal["code"] != "currency_mismatch":
            values[name] = Money(from_minor(int(values[name]), currency=values["currency"]), values["currency"])
    return values


def _balances(stored: dict[str, list[str]]) -> dict[str, Money]:
    return {
        code: Money(from_minor(int(minor), currency=currency), currency) for code, (minor, currency) in stored.items()
    }
