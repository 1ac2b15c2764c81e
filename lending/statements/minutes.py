"""The minutes (procès-verbal) of a consultation, drawn up from its log and from nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lending.domain.ballots import Ballot, Choice, Electorate, effective_ballots
from lending.domain.chain import verify_chain
from lending.domain.outcome import Outcome
from lending.domain.overrides import Override, overrides_hash
from lending.domain.presence import Presence, attendance
from lending.domain.recount import recount
from lending.domain.voting_rule import VotingRule
from lending.models import Consultation, Decision, LogEntry
from lending.statements.errors import MinutesContradictLog, MinutesNotPossible


@dataclass(frozen=True, slots=True)
class MinutedSeat:
    """What became of a seat. Who did not vote, or was recused after voting, has no `choice`."""

    seat: str
    person: str
    cooperative: str
    is_chair: bool
    presence: Presence
    recusal_kind: str = ""
    recusal_reason: str = ""
    choice: Choice | None = None
    reason: str = ""
    cast_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BooksKnown:
    """The last seal of the fund's book when the vote opened: its figures can be read again as known then."""

    seal: int
    head: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """Everything the minutes say. Every seat of the opening is there exactly once."""

    consultation: Consultation
    decision: Decision
    rule: VotingRule
    seats: tuple[MinutedSeat, ...]
    outcome: Outcome
    entry_count: int
    head_height: int
    head: str
    books: BooksKnown | None = None
    overrides: tuple[Override, ...] = ()

    @property
    def dissent(self) -> tuple[MinutedSeat, ...]:
        """Seats that voted against the request."""
        return tuple(seat for seat in self.seats if seat.choice is Choice.AGAINST)

    @property
    def recused(self) -> tuple[MinutedSeat, ...]:
        """Seats that did not vote because of an interest."""
        return tuple(seat for seat in self.seats if seat.presence is Presence.RECUSED)


def minutes(*, consultation: Consultation) -> Minutes:
    """The minutes of a consultation that was decided, recomputed from its log.

    :raises MinutesNotPossible: it is still open, was withdrawn or was voided.
    :raises MinutesContradictLog: the chain, the count or the hash voted on is not what the decision says.
    """
    decision = Decision.objects.filter(consultation=consultation).first()
    if decision is None:
        raise MinutesNotPossible(request=str(consultation.request_version), state=consultation.state)
    log = list(LogEntry.objects.filter(consultation=consultation).order_by("height"))
    opened, closed = _only(log, "opened"), _only(log, "closed")
    _require_chain(log, closed, decision)
    electorate, ballots, outcome = _electorate(log), _ballots(log), recount(log)
    _require_same("outcome", recomputed=str(outcome.result), stored=decision.outcome)
    _require_same("counts", recomputed=outcome.to_dict(), stored=decision.counts)
    _require_same("outcome in the log", recomputed=outcome.to_dict(), stored=closed.payload["outcome"])
    _require_same(
        "seats", recomputed=sorted(str(seat) for seat in electorate.seats), stored=_stored_seats(consultation)
    )
    for stored in (decision.request_sha256, consultation.request_version.sha256):
        _require_same("hash of the request", recomputed=opened.payload["request_sha256"], stored=stored)
    overrides = _overrides(opened, consultation, decision)
    return Minutes(
        consultation=consultation,
        decision=decision,
        rule=outcome.rule,
        seats=_minuted(log, ballots, electorate),
        outcome=outcome,
        entry_count=len(log),
        head_height=closed.height,
        head=closed.sha256,
        books=_books(opened),
        overrides=overrides,
    )


def _overrides(opened: LogEntry, consultation: Consultation, decision: Decision) -> tuple[Override, ...]:
    """What the vote was asked to let be exceeded, as the log has it: the hash is of that, and so is the decision."""
    asked = opened.payload.get("overrides", [])
    _require_same("overrides", recomputed=asked, stored=consultation.overrides)
    if asked:
        sha256 = overrides_hash(asked, request_sha256=opened.payload["request_sha256"])
        _require_same("hash of the overrides", recomputed=sha256, stored=opened.payload.get("overrides_sha256"))
    decided = asked if decision.outcome == Decision.Outcome.ADOPTED else []
    _require_same("overrides decided", recomputed=decided, stored=decision.overrides)
    return tuple(Override.from_dict(each) for each in asked)


def _books(opened: LogEntry) -> BooksKnown | None:
    """None in a vote opened before the first seal, or before votes kept it."""
    told = opened.payload.get("books")
    return BooksKnown(seal=told["seal"], head=told["head"]) if told else None


def _only(log: Sequence[LogEntry], kind: str) -> LogEntry:
    found = [entry for entry in log if entry.type == kind]
    _require_same(f"entries of type {kind}", recomputed=len(found), stored=1)
    return found[0]


def _require_chain(log: Sequence[LogEntry], closed: LogEntry, decision: Decision) -> None:
    """The log is whole, and its head is the one that was told when the vote was counted."""
    broken_at = verify_chain(log, [(closed.height, decision.log_head)])
    if broken_at is not None:
        raise MinutesContradictLog(what="log", recomputed=f"≠ {broken_at}", stored=decision.log_head)


def _require_same(what: str, *, recomputed: object, stored: object) -> None:
    if recomputed != stored:
        raise MinutesContradictLog(what=what, recomputed=str(recomputed), stored=str(stored))


def _stored_seats(consultation: Consultation) -> list[str]:
    return sorted(str(pk) for pk in consultation.seats.values_list("pk", flat=True))


def _electorate(log: Iterable[LogEntry]) -> Electorate:
    seats = _seats(log)
    return Electorate(
        frozenset(seats),
        frozenset(_recusals(log)),
        next((seat for seat, known in seats.items() if known["is_chair"]), None),
    )


def _seats(log: Iterable[LogEntry]) -> dict[str, Mapping[str, Any]]:
    return {seat["seat"]: seat for entry in log if entry.type == "seats" for seat in entry.payload["seats"]}


def _recusals(log: Iterable[LogEntry]) -> dict[str, Mapping[str, Any]]:
    return {entry.payload["seat"]: entry.payload for entry in log if entry.type == "recusal"}


def _ballots(log: Iterable[LogEntry]) -> list[Ballot]:
    return [
        Ballot(
            seat=entry.payload["seat"],
            choice=Choice(entry.payload["choice"]),
            order=entry.height,
            holder=entry.payload.get("holder"),
        )
        for entry in log
        if entry.type == "ballot"
    ]


def _minuted(log: Sequence[LogEntry], ballots: Sequence[Ballot], electorate: Electorate) -> tuple[MinutedSeat, ...]:
    recusals, effective = _recusals(log), effective_ballots(ballots, electorate=electorate)
    presence = attendance(effective, electorate=electorate)
    shown = {seat: log[ballot.order] for seat, ballot in effective.items()}
    seats = []
    for key, seat in sorted(_seats(log).items(), key=lambda item: (item[1]["person"], item[0])):
        recusal, entry = recusals.get(key), shown.get(key)
        seats.append(
            MinutedSeat(
                seat=key,
                person=seat["person"],
                cooperative=seat["cooperative"],
                is_chair=seat["is_chair"],
                presence=presence[key],
                recusal_kind=recusal["kind"] if recusal else "",
                recusal_reason=recusal["reason"] if recusal else "",
                choice=Choice(entry.payload["choice"]) if entry else None,
                reason=entry.payload["reason"] if entry else "",
                cast_at=entry.at if entry else None,
            )
        )
    return tuple(seats)
