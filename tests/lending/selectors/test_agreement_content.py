"""What a contract says, where a figure of it is a rule of its own."""

import pytest

from lending.domain.simulation import simulate
from lending.selectors.agreement_content import cost_said


@pytest.mark.parametrize(("paid", "cost"), [("apart", "150.00"), ("deducted", "150.00"), ("financed", "150.50")])
def test_what_the_loan_costs_is_all_that_is_paid_less_what_was_drawn(paid: str, cost: str) -> None:
    terms = {
        "currency": "EUR",
        "annual_rate": "0.04",
        "repayment": "interest_only",
        "drawdowns": [{"on": "2026-01-15", "amount": "10000.00"}],
        "instalments": 3,
        "every": {"count": 1, "unit": "months"},
        "rounding": {"mode": "half_up", "interest": "cumulative"},
        "fees": [{"on": "2026-01-15", "amount": "50.00", "paid": paid}],
    }
    assert cost_said(simulate(terms), terms)["cost"] == cost
