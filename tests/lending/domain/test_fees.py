"""Fees: paid apart, deducted from what is drawn, or lent with the loan."""

from decimal import Decimal

import pytest

from lending.domain.cost import effective_rates
from lending.domain.schedule import build_schedule
from lending.domain.simulation import simulate
from lending.domain.terms_json import read_terms
from lending.domain.wrong_terms import WrongTerms
from tests.lending.domain.loans import terms_of

CUMULATIVE = {"mode": "half_up", "interest": "cumulative"}


def loan(paid, *, on="2026-01-15", amount="50.00", **changes):
    fees = [{"on": on, "amount": amount, **({"paid": paid} if paid else {})}]
    return terms_of(repayment="interest_only", rounding=CUMULATIVE, fees=fees, **changes)


@pytest.mark.parametrize(
    ("paid", "fees", "totals", "proportional"),
    [
        # paid        fees of the rows           principal    interest  fees     total        TEG
        (None, ["50.00", "0.00", "0.00"], ("10000.00", "100.00", "50.00", "10150.00"), "0.0602"),
        ("apart", ["50.00", "0.00", "0.00"], ("10000.00", "100.00", "50.00", "10150.00"), "0.0602"),
        ("deducted", ["0.00", "0.00", "0.00"], ("10000.00", "100.00", "50.00", "10150.00"), "0.0602"),
        ("financed", ["0.00", "0.00", "0.00"], ("10050.00", "100.50", "0.00", "10150.50"), "0.0601"),
    ],
)
def test_a_fee_costs_alike_however_it_is_paid(paid, fees, totals, proportional):
    answer = simulate(loan(paid))
    assert [row["fees"] for row in answer["instalments"]] == fees
    assert tuple(answer["totals"].values()) == totals
    assert answer["effective_rate"]["proportional"] == proportional


def test_a_financed_fee_bears_interest_from_its_day():
    rows = build_schedule(read_terms(loan("financed", on="2026-02-15"))).instalments
    assert [row.outstanding_minor for row in rows] == [1_005_000, 1_005_000, 0]
    assert [row.segments[0].balance_minor for row in rows] == [1_000_000, 1_005_000, 1_005_000]


def test_the_rate_counts_a_deducted_fee_against_the_drawdown():
    rates = effective_rates(build_schedule(read_terms(loan("deducted"))))
    # 9 950 received; 33,33, 33,34 and 10 033,33 paid: the worked figure of the documentation.
    assert round(rates.period_rate, 8) == Decimal("0.00501675")


@pytest.mark.parametrize(
    ("terms", "field", "why"),
    [
        (loan("deducted", on="2026-01-16"), "fees[0].paid", "leaves nothing"),
        (loan("deducted", amount="10000.00"), "fees[0].paid", "leaves nothing"),
        (loan("financed", on="2026-04-15"), "fees[0].on", "before 2026-04-15"),
        (loan("financed", on="2026-01-14"), "fees[0].on", "from 2026-01-15 on"),
        (loan("borrowed"), "fees[0].paid", "apart"),
    ],
)
def test_a_fee_that_cannot_be_paid_so_is_named(terms, field, why):
    with pytest.raises(WrongTerms) as wrong:
        simulate(terms)
    assert list(wrong.value.fields) == [field]
    assert why in str(wrong.value.fields[field])
