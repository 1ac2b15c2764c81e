"""From what a borrower types to the terms of a simulation."""

from datetime import date

from web.forms.simulator import SimulatorForm

ASKED = {"amount": "15 000,00", "months": "6", "start_on": "2026-01-15", "annual_rate": "3", "repayment": "bullet"}


def test_a_loan_repaid_at_once_is_one_instalment_after_the_whole_term():
    form = SimulatorForm(ASKED)
    assert form.is_valid(), form.errors
    assert form.payload() == {
        "currency": "EUR",
        "annual_rate": "0.03",
        "repayment": "bullet",
        "drawdowns": [{"on": "2026-01-15", "amount": "15000.00"}],
        "instalments": 1,
        "every": {"count": 6, "unit": "months"},
        "day_count": "equal_periods",
        "fees": [],
    }


def test_a_rhythm_cuts_the_term_into_instalments_and_fees_are_paid_at_the_start():
    form = SimulatorForm({**ASKED, "repayment": "equal_principal", "months": "12", "rhythm": "3", "fee": "50"})
    assert form.is_valid(), form.errors
    payload = form.payload()
    assert (payload["instalments"], payload["every"]) == (4, {"count": 3, "unit": "months"})
    assert payload["fees"] == [{"on": "2026-01-15", "amount": "50.00"}]


def test_a_term_that_the_rhythm_does_not_divide_is_said_beside_the_term():
    form = SimulatorForm({**ASKED, "repayment": "equal_principal", "months": "7", "rhythm": "3"})
    assert not form.is_valid()
    assert list(form.errors) == ["months"]


def test_the_example_shown_first_can_be_calculated():
    assert SimulatorForm(SimulatorForm.example(today=date(2026, 1, 15))).is_valid()
