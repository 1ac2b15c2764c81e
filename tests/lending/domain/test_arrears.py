"""How late a loan is, by its instalments and a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.domain.arrears import AgeBand, DueAndPaid, arrears

DUE = date(2026, 1, 31)


def instalment(due_on, due, paid=0):
    return DueAndPaid(due_on=due_on, due_minor=due, paid_minor=paid)


@pytest.mark.parametrize(
    ("today", "days", "band"),
    [
        (date(2026, 1, 1),  0,  "not_due"),
        (date(2026, 1, 31), 0,  "not_due"),   # the due date is in time
        (date(2026, 2, 1),  1,  "1-30"),
        (date(2026, 3, 2),  30, "1-30"),
        (date(2026, 3, 3),  31, "31-60"),
        (date(2026, 4, 1),  60, "31-60"),
        (date(2026, 4, 2),  61, "61-90"),
        (date(2026, 5, 1),  90, "61-90"),
        (date(2026, 5, 2),  91, "over_90"),
    ],
)  # fmt: skip
def test_an_unpaid_instalment_ages_by_the_day(today, days, band):
    found = arrears([instalment(DUE, 1000)], today=today)

    assert (found.days_past_due, found.band, found.by_band[AgeBand(band)]) == (days, band, 1000)
    assert found.is_late is (days > 0)


def test_each_amount_is_in_the_band_of_its_own_age():
    found = arrears(
        [
            instalment(date(2026, 1, 31), 1000, 1000),
            instalment(date(2026, 2, 28), 1000, 400),
            instalment(date(2026, 3, 31), 1000),
            instalment(date(2026, 4, 30), 1000),
        ],
        today=date(2026, 4, 15),
    )

    assert found.days_past_due == 46
    assert found.overdue_minor == 1600
    assert found.by_band == {"not_due": 1000, "1-30": 1000, "31-60": 600, "61-90": 0, "over_90": 0}


def test_nothing_unpaid_is_not_late():
    paid = arrears([instalment(DUE, 1000, 1000)], today=date(2030, 1, 1))

    assert (paid.days_past_due, paid.overdue_minor, paid.is_late, paid.band) == (0, 0, False, "not_due")
    assert not arrears([], today=DUE).is_late


def test_what_is_paid_too_much_on_one_does_not_hide_another():
    found = arrears([instalment(DUE, 1000, 5000), instalment(DUE, 1000)], today=DUE + timedelta(days=1))

    assert found.overdue_minor == 1000


@given(
    st.lists(
        st.builds(
            DueAndPaid,
            due_on=st.dates(date(2025, 1, 1), date(2027, 1, 1)),
            due_minor=st.integers(0, 10**6),
            paid_minor=st.integers(0, 10**6),
        )
    ),
    st.dates(date(2025, 1, 1), date(2027, 1, 1)),
)
def test_bands_add_up_to_what_is_unpaid_and_a_day_never_makes_a_loan_less_late(instalments, today):
    found, later = arrears(instalments, today=today), arrears(instalments, today=today + timedelta(days=1))

    assert sum(found.by_band.values()) == sum(one.unpaid_minor for one in instalments)
    assert later.days_past_due >= found.days_past_due
    assert later.overdue_minor >= found.overdue_minor
