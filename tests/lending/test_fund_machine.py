"""The fund under any order of acts, on a real database: whoever holds its cash, however it books its interest.

After each step, whatever was done or refused, every rule of `verify_ledger` holds and the fund's figures are those of a
small model in memory. Rules are in `tests/lending/fund_machine`. Two orders of all acts are tried at each change, one
of those that follow a default, and sixty of each at night. FUND_MACHINE_EXAMPLES says otherwise.
"""

import os
from typing import Any

import pytest
from django.db import transaction
from djmoney.money import Money
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.lending.fund_machine.again import Again
from tests.lending.fund_machine.base import FundBase
from tests.lending.fund_machine.changes import Changes
from tests.lending.fund_machine.drawing import Drawing
from tests.lending.fund_machine.lenders import Lenders
from tests.lending.fund_machine.receipts import Receipts
from tests.lending.fund_machine.sponsoring import Sponsoring
from tests.lending.fund_machine.ways import WaysToALoan


class RolledBack(FundBase):
    """Each run in a transaction of its own, rolled back at its end."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)


class FundMachine(RolledBack, WaysToALoan, Drawing, Receipts, Lenders, Sponsoring, Changes, Again):
    """Every act."""


class AfterDefault(RolledBack, Sponsoring):
    """Loans that members answer for, and what a default makes of them: of all acts these are seldom drawn."""

    repay, reverse, _before = Receipts.repay, Receipts.reverse, Receipts._before
    call_in, take_calling_in_back = Lenders.call_in, Lenders.take_calling_in_back
    call_guarantee, give_up, _confirm = Lenders.call_guarantee, Lenders.give_up, Lenders._confirm
    do_all_again, _pictured = Again.do_all_again, Again._pictured

    def lend(self, borrower: int, amount: Money, product: int, periods: int, **_options: Any) -> None:
        super().lend(borrower, amount, product, periods, sponsored=True)


@pytest.mark.django_db
@pytest.mark.parametrize(("machine", "at_each_change"), [(FundMachine, 2), (AfterDefault, 1)])
def test_the_fund_holds_its_equations_under_any_order_of_acts(machine: type[FundBase], at_each_change: int) -> None:
    at_night = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
    examples = int(os.environ.get("FUND_MACHINE_EXAMPLES") or (60 if at_night else at_each_change))
    steps = 30 if at_night else 10
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
