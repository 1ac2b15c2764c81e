"""Money from borrowers: on time, late, told late, too much, early in part and in full; costs; and what goes back."""

from datetime import date, timedelta

from djmoney.money import Money
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from lending.domain.allocation import Part
from lending.models import Loan, Repayment
from lending.selectors.credits import credit_of
from lending.selectors.instalments import RUNNING, instalments_of
from lending.selectors.payoff import payoff
from lending.services.charge_late import charge_late
from lending.services.prepay_loan import prepay_loan
from lending.services.refund_credit import refund_credit
from lending.services.repay_early import repay_early
from lending.services.repay_loan import repay_loan
from lending.services.reverse_repayment import reverse_repayment
from lending.services.waive_dues import waive_dues
from tests.factories import eur, treasurer_of
from tests.lending.fund_machine.base import DRAWN, WITHOUT_MONEY, FundBase, has, now, places, share_of, shares, waits

days_ago = st.integers(min_value=0, max_value=40)
too_much = st.integers(min_value=0, max_value=3).map(lambda cents: eur("0.01") * cents * 1000)


class Receipts(FundBase):
    """Each is told at once or days later: then what came after it is done again."""

    @precondition(has(*RUNNING))
    @rule(days=waits, place=places, share=shares, ago=days_ago)
    def repay(self, days: int, place: int, share: int, ago: int) -> None:
        """Some of what ends the loan: a partial, a whole, or an advance payment; too much is refused."""
        self.wait(days)
        loan = self.loan(place, *RUNNING)
        with self.allowed_to_refuse(is_told_late=ago > 0):
            on = self._before(loan, ago)
            amount = share_of(payoff(loan, on=on).total, share)
            repay_loan(loan=loan, amount=amount, received_on=on, acting_person=treasurer_of(self.fund), now=now())
            self.received += amount.amount

    @precondition(has(*RUNNING))
    @rule(days=waits, place=places, beyond=too_much)
    def repay_what_is_due(self, days: int, place: int, beyond: Money) -> None:
        """To the cent; after the last due date what goes beyond is kept as a credit."""
        self.wait(days)
        loan = self.loan(place, *RUNNING)
        with self.allowed_to_refuse():
            quote = payoff(loan, on=self.today)
            amount = quote.overdue + quote.late + beyond
            repay_loan(
                loan=loan, amount=amount, received_on=self.today, acting_person=treasurer_of(self.fund), now=now()
            )
            self.received += amount.amount

    @precondition(has(*RUNNING))
    @rule(days=waits, place=places, share=shares, effect=st.sampled_from(Repayment.Effect.values), ago=days_ago)
    def prepay(self, days: int, place: int, share: int, effect: str, ago: int) -> None:
        self.wait(days)
        loan = self.loan(place, *RUNNING)
        with self.allowed_to_refuse(is_told_late=ago > 0):
            on = self._before(loan, ago)
            amount = share_of(payoff(loan, on=on).total, share)
            prepay_loan(
                loan=loan, amount=amount, effect=effect, received_on=on, acting_person=treasurer_of(self.fund),
                now=now(),
            )  # fmt: skip
            self.received += amount.amount

    @precondition(has(*RUNNING))
    @rule(days=waits, place=places, beyond=too_much)
    def repay_everything(self, days: int, place: int, beyond: Money) -> None:
        """What the quote says, or more: the loan is closed, or overpaid."""
        self.wait(days)
        loan = self.loan(place, *RUNNING)
        with self.allowed_to_refuse():
            amount = payoff(loan, on=self.today).total + beyond
            kept = credit_of(loan) + beyond
            repay_early(
                loan=loan, amount=amount, received_on=self.today, acting_person=treasurer_of(self.fund), now=now()
            )
            self.received += amount.amount
            loan.refresh_from_db()
            assert loan.state == (Loan.State.OVERPAID if kept.amount else Loan.State.CLOSED)
            assert credit_of(loan) == kept

    @precondition(has(*DRAWN))
    @rule(days=waits, place=places, receipt=places)
    def reverse(self, days: int, place: int, receipt: int) -> None:
        """A receipt bounces, the last or an earlier one."""
        self.wait(days)
        loan = self.loan(place, *DRAWN)
        standing = list(loan.repayments.filter(reversed_on__isnull=True).order_by("received_on", "id"))
        if not standing:
            return
        repayment = standing[-1 - receipt % len(standing)]
        with self.allowed_to_refuse(is_told_late=True):
            reverse_repayment(
                repayment=repayment, reversed_on=self.today, reason="bounced", acting_person=treasurer_of(self.fund),
                now=now(),
            )  # fmt: skip
            if repayment.kind not in WITHOUT_MONEY:
                self.received -= repayment.amount.amount

    @precondition(has(Loan.State.OVERPAID))
    @rule(days=waits, place=places, share=shares)
    def refund(self, days: int, place: int, share: int) -> None:
        """By another treasurer than the one who records receipts."""
        self.wait(days)
        loan = self.loan(place, Loan.State.OVERPAID)
        with self.allowed_to_refuse():
            credit = credit_of(loan)
            amount = share_of(credit, share)
            refund_credit(
                loan=loan, amount=amount, refunded_on=self.today, acting_person=treasurer_of(self.fund, 2), now=now()
            )
            self.refunded += amount.amount
            loan.refresh_from_db()
            assert loan.state == (Loan.State.CLOSED if amount == credit else Loan.State.OVERPAID)

    @precondition(has(*RUNNING))
    @rule(days=waits, place=places)
    def charge(self, days: int, place: int) -> None:
        """Late interest to the day; the second time on one day there is nothing to charge."""
        self.wait(days)
        loan = self.loan(place, *RUNNING)
        with self.allowed_to_refuse():
            charge_late(loan=loan, charged_on=self.today, acting_person=treasurer_of(self.fund), now=now())
            assert payoff(loan, on=self.today).late.amount == 0

    @precondition(has(*RUNNING))
    @rule(days=waits, place=places, part=st.sampled_from([Part.COSTS, Part.INTEREST]), share=shares)
    def waive(self, days: int, place: int, part: Part, share: int) -> None:
        """Some of the costs, or of the interest, that are due; no money comes."""
        self.wait(days)
        loan = self.loan(place, *RUNNING)
        with self.allowed_to_refuse():
            before = self._due(loan, part)
            if not before.amount:
                return
            amount = share_of(before, share)
            waive_dues(
                loan=loan, part=part, amount=amount, waived_on=self.today, reason="goodwill",
                acting_person=treasurer_of(self.fund), now=now(),
            )  # fmt: skip
            assert self._due(loan, part) == before - amount

    def _due(self, loan: Loan, part: Part) -> Money:
        """Costs are due once they are charged, whenever their instalment is."""
        rows = instalments_of(loan)
        if part is Part.INTEREST:
            rows = rows.filter(due_on__lte=self.today)
        return sum((getattr(row, part) - getattr(row, f"paid_{part}") for row in rows), loan.amount * 0)

    def _before(self, loan: Loan, ago: int) -> date:
        """So many days ago, and not before the loan was paid out."""
        assert loan.disbursed_on is not None
        return max(loan.disbursed_on, self.today - timedelta(days=ago))
