"""Recomputing from the log gives the stored decision."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given

from lending.domain.chain import next_entry, verify_chain
from lending.domain.committee_errors import IncompleteLog
from lending.domain.recount import recount, stored_outcome_agrees
from lending.domain.tally import tally
from tests.lending.domain.committees import cases, read, with_ballots
from tests.lending.domain.controls import assert_refutes

AT = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)


def log_of(case, *, close=True):
    """The log that a consultation leaves: recusals come last, so that ballots cast before are void."""
    said = [("opened", {"rule": case.rule.to_dict()})]
    seats = [{"seat": str(seat), "is_chair": seat == case.chair} for seat in case.seats]
    said.append(("seats", {"seats": seats}))
    said += [("ballot", ballot_payload(ballot)) for ballot in sorted(case.ballots, key=lambda ballot: ballot.order)]
    said += [("recusal", {"seat": str(seat)}) for seat in sorted(case.recused)]
    said += [("closed", {"outcome": case.outcome().to_dict()})] if close else []
    log = []
    for kind, payload in said:
        kept = json.loads(json.dumps(payload))
        log.append(next_entry(log[-1] if log else None, type=kind, at=AT, actor="a", payload=kept, salt="00"))
    return log


def ballot_payload(ballot):
    held = {} if ballot.holder is None else {"holder": str(ballot.holder)}
    return {"seat": str(ballot.seat), "choice": str(ballot.choice), **held}


def recounting_gives_the_decision(count, case):
    """`count` decided; the log, read back, must say the same."""
    log = log_of(case, close=False)
    assert verify_chain(log) is None
    assert recount(log).to_dict() == case.outcome(count).to_dict()


def counts_in_order_of_choice(ballots, **electorate):
    """Broken: the last ballot of the alphabet counts."""
    ranked = sorted(ballots, key=lambda ballot: ballot.choice)
    return tally([replace(ballot, order=rank) for rank, ballot in enumerate(ranked)], **electorate)


@given(cases())
def test_recounting_the_log_gives_the_decision(case):
    recounting_gives_the_decision(tally, case)


def test_a_decision_from_something_else_would_be_seen():
    assert_refutes(recounting_gives_the_decision, counts_in_order_of_choice, cases())


@given(cases())
def test_the_order_in_which_the_log_is_read_does_not_matter(case):
    assert recount(reversed(log_of(case))) == recount(log_of(case))


def test_a_stored_outcome_is_compared_with_the_log():
    case = read("FFA..")
    honest = log_of(case)
    other = log_of(with_ballots(case, case.ballots[:2]))

    assert stored_outcome_agrees(honest)
    assert not stored_outcome_agrees([*honest[:-1], other[-1]])


def test_a_log_without_rule_or_seats_cannot_be_counted():
    log = log_of(read("FFA.."))

    with pytest.raises(IncompleteLog, match="0 entries of the type opened"):
        recount(log[1:])
    with pytest.raises(IncompleteLog, match="2 entries of the type seats"):
        recount([*log, log[1]])
    with pytest.raises(IncompleteLog, match="0 entries of the type closed"):
        stored_outcome_agrees(log[:-1])
