"""Days in refusals are written as people write them."""

import pytest
from django.utils import translation

from ledger.services.sentences import told, with_days

WRITTEN = (
    # language  day           written
    ("fr",      "2026-02-01", "1er février 2026"),
    ("fr",      "2026-02-11", "11 février 2026"),
    ("en",      "2026-02-01", "1 February 2026"),
)  # fmt: skip


@pytest.mark.parametrize(("language", "day", "written"), WRITTEN)
def test_a_day_is_written_out(language: str, day: str, written: str) -> None:
    with translation.override(language):
        assert told("%(effective_on)s", {"effective_on": day, "open_until": None}) == written


def test_what_names_no_day_stays_as_it_is() -> None:
    values = {"reference": "2026-02-01", "open_until": None, "line": 1}
    assert with_days(values) == values
