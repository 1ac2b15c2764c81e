"""The log finds every edit, deletion and reordering, and a truncation before a published head."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.domain.chain import GENESIS, Head, entry_hash, next_entry, payload_hash, verify_chain
from tests.lending.domain.controls import assert_refutes

START = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
CHOICES = ("for", "against", "abstain")


def log_of(choices, *, start=START):
    log = []
    for minutes, choice in enumerate(choices):
        log.append(
            next_entry(
                log[-1] if log else None,
                type="ballot",
                at=start + timedelta(minutes=minutes),
                actor=f"person-{minutes}",
                payload={"seat": str(minutes), "choice": choice},
                salt=f"{minutes:032x}",
            )
        )
    return log


LOG = log_of(["for", "against", "for", "abstain"])
HEADS = [Head(entry.height, entry.sha256) for entry in LOG]


def rewritten(log, *, at, **changes):
    """The whole log from `at` up with new hashes, as somebody with the database could do."""
    new = log[:at]
    for entry in log[at:]:
        told = replace(entry, **changes) if entry.height == at else entry
        new.append(
            next_entry(
                new[-1] if new else None,
                type=told.type,
                at=told.at,
                actor=told.actor,
                payload=told.payload,
                salt=told.salt,
            )
        )
    return new


def test_hashes_do_not_move():
    """Receipts were printed with them."""
    assert [entry.parent for entry in LOG] == [GENESIS, *(entry.sha256 for entry in LOG[:-1])]
    assert (
        payload_hash({"choice": "for"}, salt="00") == "ddf8ba700d0cfb296f7c99c6d58bd9b454c295ee51fe2d315649495134d80e1d"
    )
    assert LOG[0].sha256 == "38fd3ce33d6125aa59e8574040a0979c9274c7b29f9b8ae0f12a41c7254d1866"


@pytest.mark.parametrize(
    ("tampered", "heads", "height"),
    [
        (LOG,                                                              HEADS,      None),
        ([],                                                               [],         None),
        (LOG,                                                              [],         None),
        ([],                                                               HEADS,      0),
        # An edit of anything, with or without its own hash made to fit.
        ([*LOG[:2], replace(LOG[2], payload={"seat": "2", "choice": "against"}), LOG[3]], [], 2),
        ([*LOG[:2], replace(LOG[2], at=START), LOG[3]],                    [],         2),
        ([*LOG[:2], replace(LOG[2], actor="somebody else"), LOG[3]],       [],         2),
        ([*LOG[:2], replace(LOG[2], type="recusal"), LOG[3]],              [],         2),
        ([*LOG[:2], replace(LOG[2], salt="00"), LOG[3]],                   [],         2),
        ([LOG[0], rewritten(LOG, at=1, actor="x")[1], *LOG[2:]],           [],         2),
        # A deletion, at each place.
        (LOG[1:],                                                          [],         0),
        ([LOG[0], *LOG[2:]],                                               [],         1),
        (LOG[:3],                                                          [],         None),  # nobody was told
        (LOG[:3],                                                          HEADS[:3],  None),
        (LOG[:3],                                                          HEADS,      3),
        (LOG[:2],                                                          [HEADS[3]], 2),
        # A reordering, and an entry twice.
        ([LOG[0], LOG[2], LOG[1], LOG[3]],                                 [],         1),
        ([*LOG, LOG[3]],                                                   [],         4),
        # Everything above 1 rewritten with hashes that fit.
        (rewritten(LOG, at=1, payload={"choice": "for"}),                  [],         None),
        (rewritten(LOG, at=1, payload={"choice": "for"}),                  [HEADS[0]], None),
        (rewritten(LOG, at=1, payload={"choice": "for"}),                  [HEADS[1]], 1),
        (rewritten(LOG, at=1, payload={"choice": "for"}),                  [HEADS[3]], 3),
        (LOG,                                                              [Head(1, "f" * 64)], 1),
    ],
)  # fmt: skip
def test_the_first_wrong_height_is_found(tampered, heads, height):
    assert verify_chain(tampered, heads) == height


def test_the_chain_survives_json_and_another_time_zone():
    paris = timezone(timedelta(hours=1))
    kept = [
        replace(entry, payload=json.loads(json.dumps(dict(entry.payload))), at=entry.at.astimezone(paris))
        for entry in LOG
    ]

    assert verify_chain(kept, HEADS) is None


def test_a_salt_hides_which_choice_a_hash_is_of():
    assert payload_hash({"choice": "for"}, salt="00") != payload_hash({"choice": "for"}, salt="01")


def test_no_two_entries_share_a_hash_by_where_their_fields_end():
    common = {"height": 1, "parent": GENESIS, "at": START, "payload_sha256": GENESIS}

    assert entry_hash(type="ab", actor="c", **common) != entry_hash(type="a", actor="bc", **common)


# --- 10. The chain finds every edit, deletion, reordering, and a truncation before a published head.


@st.composite
def tamperings(draw):
    """A log, what somebody made of it, and the heads that were published."""
    log = log_of(draw(st.lists(st.sampled_from(CHOICES), min_size=2, max_size=8)))
    where = draw(st.integers(0, len(log) - 1))
    published = draw(st.integers(where, len(log) - 1))
    other = [choice for choice in CHOICES if choice != log[where].payload["choice"]]
    payload = {**log[where].payload, "choice": draw(st.sampled_from(other))}
    swap = draw(st.integers(0, len(log) - 2))
    made = {
        "edited": [*log[:where], replace(log[where], payload=payload), *log[where + 1 :]],
        "rehashed": rewritten(log, at=where, payload=payload),
        "deleted": [*log[:where], *log[where + 1 :]],
        "reordered": [*log[:swap], log[swap + 1], log[swap], *log[swap + 2 :]],
        "truncated": log[:where],
        "doubled": [*log[: where + 1], *log[where:]],
    }
    how = draw(st.sampled_from(sorted(made)))
    return log, made[how], [(published, log[published].sha256)]


def tampering_is_found(verify, case):
    log, made, heads = case
    assert verify(log, heads) is None
    wrong = verify(made, heads)
    assert wrong is not None
    # With new hashes that fit, all that shows is the head that was published.
    assert made[:wrong] == log[:wrong] or wrong == heads[0][0]


def forgets_payloads(entries, heads):
    """Broken: follows parents and heads, and never looks at what the entries say."""
    entries = list(entries)
    parents = [GENESIS, *(entry.sha256 for entry in entries)]
    follows = [entry.parent for entry in entries] == parents[:-1]
    published = all(height < len(entries) and entries[height].sha256 == sha256 for height, sha256 in heads)
    return None if follows and published else verify_chain(entries, heads)


def forgets_heads(entries, heads):
    """Broken: never asks what was published."""
    return verify_chain(entries, [])


def forgets_parents(entries, heads):
    """Broken: each entry is checked alone."""
    entries = list(entries)
    alone = (entry_hash(
        height=e.height, parent=e.parent, type=e.type, at=e.at, actor=e.actor,
        payload_sha256=payload_hash(e.payload, salt=e.salt),
    ) == e.sha256 for e in entries)  # fmt: skip
    return next((height for height, sound in enumerate(alone) if not sound), None)


@given(tamperings())
def test_tampering_is_found_where_it_begins(case):
    tampering_is_found(verify_chain, case)


@pytest.mark.parametrize("mutant", [forgets_payloads, forgets_heads, forgets_parents])
def test_a_blind_verification_would_be_seen(mutant):
    assert_refutes(tampering_is_found, mutant, tamperings())
