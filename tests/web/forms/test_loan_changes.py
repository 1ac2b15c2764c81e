"""The rhythm of another schedule: months, weeks, and one that only a program asked for."""

from typing import Any

import pytest

from web.forms.loan_changes import RescheduleForm, every_of, rhythm_of

ASKED = {"kind": "reschedule", "on": "2026-03-01", "past_dues": "brought_in", "instalments": "4"}


@pytest.mark.parametrize(
    ("rhythm", "every"),
    [
        ("3", {"count": 3, "unit": "months"}),
        ("2 weeks", {"count": 2, "unit": "weeks"}),
        ("10 days", {"count": 10, "unit": "days"}),
    ],
)
def test_a_rhythm_is_the_distance_it_names(rhythm: str, every: dict[str, Any]) -> None:
    assert every_of(rhythm) == every
    assert rhythm_of(every) == rhythm
    form = RescheduleForm({**ASKED, "rhythm": rhythm}, initial={"rhythm": rhythm})
    form.ask_of_undrawn(is_any=False)
    assert form.is_valid(), form.errors
    assert form.told()["every"] == every


def test_a_rhythm_nobody_asked_for_is_refused() -> None:
    form = RescheduleForm({**ASKED, "rhythm": "10 days"})
    form.ask_of_undrawn(is_any=False)
    assert list(form.errors) == ["rhythm"]
