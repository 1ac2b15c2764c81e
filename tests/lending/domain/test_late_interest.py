"""Late interest: from the end of grace, on principal; on interest only when it has been due for a full year."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.domain.contract import LateInterest
from lending.domain.late_interest import Overdue, a_year_after, late_interest

DUE = date(2026, 2, 15)
TEN = LateInterest(annual_rate=Decimal("0.10"))


def overdue(principal: int = 100_000, interest: int = 10_000, *, known_from: date = DUE) -> Overdue:
    return Overdue(1, DUE, principal, interest, known_from)


@pytest.mark.parametrize(
    ("on", "grace", "cents"),
    [
        (DUE, 0, 0),
        (date(2026, 2, 16), 0, 27),  # 100 000 × 10 % / 365 = 27.397
        (date(2026, 2, 20), 5, 0),
        (date(2026, 2, 21), 5, 27),
        (date(2027, 2, 15), 0, 10_000),
        (date(2027, 2, 15), 365, 0),
    ],
)
def test_it_runs_from_the_end_of_grace_and_for_each_day(on: date, grace: int, cents: int) -> None:
    rule = LateInterest(annual_rate=Decimal("0.10"), grace_days=grace)
    assert sum(charge.amount_minor for charge in late_interest([overdue()], on=on, rule=rule)) == cents


def test_interest_bears_interest_only_once_it_has_been_due_for_a_full_year() -> None:
    rule = LateInterest(annual_rate=Decimal("0.10"), on_interest=True)
    [before] = late_interest([overdue()], on=date(2027, 2, 15), rule=rule)
    [after] = late_interest([overdue()], on=date(2027, 2, 16), rule=rule)
    assert [segment.on for segment in before.segments] == ["principal"]
    assert [(each.on, each.start, each.days, each.balance_minor) for each in after.segments] == [
        ("principal", DUE, 366, 100_000),
        ("interest", date(2027, 2, 15), 1, 10_000),
    ]
    [never] = late_interest([overdue()], on=date(2030, 1, 1), rule=TEN)
    assert [segment.on for segment in never.segments] == ["principal"]
    assert a_year_after(date(2024, 2, 29)) == date(2025, 3, 1)


def test_without_rate_or_without_anything_overdue_nothing_is_asked() -> None:
    on = date(2027, 1, 1)
    assert late_interest([overdue()], on=on, rule=LateInterest()) == []
    assert late_interest([overdue(0, 0)], on=on, rule=TEN) == []


@given(st.integers(0, 10**9), st.integers(1, 900), st.integers(1, 900))
def test_cut_in_two_the_unrounded_interest_is_the_same(principal: int, first: int, second: int) -> None:
    cut, end = DUE + timedelta(days=first), DUE + timedelta(days=first + second)

    def exact(known_from: date, on: date) -> Fraction:
        charges = late_interest([overdue(principal, 0, known_from=known_from)], on=on, rule=TEN)
        return sum((charge.unrounded_minor for charge in charges), Fraction(0))

    whole, parts = exact(DUE, end), exact(DUE, cut) + exact(cut, end)
    # A part below half a cent is left out, whole.
    assert abs(whole - parts) < 1
    assert whole == principal * Fraction(1, 10) * Fraction(first + second, 365) or whole == 0
