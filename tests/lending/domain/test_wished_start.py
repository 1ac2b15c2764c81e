"""On which days money may be wished for."""

from datetime import date

import pytest

from lending.domain.wished_start import StartPassed, require_ahead, wrong_start

TODAY = date(2026, 2, 28)


TOO_FAR = (
    "%s was given; money is asked for at most 12 months ahead, until 2027-02-28: give an earlier day, or ask later."
)
TOO_OLD = "%s was given, more than 20 years ago: give a day from 2006-02-28 on, or correct the year."


@pytest.mark.parametrize(
    ("start", "why"), [("2027-02-28", ""), ("2027-03-01", TOO_FAR), ("2006-02-28", ""), ("2006-02-27", TOO_OLD)]
)
def test_a_start_is_within_a_year_of_asking_or_a_record_of_twenty_years(start: str, why: str) -> None:
    said = [(name, str(each)) for name, each in wrong_start(date.fromisoformat(start), asked_on=TODAY)]
    assert said == ([("start_on", why % start)] if why else [])


def test_money_that_is_asked_for_leaves_today_at_the_earliest() -> None:
    require_ahead(TODAY, asked_on=TODAY)
    with pytest.raises(StartPassed) as refused:
        require_ahead(date(2026, 2, 27), asked_on=TODAY)
    assert refused.value.values == {"start": date(2026, 2, 27), "today": TODAY}
