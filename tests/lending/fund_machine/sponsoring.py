"""Sponsors of loans: called on default by two hands, paying in parts, called back, and free once the loan has ended."""

from hypothesis.stateful import invariant, precondition, rule

from lending.models import Guarantee, GuaranteeCall, Loan
from lending.selectors.sponsors import ENDED, Standing, as_they_stand, call_line
from lending.services.call_sponsor import prepare_sponsor_call, release_sponsor_call, take_call_back
from lending.services.record_sponsor_payment import record_sponsor_payment
from tests.factories import treasurer_of
from tests.lending.fund_machine.base import FundBase, has, now, places, share_of, shares, waits
from tests.lending.services.loan_stories import at_noon


class Sponsoring(FundBase):
    """What a sponsor pays is a receipt: `reverse` takes it back as any other."""

    @precondition(has(Loan.State.DEFAULTED))
    @rule(days=waits, place=places, share=shares)
    def call_sponsor(self, days: int, place: int, share: int) -> None:
        """For some of what it answers for, to be paid within the day; more than it can be called for is refused."""
        self.wait(days)
        guarantees = list(self._guarantees(Loan.State.DEFAULTED))
        if not guarantees:
            return
        guarantee, noon = guarantees[place % len(guarantees)], at_noon(self.today)
        with self.allowed_to_refuse():
            act = prepare_sponsor_call(
                guarantee=guarantee, amount=share_of(guarantee.amount, share), reason="late", pay_by=self.today,
                acting_person=treasurer_of(self.fund), now=noon,
            )  # fmt: skip
            release_sponsor_call(act=act, called_on=self.today, acting_person=treasurer_of(self.fund, 2), now=noon)

    @precondition(has(Loan.State.DEFAULTED, Loan.State.CLOSED, Loan.State.WRITTEN_OFF))
    @rule(days=waits, place=places, share=shares)
    def sponsor_pays(self, days: int, place: int, share: int) -> None:
        """Some of its call; what the borrower has paid meanwhile is not paid twice."""
        self.wait(days)
        calls = self._calls()
        if not calls:
            return
        call = calls[place % len(calls)]
        with self.allowed_to_refuse():
            amount = share_of(call_line(call).left, share)
            record_sponsor_payment(
                call=call, amount=amount, received_on=self.today, acting_person=treasurer_of(self.fund), now=now()
            )
            self.received += amount.amount

    @precondition(has(Loan.State.DEFAULTED, Loan.State.CLOSED, Loan.State.WRITTEN_OFF))
    @rule(days=waits, place=places)
    def take_sponsor_call_back(self, days: int, place: int) -> None:
        """One that nothing was paid on."""
        self.wait(days)
        calls = self._calls()
        if not calls:
            return
        with self.allowed_to_refuse():
            take_call_back(
                call=calls[place % len(calls)], reversed_on=self.today, reason="paid after all",
                acting_person=treasurer_of(self.fund), now=now(),
            )  # fmt: skip

    @invariant()
    def a_sponsor_pays_no_more_than_it_was_called_for_and_answers_for(self) -> None:
        if self.fund is None:
            return
        for one in as_they_stand(Guarantee.objects.filter(fund=self.fund)):
            paid = sum((line.paid for line in one.calls), one.guarantee.amount * 0)
            assert one.paid == paid <= one.called <= one.guarantee.amount
            assert all(line.paid <= line.call.amount for line in one.calls)
            assert (one.standing == Standing.RELEASED) is (one.guarantee.loan.state in ENDED)

    def _guarantees(self, *states: str) -> list[Guarantee]:
        found = Guarantee.objects.filter(fund=self.fund, loan__state__in=states)
        return list(found.select_related("fund", "loan", "membership__cooperative").order_by("loan__number", "place"))

    def _calls(self) -> list[GuaranteeCall]:
        """Those that stand, whatever became of their loans."""
        found = GuaranteeCall.objects.filter(fund=self.fund, reversed_on__isnull=True)
        return list(found.select_related("fund", "guarantee").order_by("called_on", "id"))
