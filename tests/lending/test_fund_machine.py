"""The fund under any order of acts, on a real database: whoever holds its cash, however it books its interest.

After each step, whatever was done or refused, every rule of `verify_ledger` holds and the fund's figures are those of a
small model in memory. Rules are in `tests/lending/fund_machine`. Two orders are tried at each change, sixty at night;
FUND_MACHINE_EXAMPLES says otherwise.
"""

import os

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.lending.fund_machine.again import Again
from tests.lending.fund_machine.changes import Changes
from tests.lending.fund_machine.drawing import Drawing
from tests.lending.fund_machine.lenders import Lenders
from tests.lending.fund_machine.receipts import Receipts
from tests.lending.fund_machine.sponsoring import Sponsoring
from tests.lending.fund_machine.ways import WaysToALoan


class FundMachine(WaysToALoan, Drawing, Receipts, Lenders, Sponsoring, Changes, Again):
    """Every act, each run in a transaction of its own, rolled back at its end."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)


@pytest.mark.django_db
def test_the_fund_holds_its_equations_under_any_order_of_acts() -> None:
    at_night = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
    examples = int(os.environ.get("FUND_MACHINE_EXAMPLES") or (60 if at_night else 2))
    steps = 30 if at_night else 10
    run_state_machine_as_test(
        FundMachine,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
