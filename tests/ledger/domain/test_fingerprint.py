"""Fingerprints of requests."""

from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.fingerprint import fingerprint

values = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
requests = st.dictionaries(st.text(), values, max_size=4)


def test_a_fingerprint_is_stable_across_versions() -> None:
    assert fingerprint({"b": [1, None], "a": "é"}) == "9b10bedce64e86a275540261fbe95bc6c195bfb10d5def7a5fc12eefcc7d0a87"


@given(requests)
def test_the_order_of_keys_does_not_matter(request: dict[str, object]) -> None:
    assert fingerprint(request) == fingerprint(dict(reversed(request.items())))


@given(requests, requests)
def test_different_requests_have_different_fingerprints(one: dict[str, object], other: dict[str, object]) -> None:
    assert (fingerprint(one) == fingerprint(other)) == (one == other)
