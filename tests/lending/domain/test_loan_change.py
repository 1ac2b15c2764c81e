"""Another schedule for what is outstanding: it repays exactly that, on later days, with interest to the cent."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lending.domain.lender_interest import interest_by_leg
from lending.domain.loan_change import Change, change
from lending.domain.loan_position import Owed, Position, running_period
from lending.domain.schedule import Schedule, build_schedule
from lending.domain.sharing import split
from lending.domain.terms_json import read_terms
from lending.domain.wish import Wish
from lending.domain.wish_json import read_wish, wish_json
from lending.domain.wrong_terms import WrongTerms
from lending.services.store_schedule import segments

METHODS = ("equal_instalments", "equal_principal", "interest_only")


@st.composite
def loans(draw: st.DrawFn) -> dict[str, Any]:
    """Terms of a loan of several instalments."""
    start = draw(st.dates(date(2024, 1, 1), date(2027, 12, 31)))
    return {
        "currency": "EUR",
        "annual_rate": draw(st.sampled_from(["0", "0.02", "0.03", "0.0475", "0.1"])),
        "repayment": draw(st.sampled_from(METHODS)),
        "drawdowns": [{"on": start.isoformat(), "amount": str(draw(st.integers(1_000, 90_000)))}],
        "instalments": draw(st.integers(2, 18)),
        "every": {"count": draw(st.sampled_from([1, 3])), "unit": "months"},
        "day_count": draw(st.sampled_from(["equal_periods", "ACT/365F", "30E/360", "ACT/ACT-ISDA"])),
        "rounding": {"interest": draw(st.sampled_from(["each_period", "cumulative"]))},
    }


@st.composite
def positions(draw: st.DrawFn, terms: dict[str, Any]) -> Position:
    """On a day before the last instalment; of what has fallen due, the oldest is paid up to some instalment."""
    schedule = build_schedule(read_terms(terms)).instalments
    on = draw(st.dates(read_terms(terms).start_on, schedule[-1].due_on - timedelta(days=1)))
    due = [row for row in schedule if row.due_on <= on]
    paid = draw(st.integers(0, len(due)))
    rows = tuple(
        Owed(
            row.number, row.due_on, row.principal_minor, row.interest_minor,
            row.principal_minor if row.number <= paid else 0, row.interest_minor if row.number <= paid else 0,
        )
        for row in schedule
    )  # fmt: skip
    ahead = schedule[len(due)]
    ran = running_period(
        {"segments": segments(ahead.segments)},
        on=on,
        last_due_on=max((row.due_on for row in due), default=read_terms(terms).start_on),
        ahead_minor=sum(row.principal_minor for row in schedule[len(due) :]),
        annual_rate=read_terms(terms).annual_rate,
    )
    return Position(on=on, rows=rows, ran=ran, known_on=date.max)


@st.composite
def wishes(draw: st.DrawFn, position: Position) -> Wish:
    told: dict[str, Any] = {
        "kind": draw(st.sampled_from(["reschedule", "holiday"])),
        "on": position.on.isoformat(),
        "past_dues": draw(st.sampled_from(["kept", "brought_in"])),
    }
    if told["kind"] == "holiday":
        told |= {
            "periods": draw(st.integers(1, 4)),
            "moved": draw(st.sampled_from(["principal", "principal_and_interest"])),
            "effect": draw(st.sampled_from(["extend", "enlarge"])),
        }
    else:
        told |= {
            "instalments": draw(st.integers(1, 12)),
            "repayment": draw(st.sampled_from([*METHODS, None])),
            "annual_rate": draw(st.sampled_from(["0.01", "0.05", None])),
            "first_due_on": (position.on + timedelta(days=draw(st.integers(1, 200)))).isoformat(),
        }
    return read_wish(told)


@st.composite
def changes(draw: st.DrawFn) -> tuple[dict[str, Any], Position, Wish, Change]:
    terms = draw(loans())
    position = draw(positions(terms))
    wish = draw(wishes(position))
    try:
        return terms, position, wish, change(terms, position, wish)
    except WrongTerms:
        assume(False)
        raise


@given(changes())
def test_a_new_version_repays_what_was_lent_and_ends_at_zero(given_: Any) -> None:
    _, position, _, changed = given_
    lent = sum(row.principal_minor for row in position.rows)
    assert sum(row.principal_minor for row in changed.rows) == lent
    left = lent
    for row in changed.rows:
        left -= row.principal_minor
        assert left >= 0
        assert row.interest_minor >= 0
    assert left == 0
    assert changed.schedule.instalments[-1].outstanding_minor == 0
    unpaid = sum(row.principal_minor for row in changed.rows) - sum(row.paid_principal_minor for row in position.rows)
    assert unpaid == position.outstanding_minor


@given(changes())
def test_new_days_come_after_the_change_one_after_the_other_and_numbers_are_new(given_: Any) -> None:
    _, position, wish, changed = given_
    coming = [row for row in changed.rows if row.computed]
    assert all(earlier.due_on < later.due_on for earlier, later in pairwise(coming))
    assert all(row.due_on > wish.on for row in coming)
    numbers = [row.number for row in changed.rows]
    assert numbers == list(range(1, len(numbers) + 1))
    kept = {row.number for row in position.fallen_due}
    assert {row.number for row in changed.rows if not row.computed} == kept


@given(changes())
def test_interest_of_the_past_is_charged_once_and_bears_none(given_: Any) -> None:
    _, position, wish, changed = given_
    before = {row.number: row for row in position.fallen_due}
    for row in changed.rows:
        if not row.computed:
            assert row.interest_minor == before[row.number].interest_minor
            assert (row.deferred_from is None) == (row.due_on == before[row.number].due_on)
    # Only principal is drawn again: what bears interest never exceeds what is outstanding.
    drawn = sum(drawdown.amount_minor for drawdown in changed.schedule.terms.drawdowns)
    brought_in = wish.past_dues == "brought_in"
    assert drawn == position.ahead_minor + (position.past_principal_minor if brought_in else 0)


@given(changes())
def test_interest_to_the_day_is_that_of_the_old_schedule(given_: Any) -> None:
    """Up to the change, the first new instalment runs on the balances and rates that the old one ran on."""
    _, position, wish, changed = given_
    first = next((row for row in changed.schedule.instalments if row.segments), None)
    assume(first is not None and position.ahead_minor)
    assert first is not None
    old = {(ran.balance_minor, ran.rate) for ran in position.ran}
    until = [(part.balance_minor, part.rate) for part in first.segments if part.start < wish.on]
    assert set(until) <= old
    if wish.annual_rate is not None:
        rates = {part.rate for row in changed.schedule.instalments for part in row.segments if part.start >= wish.on}
        assert rates <= {Fraction(wish.annual_rate)}


@given(loans(), st.data())
def test_a_holiday_keeps_the_old_days_and_the_interest_of_its_months(
    terms: dict[str, Any], data: st.DataObject
) -> None:
    position = data.draw(positions(terms))
    assume(position.ahead_minor and len(position.ahead) > 1)
    told = {"kind": "holiday", "on": position.on.isoformat(), "periods": 1, "effect": "extend"}
    changed = change(terms, position, read_wish(told))
    days = [row.due_on for row in changed.schedule.instalments]
    assert days[: len(position.ahead)] == [row.due_on for row in position.ahead]
    assert len(days) == len(position.ahead) + 1
    assert changed.schedule.instalments[0].principal_minor == 0
    # The month skipped costs the interest that the old schedule had for it, but for what rounding carried.
    assert abs(changed.schedule.instalments[0].interest_minor - position.ahead[0].interest_minor) <= 1


@given(changes(), st.lists(st.integers(1, 10**9), min_size=1, max_size=6))
def test_what_lenders_would_earn_is_the_interest_of_the_schedule(given_: Any, weights: list[int]) -> None:
    _, _, _, changed = given_
    schedule: Schedule = changed.schedule
    rows = [(row.principal_minor, row.interest_minor) for row in schedule.instalments]
    legs = split(schedule.principal_minor, weights)
    assert sum(interest_by_leg(rows, legs)) == schedule.interest_minor


@given(changes())
def test_a_wish_is_read_back_as_it_was_written_and_gives_the_same_change(given_: Any) -> None:
    terms, position, wish, changed = given_
    again = read_wish(wish_json(wish))
    assert wish_json(again) == wish_json(wish)
    assert change(terms, position, again) == changed


def test_capitalising_past_interest_would_be_seen() -> None:
    """Positive control: with the interest among what is drawn, more is lent than is outstanding."""
    terms = {
        "currency": "EUR", "annual_rate": "0.12", "repayment": "equal_principal", "instalments": 2,
        "drawdowns": [{"on": "2026-01-01", "amount": "2000"}],
    }  # fmt: skip
    rows = (Owed(1, date(2026, 2, 1), 100_000, 2_000), Owed(2, date(2026, 3, 1), 100_000, 1_000))
    on = date(2026, 2, 1)
    ran = running_period({}, on=on, last_due_on=on, ahead_minor=100_000, annual_rate=read_terms(terms).annual_rate)
    position = Position(on=on, rows=rows, ran=ran, known_on=date.max)
    wish = read_wish({"kind": "reschedule", "on": "2026-02-01", "past_dues": "brought_in", "instalments": 2})
    changed = change(terms, position, wish)
    assert changed.schedule.principal_minor == 200_000
    capitalised = Position(on=on, rows=(rows[0]._replace(principal_minor=102_000), rows[1]), ran=ran, known_on=date.max)
    assert change(terms, capitalised, wish).schedule.principal_minor == 202_000


@pytest.mark.parametrize("payload", [{}, {"kind": "gift", "on": "2026-01-01"}, {"kind": "holiday", "on": "x", "a": 1}])
def test_a_wish_that_is_none_names_every_field(payload: dict[str, Any]) -> None:
    with pytest.raises(WrongTerms):
        read_wish(payload)
