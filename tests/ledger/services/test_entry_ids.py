"""Ids of new entries: UUIDv7, in order, never twice."""

from itertools import pairwise
from time import time
from uuid import RFC_4122, UUID

import pytest

from ledger.services import entry_ids
from ledger.services.entry_ids import new_ids


@pytest.mark.parametrize("count", [1, 2, 10_000])
def test_ids_are_version_7_of_now_and_rise(count: int) -> None:
    ids = list(new_ids(count))
    assert len(set(ids)) == count
    assert all((one.version, one.variant) == (7, RFC_4122) for one in ids)
    assert all(before < after for before, after in pairwise(ids))
    assert all(abs((one.int >> 80) / 1000 - time()) < 5 for one in ids)


def test_ids_of_a_later_batch_are_later() -> None:
    batches = [list(new_ids(1_000)) for _ in range(20)]
    assert all(before[-1] < after[0] for before, after in pairwise(batches))


def test_the_steps_never_run_over_into_the_version(monkeypatch: pytest.MonkeyPatch) -> None:
    high = UUID("019a0000-0000-7000-bfff-ffffffffff00")
    low = UUID("019a0000-0000-7000-8000-000000000001")
    drawn = iter([high, low])
    monkeypatch.setattr(entry_ids, "uuid7", lambda: next(drawn))
    ids = list(new_ids(3))
    assert ids[0] == low
    assert all(one.version == 7 and one.variant == RFC_4122 for one in ids)
