"""Schedules: what falls due, and why each cent."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lending.domain.money import RoundingMode, round_ratio
from lending.domain.schedule import build_schedule, payoff
from lending.domain.schedule_run import EventTooLarge
from lending.domain.terms_json import read_terms
from tests.lending.domain.loans import early_repayments, random_terms, terms_of


def schedule(**changes):
    return build_schedule(read_terms(terms_of(**changes)))


def table(**changes):
    """Rows as the documentation would print them."""
    return [
        (row.due_on.isoformat(), str(row.principal), str(row.interest), str(row.outstanding))
        for row in schedule(**changes).instalments
    ]


def test_equal_instalments():
    assert table() == [
        ("2026-02-15", "3322.25", "33.33", "6677.75"),
        ("2026-03-15", "3333.32", "22.26", "3344.43"),
        ("2026-04-15", "3344.43", "11.15", "0.00"),
    ]


def test_equal_principal():
    assert table(repayment="equal_principal") == [
        ("2026-02-15", "3333.33", "33.33", "6666.67"),
        ("2026-03-15", "3333.33", "22.22", "3333.34"),
        ("2026-04-15", "3333.34", "11.11", "0.00"),
    ]


def test_interest_only():
    assert table(repayment="interest_only") == [
        ("2026-02-15", "0.00", "33.33", "10000.00"),
        ("2026-03-15", "0.00", "33.33", "10000.00"),
        ("2026-04-15", "10000.00", "33.33", "0.00"),
    ]


def test_cumulative_rounding_keeps_the_exact_total():
    rounding = {"mode": "half_up", "interest": "cumulative"}
    assert table(repayment="interest_only", rounding=rounding) == [
        ("2026-02-15", "0.00", "33.33", "10000.00"),
        ("2026-03-15", "0.00", "33.34", "10000.00"),
        ("2026-04-15", "10000.00", "33.33", "0.00"),
    ]


def test_a_bullet_pays_all_interest_at_the_end_rounded_once():
    assert table(repayment="bullet") == [
        ("2026-02-15", "0.00", "0.00", "10000.00"),
        ("2026-03-15", "0.00", "0.00", "10000.00"),
        ("2026-04-15", "10000.00", "100.00", "0.00"),
    ]


def test_principal_grace_pays_interest_alone_first():
    assert table(principal_grace=1) == [
        ("2026-02-15", "0.00", "33.33", "10000.00"),
        ("2026-03-15", "4991.68", "33.33", "5008.32"),
        ("2026-04-15", "5008.32", "16.69", "0.00"),
    ]


def test_interest_in_grace_is_added_to_the_next_instalment_and_bears_none():
    assert table(repayment="interest_only", interest_grace=2) == [
        ("2026-02-15", "0.00", "0.00", "10000.00"),
        ("2026-03-15", "0.00", "0.00", "10000.00"),
        ("2026-04-15", "10000.00", "100.00", "0.00"),
    ]


def test_interest_grace_leaves_the_principal_of_equal_instalments_as_it_is():
    assert table(interest_grace=1) == [
        ("2026-02-15", "3322.25", "0.00", "6677.75"),
        ("2026-03-15", "3333.32", "55.59", "3344.43"),
        ("2026-04-15", "3344.43", "11.15", "0.00"),
    ]


def test_a_drawdown_on_a_due_date_comes_after_the_instalment():
    drawdowns = [{"on": "2026-01-15", "amount": "6000.00"}, {"on": "2026-02-15", "amount": "4000.00"}]
    assert table(repayment="equal_principal", drawdowns=drawdowns) == [
        ("2026-02-15", "2000.00", "20.00", "8000.00"),
        ("2026-03-15", "4000.00", "26.67", "4000.00"),
        ("2026-04-15", "4000.00", "13.33", "0.00"),
    ]


def test_a_drawdown_between_two_dates_bears_interest_from_its_day():
    drawdowns = [{"on": "2026-01-15", "amount": "6000.00"}, {"on": "2026-02-01", "amount": "4000.00"}]
    rows = schedule(repayment="bullet", drawdowns=drawdowns, instalments=1, day_count="ACT/360").instalments
    assert [(str(s.start), str(s.end), s.balance_minor, s.fraction) for s in rows[0].segments] == [
        ("2026-01-15", "2026-02-01", 600_000, Fraction(17, 360)),
        ("2026-02-01", "2026-02-15", 1_000_000, Fraction(14, 360)),
    ]
    assert str(rows[0].interest) == "26.89"  # 11.3333 + 15.5556


def test_a_change_of_rate_cuts_the_period_and_the_instalment_is_solved_again():
    changes = [{"on": "2026-03-01", "annual_rate": "0.08"}]
    rows = schedule(rate_changes=changes, day_count="ACT/365F").instalments
    assert [segment.rate for segment in rows[1].segments] == [Fraction("0.04"), Fraction("0.08")]
    assert rows[1].total - rows[2].total in (Decimal("0.00"), Decimal("0.01"), Decimal("-0.01"))


def test_each_instalment_says_why_its_cents():
    row = schedule(day_count="ACT/365F").instalments[0]
    (segment,) = row.segments
    assert (segment.start, segment.end) == (date(2026, 1, 15), date(2026, 2, 15))
    assert (segment.balance_minor, segment.rate, segment.fraction) == (1_000_000, Fraction(1, 25), Fraction(31, 365))
    assert row.unrounded_interest_minor == Fraction(1_000_000 * 31, 25 * 365)  # 33.972602… €
    assert row.interest_minor == 3397
    assert row.residue_minor == 3397 - row.unrounded_interest_minor


def test_a_fee_is_shown_with_the_first_instalment_due_after_it():
    fees = [{"on": "2026-01-15", "amount": "50.00"}, {"on": "2026-03-15", "amount": "1.00"}]
    rows = schedule(fees=fees).instalments
    assert [str(row.fees) for row in rows] == ["50.00", "1.00", "0.00"]
    assert [str(row.total) for row in rows] == ["3405.58", "3356.58", "3355.58"]


def test_a_currency_without_decimals_is_rounded_to_whole_units():
    yen = [{"on": "2026-01-15", "amount": "10000"}]
    assert table(currency="JPY", drawdowns=yen)[0] == ("2026-02-15", "3323", "33", "6677")


@pytest.mark.parametrize("effect", ["reduce_term", "reduce_instalment"])
def test_an_early_repayment_on_a_due_date_is_part_of_its_row(effect):
    event = {"on": "2026-02-15", "type": "prepayment", "amount": "3000.00", "effect": effect}
    rows = table(events=[event])
    assert rows[0] == ("2026-02-15", "6322.25", "33.33", "3677.75")
    assert (
        rows[1:]
        == {
            "reduce_term": [
                ("2026-03-15", "3343.32", "12.26", "334.43"),
                ("2026-04-15", "334.43", "1.11", "0.00"),
            ],
            "reduce_instalment": [
                ("2026-03-15", "1835.81", "12.26", "1841.94"),
                ("2026-04-15", "1841.94", "6.14", "0.00"),
            ],
        }[effect]
    )


def test_reducing_the_term_ends_the_loan_sooner():
    event = {"on": "2026-02-15", "type": "prepayment", "amount": "5000.00", "effect": "reduce_term"}
    rows = table(events=[event], instalments=12)
    assert len(rows) == 6
    assert {Decimal(principal) + Decimal(interest) for _, principal, interest, _ in rows[1:-1]} == {Decimal("851.50")}


def test_an_early_repayment_between_due_dates_pays_interest_to_the_day_first():
    event = {"on": "2026-02-01", "type": "prepayment", "amount": "3000.00", "effect": "reduce_instalment"}
    rows = table(events=[event], day_count="ACT/360")
    assert rows[0] == ("2026-02-01", "2981.11", "18.89", "7018.89")  # 17 days: 18.888… €
    assert rows[1][2] == "10.92"  # 14 days on 7 018.89: 10.918… €
    assert [row[0] for row in rows] == ["2026-02-01", "2026-02-15", "2026-03-15", "2026-04-15"]


def test_what_ends_the_loan_ends_the_schedule():
    on = date(2026, 2, 1)
    owed = payoff(read_terms(terms_of(day_count="ACT/360")), on=on)
    assert (owed.principal_minor, owed.interest_minor) == (1_000_000, 1_889)
    event = {"on": on.isoformat(), "type": "prepayment", "amount": "10018.89"}
    assert table(events=[event], day_count="ACT/360") == [("2026-02-01", "10000.00", "18.89", "0.00")]


def test_a_cent_more_than_is_owed_is_refused_with_what_would_be_possible():
    event = {"on": "2026-02-01", "type": "prepayment", "amount": "10018.90"}
    with pytest.raises(EventTooLarge, match=r"at most 10018\.89 is owed"):
        schedule(events=[event], day_count="ACT/360")


def test_the_published_pay_off_of_a_loan_after_14_days_of_29():
    # Fineract, ProgressiveEMICalculatorTest: 100 at 7 %, 6 months, paid off on 15 February 2024: 83.57 and 0.24.
    terms = terms_of(drawdowns=[{"on": "2024-01-01", "amount": "100.00"}], annual_rate="0.07", instalments=6)
    owed = payoff(read_terms(terms), on=date(2024, 2, 15))
    assert (owed.principal_minor, owed.interest_minor) == (8357, 24)


@pytest.mark.parametrize(
    ("on", "principal_minor", "interest_minor"),
    [
        (date(2026, 1, 14), 0, 0),
        (date(2026, 1, 15), 1_000_000, 0),
        (date(2026, 2, 15), 667_775, 0),
        (date(2026, 4, 14), 334_443, 1_079),
        (date(2026, 4, 15), 0, 0),
        (date(2030, 1, 1), 0, 0),
    ],
)
def test_the_pay_off_of_each_day(on, principal_minor, interest_minor):
    owed = payoff(read_terms(terms_of()), on=on)
    assert (owed.principal_minor, owed.interest_minor) == (principal_minor, interest_minor)


def test_a_late_payment_bears_interest_until_it_comes():
    on_time = schedule(repayment="interest_only", day_count="ACT/360").instalments
    late = schedule(
        repayment="equal_principal",
        day_count="ACT/360",
        events=[{"on": "2026-02-25", "type": "repayment", "amount": "3367.77"}],
    ).instalments
    assert [(s.balance_minor, str(s.start), str(s.end)) for s in late[1].segments] == [
        (1_000_000, "2026-02-15", "2026-02-25"),  # nothing was paid on the 15th
        (666_667, "2026-02-25", "2026-03-15"),
    ]
    assert len(on_time) == len(late) == 3


def test_a_partial_payment_pays_interest_first():
    partial = schedule(
        repayment="equal_principal",
        day_count="ACT/360",
        events=[
            {"on": "2026-02-15", "type": "repayment", "amount": "1034.44"},  # 34.44 interest, 1 000 principal
            {"on": "2026-03-01", "type": "repayment", "amount": "2333.33"},
        ],
    ).instalments
    assert [(s.balance_minor, str(s.start), str(s.end)) for s in partial[1].segments] == [
        (900_000, "2026-02-15", "2026-03-01"),
        (666_667, "2026-03-01", "2026-03-15"),
    ]


def sums(rows):
    return sum(row.principal_minor for row in rows), sum(row.interest_minor for row in rows)


@given(random_terms())
@settings(max_examples=200)
def test_principal_sums_to_the_amount_and_the_balance_ends_at_zero_and_is_never_below(payload):
    terms = read_terms(payload)
    rows = build_schedule(terms).instalments
    assert sums(rows)[0] == terms.amount_minor
    assert rows[-1].outstanding_minor == 0
    assert all(row.outstanding_minor >= 0 and row.principal_minor >= 0 and row.interest_minor >= 0 for row in rows)


@given(random_terms())
@settings(max_examples=200)
def test_dates_increase_and_rows_roll_forward(payload):
    terms = read_terms(payload)
    rows = build_schedule(terms).instalments
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert all(earlier.due_on < later.due_on for earlier, later in pairwise(rows))
    for row in rows:
        drawn = sum(item.amount_minor for item in terms.drawdowns if item.on <= row.due_on)
        repaid = sum(other.principal_minor for other in rows if other.number <= row.number)
        assert row.outstanding_minor == drawn - repaid


@given(random_terms())
@settings(max_examples=200)
def test_interest_is_the_rounding_of_its_exact_segments(payload):
    terms = read_terms(payload)
    rows = build_schedule(terms).instalments
    exact = sum((segment.unrounded_minor for row in rows for segment in row.segments), Fraction(0))
    if payload["rounding"]["interest"] == "cumulative":
        mode = RoundingMode(payload["rounding"]["mode"])
        assert sums(rows)[1] == round_ratio(exact.numerator, exact.denominator, mode)
    for row in rows:
        # Carried cents can take a cumulative charge half a cent further.
        assert abs(row.residue_minor) <= 1
        if payload["rounding"]["interest"] == "each_period":
            assert abs(row.residue_minor) <= Fraction(1, 2)


@given(random_terms(with_changes=False))
@settings(max_examples=100)
def test_cutting_a_period_leaves_unrounded_interest_unchanged(payload):
    whole = build_schedule(read_terms(payload)).instalments
    first = whole[0]
    if (first.due_on - date.fromisoformat(payload["drawdowns"][0]["on"])).days < 2:
        return
    cut_on = date.fromordinal(first.due_on.toordinal() - 1)
    # The same rate again: a cut without a change.
    cut = {**payload, "rate_changes": [{"on": cut_on.isoformat(), "annual_rate": payload["annual_rate"]}]}
    cut_rows = build_schedule(read_terms(cut)).instalments
    assert sum(len(row.segments) for row in cut_rows) >= sum(len(row.segments) for row in whole)
    for before, after in zip(whole, cut_rows, strict=True):
        assert before.unrounded_interest_minor == after.unrounded_interest_minor
        assert before[:6] == after[:6]


@given(random_terms(methods=["equal_instalments"], with_changes=False))
@settings(max_examples=100)
def test_equal_instalments_are_equal(payload):
    payload |= {"interest_grace": 0, "rounding": {"interest": "each_period"}}
    rows = build_schedule(read_terms(payload)).instalments
    level = rows[payload["principal_grace"] : -1]
    paying = [row for row in level if row.principal_minor and row.outstanding_minor]
    assert len({row.total_minor for row in paying}) <= 1


@given(random_terms(methods=["equal_instalments"], with_changes=False))
@settings(max_examples=100)
def test_the_instalment_is_the_exact_annuity_to_the_cent(payload):
    """Against exact rational arithmetic: the balance after paying it unrounded is zero."""
    payload |= {"principal_grace": 0, "interest_grace": 0, "rounding": {"interest": "each_period"}}
    terms = read_terms(payload)
    rows = build_schedule(terms).instalments
    if len(rows) != terms.instalments or len(rows) < 2 or not rows[0].principal_minor:
        return
    growths = [1 + segment.rate * segment.fraction for row in rows for segment in row.segments]
    if len(growths) != len(rows):
        return
    worth, discount = Fraction(0), Fraction(1)
    for growth in growths:
        discount /= growth
        worth += discount
    assert abs(rows[0].total_minor - terms.amount_minor / worth) <= Fraction(1, 2) + Fraction(1, 10**12)


@given(st.data(), random_terms())
@settings(max_examples=200)
def test_early_and_late_payments_keep_every_invariant(data, payload):
    terms = read_terms({**payload, "events": data.draw(early_repayments(payload))})
    try:
        rows = build_schedule(terms).instalments
    except EventTooLarge:
        return
    assert sums(rows)[0] == terms.amount_minor
    assert rows[-1].outstanding_minor == 0
    assert all(row.outstanding_minor >= 0 and row.principal_minor >= 0 and row.interest_minor >= 0 for row in rows)
    assert all(earlier.due_on < later.due_on for earlier, later in pairwise(rows))
