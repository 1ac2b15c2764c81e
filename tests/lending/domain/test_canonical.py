"""Equal values have equal bytes, on any machine and after any database."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.domain.ballots import Choice
from lending.domain.canonical import canonical_json, sha256_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1, "a": [True, None, "é"]},                     '{"a":[true,null,"é"],"b":1}'),
        ((1, 2),                                               "[1,2]"),
        (Decimal("0.030"),                                     '"0.030"'),
        (date(2026, 2, 3),                                     '"2026-02-03"'),
        (datetime(2026, 2, 3, 18, 0, tzinfo=UTC),              '"2026-02-03T18:00:00.000000Z"'),
        (UUID("019c0000-0000-7000-8000-000000000001"),         '"019c0000-0000-7000-8000-000000000001"'),
        (Choice.FOR,                                           '"for"'),
        (10**30,                                               "1" + "0" * 30),
        ("a\"b\n",                                             '"a\\"b\\n"'),
    ],
)  # fmt: skip
def test_values_are_written_in_one_way(value, written):
    assert canonical_json(value).decode() == written


@pytest.mark.parametrize(
    ("value", "refusal"),
    [
        (0.1, TypeError),
        ({"rate": 0.1}, TypeError),
        ([float("nan")], TypeError),
        ({1: "a"}, TypeError),
        ({"a": {1, 2}}, TypeError),
        (b"bytes", TypeError),
        (datetime(2026, 2, 3), ValueError),
    ],
)
def test_what_has_no_one_way_is_refused(value, refusal):
    with pytest.raises(refusal):
        canonical_json(value)


@given(JSON)
def test_a_value_hashes_alike_before_and_after_a_database(value):
    assert sha256_of(json.loads(json.dumps(value))) == sha256_of(value)


@given(st.dictionaries(st.text(), st.integers()))
def test_the_order_of_names_does_not_matter(value):
    assert sha256_of(dict(reversed(value.items()))) == sha256_of(value)


@given(JSON, JSON)
def test_different_values_have_different_bytes(one, other):
    assert (canonical_json(one) == canonical_json(other)) == (repr_of(one) == repr_of(other))


def repr_of(value):
    """A way to tell True from 1, which == does not."""
    return json.dumps(value, sort_keys=True)


def test_an_instant_hashes_alike_in_every_time_zone():
    at = datetime(2026, 2, 3, 18, 0, 0, 123456, tzinfo=UTC)

    assert sha256_of(at) == sha256_of(at.astimezone(timezone(timedelta(hours=11))))
