"""What lenders and the fund do about a loan: hand a part over, call in, let guarantees pay, write off, recover."""

from datetime import timedelta

from djmoney.money import Money
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from lending.models import Loan, Membership, PreparedAct
from lending.selectors.fund_accounts import member_position
from lending.selectors.instalments import RUNNING, instalments_of, unsettled
from lending.services.answer_transfer import accept_transfer
from lending.services.book_transfer import book_transfer
from lending.services.call_mutual_guarantee import call_mutual_guarantee
from lending.services.confirm_act import confirm_act
from lending.services.confirm_calling_in import reverse_calling_in
from lending.services.prepare_act import prepare_calling_in
from lending.services.propose_transfer import propose_transfer
from lending.services.record_recovery import record_recovery, reverse_recovery
from lending.services.return_contribution import return_contribution, take_return_back
from lending.services.write_off_loan import prepare_write_off, reverse_write_off
from tests.factories import eur, manager_of, treasurer_of
from tests.lending.fund_machine.base import FundBase, amounts, has, now, places, share_of, shares, waits
from tests.lending.services.loan_stories import at_noon


class Lenders(FundBase):
    """Two hands do what two hands must."""

    @precondition(has(*RUNNING))
    @rule(days=waits, place=places, leg=places, buyer=places, share=shares)
    def transfer(self, days: int, place: int, leg: int, buyer: int, share: int) -> None:
        """Some of a part goes to another lender at par: what each has at the fund in all stays what it was."""
        self.wait(days)
        loan = self.loan(place, *RUNNING)
        legs = list(loan.participations.filter(outstanding__gt=0).select_related("membership").order_by("leg"))
        if not legs:
            return
        seller = legs[leg % len(legs)]
        others = [one for one in self.members if one.pk not in (seller.membership_id, loan.membership_id)]
        to = others[buyer % len(others)]
        amount, noon = share_of(seller.outstanding, share), at_noon(self.today)
        before = (self._has(seller.membership), self._has(to))
        with self.allowed_to_refuse():
            offered = propose_transfer(
                participation=seller, buyer=to, amount=amount, acting_person=manager_of(seller.membership), now=noon
            )
            accept_transfer(proposal=offered, acting_person=manager_of(to), now=noon)
            book_transfer(proposal=offered, transferred_on=self.today, acting_person=treasurer_of(self.fund), now=noon)
            moved = (amount, amount * -1)
            assert (self._has(seller.membership), self._has(to)) == (
                (before[0][0] + moved[0], before[0][1] + moved[1]),
                (before[1][0] + moved[1], before[1][1] + moved[0]),
            )

    @precondition(has(Loan.State.ACTIVE, Loan.State.IN_ARREARS))
    @rule(days=waits, place=places, is_patient=st.booleans())
    def call_in(self, days: int, place: int, is_patient: bool) -> None:
        """A late loan, at once or once something of it is; what is not late is refused."""
        self.wait(days)
        loan = self.loan(place, Loan.State.ACTIVE, Loan.State.IN_ARREARS)
        due = unsettled(instalments_of(loan)).first()
        if is_patient and due is not None:
            self.wait_for(due.due_on + timedelta(days=1))
        with self.allowed_to_refuse():
            act = prepare_calling_in(
                loan=loan, reason="late", notice_on=self.today, acting_person=treasurer_of(self.fund), now=now()
            )
            self._confirm(act)

    @precondition(has(Loan.State.DEFAULTED))
    @rule(days=waits, place=places)
    def take_calling_in_back(self, days: int, place: int) -> None:
        """Receipts since are done again on the schedule of before: the same money, another part of it interest."""
        self.wait(days)
        loan = self.loan(place, Loan.State.DEFAULTED)
        with self.allowed_to_refuse(is_told_late=True):
            reverse_calling_in(
                loan=loan, reversed_on=self.today, reason="agreed", acting_person=treasurer_of(self.fund), now=now()
            )

    @precondition(has(Loan.State.DEFAULTED))
    @rule(days=waits, place=places)
    def give_up(self, days: int, place: int) -> None:
        """Nothing is owed any more; what was outstanding is lost."""
        self.wait(days)
        loan = self.loan(place, Loan.State.DEFAULTED)
        with self.allowed_to_refuse():
            owed = [(leg.outstanding, leg.lost) for leg in loan.participations.order_by("leg")]
            self._confirm(prepare_write_off(loan=loan, reason="lost", acting_person=treasurer_of(self.fund), now=now()))
            legs = loan.participations.order_by("leg")
            assert [leg.lost for leg in legs] == [lost + outstanding for outstanding, lost in owed]
            assert {leg.outstanding.amount for leg in legs} == {leg.interest_due.amount for leg in legs} == {0}

    @precondition(has(Loan.State.DEFAULTED))
    @rule(days=waits, place=places)
    def call_guarantee(self, days: int, place: int) -> None:
        """The mutual guarantee fund pays what it can; no money comes to the fund."""
        self.wait(days)
        loan = self.loan(place, Loan.State.DEFAULTED)
        with self.allowed_to_refuse():
            call_mutual_guarantee(loan=loan, called_on=self.today, acting_person=treasurer_of(self.fund), now=now())

    @precondition(has(Loan.State.CLOSED))
    @rule(days=waits, place=places)
    def return_deposit(self, days: int, place: int) -> None:
        self.wait(days)
        loan = self.loan(place, Loan.State.CLOSED)
        with self.allowed_to_refuse():
            left = return_contribution(
                loan=loan, returned_on=self.today, acting_person=treasurer_of(self.fund), now=now()
            )
            self.returned += left.amount

    @precondition(has(Loan.State.CLOSED))
    @rule(days=waits, place=places)
    def take_deposit_back(self, days: int, place: int) -> None:
        self.wait(days)
        loan = self.loan(place, Loan.State.CLOSED)
        with self.allowed_to_refuse():
            before = sum((deposit.returned for deposit in loan.deposits.all()), loan.amount * 0)
            take_return_back(
                loan=loan, reversed_on=self.today, reason="bounced", acting_person=treasurer_of(self.fund), now=now()
            )
            left = sum((deposit.returned for deposit in loan.deposits.all()), loan.amount * 0)
            self.returned -= (before - left).amount  # the last return, of several

    @precondition(has(Loan.State.WRITTEN_OFF))
    @rule(days=waits, place=places)
    def take_write_off_back(self, days: int, place: int) -> None:
        self.wait(days)
        loan = self.loan(place, Loan.State.WRITTEN_OFF)
        with self.allowed_to_refuse():
            reverse_write_off(
                loan=loan, reversed_on=self.today, reason="plan", acting_person=treasurer_of(self.fund), now=now()
            )

    @precondition(has(Loan.State.WRITTEN_OFF))
    @rule(days=waits, place=places, amount=amounts, share=st.integers(min_value=0, max_value=100))
    def recover(self, days: int, place: int, amount: Money, share: int) -> None:
        self.wait(days)
        loan = self.loan(place, Loan.State.WRITTEN_OFF)
        with self.allowed_to_refuse():
            lost = sum((leg.lost for leg in loan.participations.all()), eur(0))
            came = share_of(lost, share) if share else amount
            record_recovery(
                loan=loan, amount=came, received_on=self.today, acting_person=treasurer_of(self.fund), now=now()
            )
            self.recovered += came.amount

    @precondition(has(Loan.State.WRITTEN_OFF))
    @rule(days=waits, place=places)
    def undo_recovery(self, days: int, place: int) -> None:
        self.wait(days)
        loan = self.loan(place, Loan.State.WRITTEN_OFF)
        recovery = loan.recoveries.filter(reversed_on__isnull=True).last()
        if recovery is None:
            return
        with self.allowed_to_refuse():
            reverse_recovery(
                recovery=recovery, reversed_on=self.today, reason="bounced", acting_person=treasurer_of(self.fund),
                now=now(),
            )  # fmt: skip
            self.recovered -= recovery.amount.amount

    def _confirm(self, act: PreparedAct) -> None:
        confirm_act(act=act, on=self.today, acting_person=treasurer_of(self.fund, 2), now=now())

    @staticmethod
    def _has(member: Membership) -> tuple[Money, Money]:
        """What a member has available, and lent."""
        position = member_position(member)
        return position["available"], position["lent"]
