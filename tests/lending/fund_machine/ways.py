"""Placing, withdrawing, asking, agreeing and paying out, in any order; and days that pass."""

from djmoney.money import Money
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from ledger.models import Entry
from lending.models import Loan, Placement
from lending.services.disburse_loan import disburse_loan
from lending.services.mark_arrears import mark_arrears
from lending.services.recognise_interest import recognise_loan_interest
from lending.services.withdraw_placement import give_notice, pay_withdrawal
from tests.factories import decide, make_consultation, make_placement, treasurer_of
from tests.lending.fund_machine.base import FundBase, amounts, has, is_sponsored, now, parts, places, products, waits

periods = st.integers(min_value=1, max_value=7)


class WaysToALoan(FundBase):
    """From a placement to a loan that runs."""

    @rule(member=places, amount=amounts)
    def place(self, member: int, amount: Money) -> None:
        make_placement(self.members[member % len(self.members)], amount, placed_on=self.today)
        self.placed += amount.amount

    @rule(place=places, amount=amounts)
    def withdraw(self, place: int, amount: Money) -> None:
        placements = list(Placement.objects.filter(fund=self.fund).order_by("id"))
        treasurer = treasurer_of(self.fund)
        with self.allowed_to_refuse():
            notice = give_notice(
                placement=placements[place % len(placements)], amount=amount, requested_on=self.today,
                acting_person=treasurer, now=now(),
            )  # fmt: skip
            pay_withdrawal(withdrawal=notice, paid_on=self.today, acting_person=treasurer, now=now())
            self.withdrawn += amount.amount

    @rule(borrower=places, amount=amounts, product=products, periods=periods, against=st.booleans())
    def ask(self, borrower: int, amount: Money, product: int, periods: int, against: bool) -> None:
        """The committee rejects it, or it is agreed and its lenders' parts are set aside."""
        with self.allowed_to_refuse():
            if not against:
                self.agree(borrower, amount, product, periods)
                return
            vote = make_consultation(
                self.members[borrower % len(self.members)], amount=amount, product=self.products[product],
                instalments=periods, start_on=self.today,
            )  # fmt: skip
            decide(vote, against=2)

    @precondition(has(Loan.State.AGREED))
    @rule(place=places)
    def pay_out(self, place: int) -> None:
        loan = self.loan(place, Loan.State.AGREED)
        with self.allowed_to_refuse():
            disburse_loan(loan=loan, disbursed_on=self.today, acting_person=treasurer_of(self.fund, 3), now=now())
            self._paid_out(loan)

    @rule(borrower=places, amount=amounts, product=products, periods=periods, drawn=parts, sponsored=is_sponsored)
    def lend_at_once(
        self, borrower: int, amount: Money, product: int, periods: int, drawn: int, sponsored: bool
    ) -> None:
        self.lend(borrower, amount, product, periods, drawn=drawn, sponsored=sponsored)

    @rule(days=waits)
    def close_the_day(self, days: int) -> None:
        """What a worker does, twice: the second time changes nothing."""
        self.wait(days)
        entries = []
        for _ in range(2):
            for loan in Loan.objects.filter(fund=self.fund):
                recognise_loan_interest(loan_id=loan.pk, today=self.today)
                mark_arrears(loan_id=loan.pk, today=self.today, now=now())
            entries.append(Entry.objects.count())
        assert entries[0] == entries[1]
