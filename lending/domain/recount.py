"""Counting a consultation again from its log alone, as anyone who holds the log can."""

from collections.abc import Iterable, Mapping
from typing import Any

from lending.domain.ballots import Ballot, Choice
from lending.domain.chain import Link
from lending.domain.committee_errors import IncompleteLog
from lending.domain.outcome import Outcome
from lending.domain.tally import tally
from lending.domain.voting_rule import VotingRule


def recount(entries: Iterable[Link]) -> Outcome:
    """The outcome that the log tells, whatever was stored as decision.

    Reads the entries `opened` (the rule), `seats`, `recusal` and `ballot`; heights are the order of ballots. That the
    log itself is whole is asked by `verify_chain`.

    :raises IncompleteLog: when the rule or the seats are not in it.
    """
    log = sorted(entries, key=lambda entry: entry.height)
    seats = _only(log, "seats")["seats"]
    return tally(
        [_ballot(entry) for entry in log if entry.type == "ballot"],
        seats=[seat["seat"] for seat in seats],
        recused=[entry.payload["seat"] for entry in log if entry.type == "recusal"],
        rule=VotingRule.from_dict(_only(log, "opened")["rule"]),
        chair=next((seat["seat"] for seat in seats if seat["is_chair"]), None),
    )


def stored_outcome_agrees(entries: Iterable[Link]) -> bool:
    """Whether the outcome written at the close is the one that the log tells.

    :raises IncompleteLog: when the rule, the seats or the close are not in it.
    """
    log = list(entries)
    return bool(_only(log, "closed")["outcome"] == recount(log).to_dict())


def _only(log: Iterable[Link], kind: str) -> Mapping[str, Any]:
    found = [entry.payload for entry in log if entry.type == kind]
    if len(found) != 1:
        raise IncompleteLog(type=kind, found=len(found))
    return found[0]


def _ballot(entry: Link) -> Ballot:
    said = entry.payload
    return Ballot(seat=said["seat"], choice=Choice(said["choice"]), order=entry.height, holder=said.get("holder"))
