"""Fingerprints of requests."""

from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.fingerprint import fingerprint

requests = st.lists(st.none() | st.text(), max_size=4)


def test_a_fingerprint_is_stable_across_versions() -> None:
    assert fingerprint(["atomic", None, "é"]) == "8fbf08390f94106fa50360d0b471a5653cd824e1ec8f05ed67310d99b069d4ea"


def test_a_part_does_not_run_into_the_next() -> None:
    assert fingerprint(["ab", "c"]) != fingerprint(["a", "bc"])


@given(requests, requests)
def test_different_requests_have_different_fingerprints(one: list[str | None], other: list[str | None]) -> None:
    assert (fingerprint(one) == fingerprint(other)) == (one == other)
