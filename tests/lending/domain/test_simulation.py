"""Simulations as outside programs see them: answers, and every wrong field at once."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lending.domain.effective_rate import eu_rate
from lending.domain.exact_json import read_exact_json
from lending.domain.simulation import simulate
from lending.domain.wrong_terms import WrongTerms
from tests.lending.domain.loans import random_terms, terms_of

FEE = [{"on": "2026-01-15", "amount": "50.00"}]


def wrong(payload):
    """Names of the wrong fields, and what is said of each."""
    with pytest.raises(WrongTerms) as caught:
        simulate(payload)
    return {name: str(why) for name, why in caught.value.fields.items()}


def test_the_loan_of_the_documentation():
    assert simulate(terms_of(fees=FEE)) == {
        "instalments": [
            {
                "number": 1,
                "due_on": "2026-02-15",
                "principal": "3322.25",
                "interest": "33.33",
                "fees": "50.00",
                "total": "3405.58",
                "outstanding": "6677.75",
            },
            {
                "number": 2,
                "due_on": "2026-03-15",
                "principal": "3333.32",
                "interest": "22.26",
                "fees": "0.00",
                "total": "3355.58",
                "outstanding": "3344.43",
            },
            {
                "number": 3,
                "due_on": "2026-04-15",
                "principal": "3344.43",
                "interest": "11.15",
                "fees": "0.00",
                "total": "3355.58",
                "outstanding": "0.00",
            },
        ],
        "totals": {"principal": "10000.00", "interest": "66.74", "fees": "50.00", "total": "10116.74"},
        # The fee weighs on money that comes back soon: 7 %, where interest only (below) is 6 %.
        "effective_rate": {"proportional": "0.0703", "period_rate": "0.00585494", "period": "1 month", "eu": "0.0726"},
    }


def test_the_worked_rates_of_the_documentation():
    """10 000 €, 3 months, 4 %, 50 € fee: 0.501675 % a month, TEG 6.02 %, not 6.19 %: interest only, 100.00 in all."""
    rounding = {"mode": "half_up", "interest": "cumulative"}
    answer = simulate(terms_of(repayment="interest_only", fees=FEE, rounding=rounding))
    assert answer["totals"]["interest"] == "100.00"
    assert answer["effective_rate"] == {
        "proportional": "0.0602",
        "period_rate": "0.00501675",
        "period": "1 month",
        "eu": "0.0619",
    }


TRANCHES = [{"on": "2026-01-15", "amount": "9000.00"}, {"on": "2026-02-15", "amount": "1000.00"}]


@pytest.mark.parametrize(
    ("changes", "period"),
    [
        ({}, "1 month"),
        ({"every": {"count": 3, "unit": "months"}}, "3 months"),
        ({"every": {"count": 1, "unit": "years"}}, "1 year"),
        ({"every": {"count": 24, "unit": "months"}}, "2 years"),
        ({"every": {"count": 10, "unit": "days"}}, "1 month"),  # never less than a month (R314-2)
        ({"every": {"count": 45, "unit": "days"}}, "1 month"),
        ({"every": {"count": 90, "unit": "days"}}, "3 months"),
        ({"every": {"count": 13, "unit": "weeks"}}, "3 months"),
        ({"every": {"count": 365, "unit": "days"}, "instalments": 8}, "1 year"),  # a leap year makes it longer
        ({"repayment": "bullet"}, "3 months"),
        ({"first_due_on": "2026-02-20"}, "1 month"),
        # What the borrower pays is counted, not what it is paid: a drawdown makes no shorter period, a fee does.
        ({"every": {"count": 3, "unit": "months"}, "first_due_on": "2026-02-20"}, "3 months"),
        ({"every": {"count": 3, "unit": "months"}, "drawdowns": TRANCHES}, "3 months"),
        ({"repayment": "bullet", "drawdowns": TRANCHES}, "3 months"),
        ({"every": {"count": 3, "unit": "months"}, "fees": [{"on": "2026-03-15", "amount": "1.00"}]}, "1 month"),
        ({"repayment": "bullet", "fees": [{"on": "2026-01-15", "amount": "1.00"}]}, "3 months"),
        (
            {
                "repayment": "bullet",
                "fees": [{"on": "2026-02-15", "amount": "1.00", "paid": "deducted"}],
                "drawdowns": TRANCHES,
            },
            "3 months",
        ),
    ],
)
def test_the_unit_period_is_the_shortest_time_between_payments_of_the_borrower(changes, period):
    assert simulate(terms_of(**changes))["effective_rate"]["period"] == period


@settings(max_examples=60)
@given(
    st.integers(10**6, 10**9),
    st.integers(1, 60),
    st.integers(0, 2500),
    st.sampled_from(["equal_instalments", "equal_principal", "interest_only"]),
    st.dates(),
)
def test_the_teg_of_a_fee_free_loan_in_equal_months_is_its_nominal_rate(minor, count, basis_points, method, day):
    start = day.replace(year=2000 + day.year % 100, day=min(day.day, 28))
    terms = terms_of(
        annual_rate=f"0.{basis_points:04}",
        instalments=count,
        repayment=method,
        drawdowns=[{"on": start.isoformat(), "amount": f"{minor // 100}.{minor % 100:02}"}],
        rounding={"interest": "cumulative"},
    )
    rates = simulate(terms)["effective_rate"]
    assert abs(Decimal(rates["proportional"]) - Decimal(basis_points) / 10_000) <= Decimal("0.0001")


def test_a_loan_from_a_month_end_has_its_nominal_rate_too():
    terms = terms_of(drawdowns=[{"on": "2026-01-30", "amount": "10000.00"}], rounding={"interest": "cumulative"})
    assert simulate(terms)["effective_rate"]["proportional"] == "0.0400"


@pytest.mark.parametrize(
    ("every", "first", "years"),
    [
        # Example 2 of the Commission's of 2015: payments a year apart are counted in years, then days.
        ({"count": 1, "unit": "years"}, "2012-02-15", Fraction(34, 365)),
        ({"count": 12, "unit": "months"}, "2012-02-15", Fraction(34, 365)),
        ({"count": 1, "unit": "months"}, "2012-02-15", Fraction(1, 12) + Fraction(3, 365)),
        ({"count": 1, "unit": "weeks"}, "2012-02-15", Fraction(4, 52) + Fraction(6, 365)),
        # What whole months are, is no number of days (remark (c)).
        ({"count": 1, "unit": "years"}, "2012-07-12", Fraction(1, 2)),
        ({"count": 1, "unit": "weeks"}, "2012-03-12", Fraction(2, 12)),
    ],
)
def test_a_first_payment_is_as_far_as_the_remark_of_the_directive_says(every, first, years):
    drawn = [{"on": "2012-01-12", "amount": "100000000.00"}]
    terms = terms_of(drawdowns=drawn, every=every, first_due_on=first, instalments=1, annual_rate="0.05")
    answer = simulate(terms)
    expected = eu_rate([(0, Decimal(100_000_000))], [(years, Decimal(answer["totals"]["total"]))])
    assert answer["effective_rate"]["eu"] == str(round(expected, 4))


def test_a_yearly_loan_of_the_commission_has_its_rate():
    answer = simulate(
        terms_of(
            annual_rate="0.06",
            drawdowns=[{"on": "2012-01-12", "amount": "200000.00"}],
            instalments=20,
            every={"count": 1, "unit": "years"},
            first_due_on="2012-02-15",
            fees=[{"on": "2012-01-12", "amount": "4000.00"}],
        )
    )
    assert answer["effective_rate"]["eu"] == "0.0628"  # printed: 6.282070 %


def test_a_free_loan_costs_nothing():
    rates = simulate(terms_of(annual_rate="0"))["effective_rate"]
    assert rates == {"proportional": "0.0000", "period_rate": "0.00000000", "period": "1 month", "eu": "0.0000"}


def test_a_fee_as_large_as_the_loan_has_no_rate():
    rates = simulate(terms_of(fees=[{"on": "2026-01-15", "amount": "10000.00"}]))["effective_rate"]
    assert rates == {"proportional": None, "period_rate": None, "period": "1 month", "eu": None}


def test_a_list_of_terms_gives_a_list_of_answers():
    first, second = terms_of(), terms_of(repayment="bullet")
    assert simulate([first, second]) == [simulate(first), simulate(second)]
    assert simulate([]) == []


def test_what_is_left_out_or_null_has_its_default():
    explicit = {
        "first_due_on": None,
        "due_dates": None,
        "day_count": "equal_periods",
        "principal_grace": 0,
        "interest_grace": 0,
        "business_day": "unadjusted",
        "calendar": "TARGET",
        "rounding": {"mode": "half_up", "interest": "each_period"},
        "rate_changes": [],
        "fees": [],
        "events": [],
    }
    assert simulate(terms_of(every=None)) == simulate({**terms_of(), **explicit})


def test_numbers_may_be_written_as_numbers():
    text = '{"amount": 10000.00, "rate": 0.04}'
    read = read_exact_json(text)
    terms = terms_of(annual_rate=read["rate"], drawdowns=[{"on": "2026-01-15", "amount": read["amount"]}])
    assert simulate(terms) == simulate(terms_of())


def test_an_amount_in_a_french_hand_is_read():
    french = [{"on": "2026-01-15", "amount": "1 365,20"}]
    assert simulate(terms_of(drawdowns=french))["totals"]["principal"] == "1365.20"


def test_other_currencies_have_their_decimals():
    dinars = simulate(terms_of(currency="TND", drawdowns=[{"on": "2026-01-15", "amount": "10000.005"}]))
    assert dinars["totals"]["principal"] == "10000.005"
    yen = simulate(terms_of(currency="JPY", drawdowns=[{"on": "2026-01-15", "amount": "10000"}]))
    assert yen["totals"] == {"principal": "10000", "interest": "66", "fees": "0", "total": "10066"}


def test_every_wrong_field_is_named_at_once():
    payload = {
        "currency": "EUX",
        "annual_rate": "4",
        "repayment": "flat",
        "drawdowns": [{"on": "2026-02-30", "amount": "-5"}, {"amount": "10", "by": "cheque"}],
        "every": {"count": 0, "unit": "moons"},
        "rounding": {"mode": "down"},
        "fees": [{"on": "2026-01-15", "amount": "1.234"}],
        "color": "blue",
    }
    assert wrong(payload) == {
        "currency": "EUX was given; the code of a currency is expected, such as EUR.",
        "annual_rate": "4 was given; a fraction from 0 to 1 is expected, as text: 4 % is 0.04.",
        "repayment": "flat was given; choose one of equal_instalments, equal_principal, bullet, interest_only.",
        "drawdowns[0].on": (
            "2026-02-30 was given; a date that exists is expected, from 1900 to 2200, such as 2026-01-31."
        ),
        "drawdowns[0].amount": "-5 was given; write an amount such as 1365.20, as text. An amount is above zero.",
        "drawdowns[1].on": "This field is missing; it must be given.",
        "drawdowns[1].by": "There is no field of this name; those that exist are on, amount.",
        "instalments": "This field is missing; it must be given.",
        "every.count": "0 was given; a whole number from 1 to 3660 is expected.",
        "every.unit": "moons was given; choose one of days, weeks, months, years.",
        "rounding.mode": "down was given; choose one of half_up, half_even.",
        "fees[0].amount": ("1.234 was given; write an amount such as 1365.20, as text. EUR has at most 2 decimals."),
        "color": (
            "There is no field of this name; those that exist are currency, annual_rate, repayment, drawdowns, "
            "due_dates, instalments, every, first_due_on, day_count, principal_grace, interest_grace, business_day, "
            "calendar, rounding, rate_changes, fees, events, contract."
        ),
    }


def test_in_a_list_a_wrong_field_is_named_with_the_place_of_its_terms():
    assert list(wrong([terms_of(), terms_of(annual_rate="-1"), 5])) == ["[1].annual_rate", "[2]"]


@pytest.mark.parametrize("payload", [None, 5, "terms", True])
def test_what_is_no_object_is_named_as_the_terms(payload):
    assert list(wrong(payload)) == ["terms"]


AMOUNTS = [
    "0",
    "-1",
    "NaN",
    "Infinity",
    "1e3",
    "1000000000000",
    "9" * 400,
    "10.005",
    "",
    " ",
    "1.365,20",
    True,
    None,
    [],
    {},
]
AMOUNTS += [Decimal("NaN"), Decimal("Infinity"), Decimal("1e999999"), Decimal("1e-999999"), 10**5000, 0, -3, 10.5]


@pytest.mark.parametrize(
    "amount", AMOUNTS, ids=lambda amount: repr(amount)[:12] if not isinstance(amount, int) else "int"
)
def test_wrong_amounts_are_refused(amount):
    assert list(wrong(terms_of(drawdowns=[{"on": "2026-01-15", "amount": amount}]))) == ["drawdowns[0].amount"]


@pytest.mark.parametrize(
    "rate", ["-0.01", "1.01", "NaN", "4%", "", "0." + "0" * 30 + "1", True, Decimal("NaN"), 10.5, 2]
)
def test_wrong_rates_are_refused(rate):
    assert list(wrong(terms_of(annual_rate=rate))) == ["annual_rate"]


@pytest.mark.parametrize(
    "day", ["2026-02-29", "2026-13-01", "20260115", "15/01/2026", "1899-12-31", "2026-01-15T00", 1, ""]
)
def test_wrong_dates_are_refused(day):
    assert list(wrong(terms_of(drawdowns=[{"on": day, "amount": "10"}]))) == ["drawdowns[0].on"]


@pytest.mark.parametrize("count", [0, -1, 1201, 3.0, "3", True, Decimal(3), None])
def test_wrong_counts_are_refused(count):
    assert list(wrong({**terms_of(), "instalments": count})) == ["instalments"]


def drawn(*days):
    return [{"on": day, "amount": "1000.00"} for day in days]


@pytest.mark.parametrize(
    ("changes", "field", "why"),
    [
        ({"drawdowns": []}, "drawdowns", "a list of at least one"),
        ({"drawdowns": {}}, "drawdowns", "a list of at least one"),
        ({"drawdowns": drawn("2026-01-15", "2026-04-15")}, "drawdowns[1].on", "before the last due date, 2026-04-15"),
        ({"principal_grace": 3}, "principal_grace", "at least the last one must pay"),
        ({"interest_grace": 3}, "interest_grace", "at least the last one must pay"),
        ({"first_due_on": "2026-01-15"}, "first_due_on", "after the first drawdown, 2026-01-15"),
        ({"due_dates": ["2026-02-15", "2026-02-15"], "instalments": 2}, "due_dates", "later than the one before"),
        ({"due_dates": ["2026-02-15"], "instalments": 2}, "instalments", "there are 1 due dates"),
        ({"due_dates": ["2026-02-15"], "instalments": 1, "first_due_on": "2026-02-15"}, "first_due_on", "one of them"),
        ({"due_dates": []}, "due_dates", "a list of at most"),
        ({"instalments": 1200, "every": {"count": 1, "unit": "years"}}, "instalments", "more than 200 years"),
        ({"every": {"unit": "days"}, "business_day": "following"}, "business_day", "take longer periods"),
        ({"fees": [{"on": "2026-04-16", "amount": "1"}]}, "fees[0].on", "not be after the last due date"),
        ({"rate_changes": [{"on": "2026-01-14", "annual_rate": "0"}]}, "rate_changes[0].on", "not be before the first"),
        (
            {"rate_changes": [{"on": "2026-04-15", "annual_rate": "0"}]},
            "rate_changes[0].on",
            "before the last due date",
        ),
        ({"rate_changes": [{"on": "2026-02-15", "annual_rate": "0"}] * 2}, "rate_changes[1].on", "a day has one rate"),
        ({"events": [{"on": "2026-01-15", "type": "prepayment", "amount": "1"}]}, "events[0].on", "after the first"),
        (
            {"events": [{"on": "2026-04-16", "type": "prepayment", "amount": "1"}]},
            "events[0].on",
            "not be after the last",
        ),
        ({"events": [{"on": "2026-03-01", "type": "gift", "amount": "1"}]}, "events[0].type", "repayment, prepayment"),
        (
            {"events": [{"on": "2026-02-15", "type": "prepayment", "amount": "6677.76"}]},
            "events[0].amount",
            "at most 6677.75",
        ),
        ({"rounding": {"instalment": "10000.01"}}, "rounding.instalment", "take a smaller multiple"),
        ({"drawdowns": [{"on": "2026-01-15", "amount": "999999999999"}] * 2}, "drawdowns", "a loan is below"),
    ],
)
def test_fields_that_do_not_fit_each_other_are_refused(changes, field, why):
    found = wrong(terms_of(**changes))
    assert list(found) == [field]
    assert why in found[field]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200)
@given(st.sampled_from(sorted({**terms_of(), "rounding": 0, "events": 0, "fees": 0, "due_dates": 0})), json_values)
def test_whatever_a_field_holds_is_answered_or_refused(name, value):
    try:
        answer = simulate({**terms_of(), name: value})
    except WrongTerms:
        return
    assert answer["instalments"]


@settings(max_examples=100)
@given(random_terms())
def test_answers_add_up(payload):
    answer = simulate(payload)
    for field in ("principal", "interest", "fees", "total"):
        assert sum(Decimal(row[field]) for row in answer["instalments"]) == Decimal(answer["totals"][field])
    for row in answer["instalments"]:
        assert Decimal(row["total"]) == Decimal(row["principal"]) + Decimal(row["interest"]) + Decimal(row["fees"])
