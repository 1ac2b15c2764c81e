"""The fund under any order of acts: place, withdraw, ask, vote, pay out, repay, reverse, on a real database.

After each step, whatever was done or refused, every rule of `verify_ledger` holds and the fund's figures are those of a
small model in memory.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ledger.selectors.verification import all_checks
from lending.domain.errors import LendingError
from lending.models import Loan, LoanRequest, Placement, PreparedAct
from lending.selectors.clock import database_now
from lending.selectors.fund_accounts import fund_position
from lending.selectors.instalments import RUNNING
from lending.selectors.payoff import payoff
from lending.services.agree_loan import agree_loan
from lending.services.call_mutual_guarantee import call_mutual_guarantee
from lending.services.confirm_act import confirm_act
from lending.services.confirm_calling_in import reverse_calling_in
from lending.services.disburse_loan import disburse_loan
from lending.services.mark_arrears import mark_arrears
from lending.services.prepare_act import prepare_calling_in
from lending.services.recognise_interest import recognise_loan_interest
from lending.services.record_recovery import record_recovery, reverse_recovery
from lending.services.repay_early import repay_early
from lending.services.repay_loan import repay_loan
from lending.services.return_contribution import return_contribution
from lending.services.reverse_repayment import reverse_repayment
from lending.services.withdraw_placement import give_notice, pay_withdrawal
from lending.services.write_off_loan import prepare_write_off, reverse_write_off
from tests.factories import (
    QUICK_RULE,
    accept_contract,
    decide,
    eur,
    make_committee,
    make_consultation,
    make_fund,
    make_member,
    make_placement,
    make_product,
    treasurer_of,
)

METHODS = ("equal_instalments", "equal_principal", "interest_only", "bullet")
DAY_COUNTS = ("equal_periods", "30E/360", "ACT/365F")
amounts = st.integers(min_value=1, max_value=4_000_000).map(lambda cents: eur(Decimal(cents) / 100))
shares = st.integers(min_value=1, max_value=100)
days = st.integers(min_value=0, max_value=70)


class FundMachine(RuleBasedStateMachine):
    """Figures of the model are in euros; `today` moves forward only."""

    @initialize(
        members=st.integers(min_value=2, max_value=4), accrual=st.sampled_from(["daily", "daily", "at_due_date"])
    )
    def begin(self, members: int, accrual: str) -> None:
        self.fund = make_fund(
            accrual=accrual, rule=QUICK_RULE, max_share_of_fund=Decimal(1), liquidity_reserve=eur(0),
            guarantee_rate=Decimal("0.02"),
        )  # fmt: skip
        self.members = [make_member(self.fund) for _ in range(members)]
        make_committee(self.fund, 3, members=self.members)
        self.products = [
            make_product(
                self.fund, f"{method}-{day_count}".lower().replace("/", "-").replace("_", "-"), repayment=method,
                day_count=day_count, min_amount=eur("0.01"),
            )
            for method in METHODS
            for day_count in DAY_COUNTS
        ]  # fmt: skip
        self.today = date(2022, 1, 3)
        self.refusals: list[str] = []
        self.placed = self.withdrawn = self.lent = self.principal_back = self.interest_back = Decimal(0)
        self.lost = self.recovered = self.deposits = Decimal(0)

    @rule(member=st.integers(min_value=0, max_value=3), amount=amounts)
    def place(self, member: int, amount: object) -> None:
        make_placement(self.members[member % len(self.members)], amount, placed_on=self.today)
        self.placed += amount.amount

    @rule(data=st.data(), amount=amounts)
    def withdraw(self, data: st.DataObject, amount: object) -> None:
        placements = list(Placement.objects.filter(fund=self.fund).order_by("id"))
        assume(placements)
        placement = data.draw(st.sampled_from(placements))
        treasurer, now = treasurer_of(self.fund), database_now()
        with allowed_to_refuse(self):
            notice = give_notice(
                placement=placement, amount=amount, requested_on=self.today, acting_person=treasurer, now=now
            )
            pay_withdrawal(withdrawal=notice, paid_on=self.today, acting_person=treasurer, now=now)
            self.withdrawn += amount.amount

    @rule(
        borrower=st.integers(min_value=0, max_value=3), amount=amounts, product=st.integers(min_value=0, max_value=11),
        periods=st.integers(min_value=1, max_value=7), against=st.integers(min_value=0, max_value=2),
    )  # fmt: skip
    def ask_and_vote(self, borrower: int, amount: object, product: int, periods: int, against: int) -> None:
        assume(Placement.objects.filter(fund=self.fund).exists())
        with allowed_to_refuse(self):
            consultation = make_consultation(
                self.members[borrower % len(self.members)], amount=amount, product=self.products[product],
                instalments=periods, start_on=self.today,
            )  # fmt: skip
            decide(consultation, against=against)

    @rule(data=st.data())
    def agree(self, data: st.DataObject) -> None:
        waiting = list(
            LoanRequest.objects.filter(fund=self.fund, state="approved", versions__loan__isnull=True).order_by("id")
        )
        assume(waiting)
        request = data.draw(st.sampled_from(waiting))
        with allowed_to_refuse(self):
            loan = agree_loan(
                request=request, agreed_on=self.today, acting_person=treasurer_of(self.fund, 2), now=database_now()
            )
            accept_contract(loan)

    @rule(data=st.data())
    def pay_out(self, data: st.DataObject) -> None:
        loan = data.draw(self._loan(Loan.State.AGREED))
        with allowed_to_refuse(self):
            disburse_loan(
                loan=loan, disbursed_on=self.today, acting_person=treasurer_of(self.fund, 3), now=database_now()
            )
            self.lent += loan.amount.amount
            self.deposits += loan.contribution.amount

    @rule(data=st.data(), share=shares)
    def repay(self, data: st.DataObject, share: int) -> None:
        """Some of what ends the loan: a partial, a whole, or an advance payment; too much is refused."""
        loan = data.draw(self._loan(*RUNNING))
        with allowed_to_refuse(self):
            owed = payoff(loan, on=self.today).total
            amount = eur((owed.amount * share / 100).quantize(Decimal("0.01")))
            repayment = repay_loan(
                loan=loan,
                amount=amount,
                received_on=self.today,
                acting_person=treasurer_of(self.fund),
                now=database_now(),
            )
            self._came_back(repayment, 1)

    @rule(data=st.data())
    def repay_everything(self, data: st.DataObject) -> None:
        loan = data.draw(self._loan(*RUNNING))
        with allowed_to_refuse(self):
            repayment = repay_early(
                loan=loan, received_on=self.today, acting_person=treasurer_of(self.fund), now=database_now()
            )
            loan.refresh_from_db()
            assert loan.state == Loan.State.CLOSED
            self._came_back(repayment, 1)

    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        loan = data.draw(self._loan(*RUNNING, Loan.State.CLOSED))
        repayment = loan.repayments.filter(reversed_on__isnull=True).order_by("received_on", "id").last()
        assume(repayment is not None)
        with allowed_to_refuse(self):
            reverse_repayment(
                repayment=repayment, reversed_on=self.today, reason="bounced", acting_person=treasurer_of(self.fund),
                now=database_now(),
            )  # fmt: skip
            self._came_back(repayment, -1)

    @rule(data=st.data())
    def call_in(self, data: st.DataObject) -> None:
        """Two hands call a late loan in; what is not late is refused."""
        loan = data.draw(self._loan(Loan.State.ACTIVE, Loan.State.IN_ARREARS))
        with allowed_to_refuse(self):
            act = prepare_calling_in(
                loan=loan, reason="late", notice_on=self.today, acting_person=treasurer_of(self.fund),
                now=database_now(),
            )  # fmt: skip
            self._confirm(act)

    @rule(data=st.data())
    def take_calling_in_back(self, data: st.DataObject) -> None:
        """Receipts since are done again on the schedule of before: the same money, another part of it interest."""
        loan = data.draw(self._loan(Loan.State.DEFAULTED))
        with allowed_to_refuse(self):
            before = list(loan.repayments.filter(reversed_on__isnull=True))
            reverse_calling_in(
                loan=loan, reversed_on=self.today, reason="agreed", acting_person=treasurer_of(self.fund),
                now=database_now(),
            )  # fmt: skip
            after = list(loan.repayments.filter(reversed_on__isnull=True))
            assert sorted(each.amount.amount for each in before) == sorted(each.amount.amount for each in after)
            for each, sign in [*((one, -1) for one in before), *((one, 1) for one in after)]:
                self._came_back(each, sign)

    @rule(data=st.data())
    def give_up(self, data: st.DataObject) -> None:
        """Two hands write a loan in default off."""
        loan = data.draw(self._loan(Loan.State.DEFAULTED))
        with allowed_to_refuse(self):
            lost = sum((leg.outstanding.amount for leg in loan.participations.all()), Decimal(0))
            self._confirm(
                prepare_write_off(loan=loan, reason="lost", acting_person=treasurer_of(self.fund), now=database_now())
            )
            self.lost += lost

    @rule(data=st.data())
    def call_guarantee(self, data: st.DataObject) -> None:
        """The mutual guarantee fund pays what it can of a loan in default."""
        loan = data.draw(self._loan(Loan.State.DEFAULTED))
        with allowed_to_refuse(self):
            repayment = call_mutual_guarantee(
                loan=loan, called_on=self.today, acting_person=treasurer_of(self.fund), now=database_now()
            )
            self._came_back(repayment, 1)

    @rule(data=st.data())
    def return_deposit(self, data: st.DataObject) -> None:
        loan = data.draw(self._loan(Loan.State.CLOSED))
        with allowed_to_refuse(self):
            left = return_contribution(
                loan=loan, returned_on=self.today, acting_person=treasurer_of(self.fund), now=database_now()
            )
            self.deposits -= left.amount

    @rule(data=st.data())
    def take_write_off_back(self, data: st.DataObject) -> None:
        loan = data.draw(self._loan(Loan.State.WRITTEN_OFF))
        with allowed_to_refuse(self):
            lost = sum((leg.lost.amount for leg in loan.participations.all()), Decimal(0))
            reverse_write_off(
                loan=loan, reversed_on=self.today, reason="plan", acting_person=treasurer_of(self.fund),
                now=database_now(),
            )  # fmt: skip
            self.lost -= lost

    @rule(data=st.data(), amount=amounts)
    def recover(self, data: st.DataObject, amount: object) -> None:
        loan = data.draw(self._loan(Loan.State.WRITTEN_OFF))
        with allowed_to_refuse(self):
            record_recovery(
                loan=loan, amount=amount, received_on=self.today, acting_person=treasurer_of(self.fund),
                now=database_now(),
            )  # fmt: skip
            self.recovered += amount.amount

    @rule(data=st.data())
    def undo_recovery(self, data: st.DataObject) -> None:
        loan = data.draw(self._loan(Loan.State.WRITTEN_OFF))
        recovery = loan.recoveries.filter(reversed_on__isnull=True).last()
        assume(recovery is not None)
        with allowed_to_refuse(self):
            reverse_recovery(
                recovery=recovery, reversed_on=self.today, reason="bounced", acting_person=treasurer_of(self.fund),
                now=database_now(),
            )  # fmt: skip
            self.recovered -= recovery.amount.amount

    def _confirm(self, act: PreparedAct) -> None:
        confirm_act(act=act, on=self.today, acting_person=treasurer_of(self.fund, 2), now=database_now())

    @rule(days=days)
    @precondition(lambda self: self.today < date(2026, 1, 1))
    def let_time_pass(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule()
    def close_the_day(self) -> None:
        """What a worker does, twice: the second time changes nothing."""
        for _ in range(2):
            for loan in Loan.objects.filter(fund=self.fund):
                recognise_loan_interest(loan_id=loan.pk, today=self.today)
                mark_arrears(loan_id=loan.pk, today=self.today, now=database_now())

    @invariant()
    def every_rule_of_the_books_holds(self) -> None:
        breaches = [(check.name, breach) for check in all_checks() for breach in check.find()]
        assert breaches == []

    @invariant()
    def the_fund_has_what_the_model_says(self) -> None:
        if not hasattr(self, "fund"):
            return
        position = fund_position(self.fund)
        cash = self.placed - self.withdrawn - self.lent + self.principal_back + self.interest_back + self.recovered
        cash += self.deposits
        assert position.cash.amount == cash
        assert position.loans.amount == position.lent.amount == self.lent - self.principal_back - self.lost
        earned = self.interest_back + self.recovered - self.lost
        assert position.placements.amount == self.placed - self.withdrawn + earned
        assert position.loan_interest == position.interest_due

    @invariant()
    def what_is_refused_says_why(self) -> None:
        assert all(said and "%(" not in said for said in getattr(self, "refusals", []))

    def _loan(self, *states: str) -> st.SearchStrategy[Loan]:
        loans = list(Loan.objects.filter(fund=self.fund, state__in=states).select_related("fund").order_by("number"))
        assume(loans)
        return st.sampled_from(loans)

    def _came_back(self, repayment: object, sign: int) -> None:
        if repayment.kind == "mutual":
            self.deposits -= sign * repayment.principal.amount
        self.principal_back += sign * repayment.principal.amount
        self.interest_back += sign * repayment.interest.amount


@contextmanager
def allowed_to_refuse(machine: FundMachine) -> Iterator[None]:
    """What is refused says why and changes nothing: neither rows nor the model."""
    kept = {name: value for name, value in vars(machine).items() if isinstance(value, Decimal)}
    try:
        with transaction.atomic():
            yield
    except LendingError as refusal:
        machine.refusals.append(str(refusal))
        vars(machine).update(kept)


@pytest.mark.django_db
def test_the_fund_holds_its_equations_under_any_order_of_acts() -> None:
    examples = int(os.environ.get("FUND_MACHINE_EXAMPLES", "6"))
    run_state_machine_as_test(
        Rolled,
        settings=settings(
            max_examples=examples, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


class Rolled(FundMachine):
    """Each run in a transaction of its own, rolled back at its end."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)
