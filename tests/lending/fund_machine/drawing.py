"""Loans that are drawn in several parts: the next one is paid, told late or not, or all that is left is given up."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from lending.models import Loan, Tranche
from lending.services.draw_tranche import draw_tranche
from lending.services.lend_tranche import next_tranche
from lending.services.release_tranches import give_up_undrawn, lapse_tranches
from tests.factories import treasurer_of
from tests.lending.fund_machine.base import DRAWN, FundBase, now, places, waits

days_ago = st.integers(min_value=0, max_value=40)


def has_to_draw(machine: FundBase) -> bool:
    """A loan was paid out in part, whatever has become of it."""
    return bool(machine.undrawn)


class Drawing(FundBase):
    """What is drawn is on loan from then on; what is not is free again."""

    @precondition(has_to_draw)
    @rule(days=waits, place=places, ago=days_ago)
    def draw_next(self, days: int, place: int, ago: int) -> None:
        """On its day or later, and told up to some weeks late."""
        self.wait(days)
        loan = self._to_draw(place)
        tranche = next_tranche(loan)
        assert tranche is not None
        self.wait_for(tranche.planned_on)
        with self.allowed_to_refuse(is_told_late=ago > 0):
            on = max(tranche.planned_on, self.today - timedelta(days=ago))
            draw_tranche(loan=loan, drawn_on=on, acting_person=treasurer_of(self.fund, 3), now=now())
            self.lent += tranche.amount.amount

    @precondition(has_to_draw)
    @rule(place=places)
    def give_up_the_rest(self, place: int) -> None:
        loan = self._to_draw(place)
        with self.allowed_to_refuse():
            give_up_undrawn(loan=loan, reason="less work", acting_person=treasurer_of(self.fund), now=now())
            assert not loan.tranches.filter(state=Tranche.State.WAITING).exists()

    @precondition(has_to_draw)
    @rule(place=places)
    def let_it_lapse(self, place: int) -> None:
        """What a worker does: a loan that has ended, or is in default, has nothing to draw; any other keeps it."""
        loan = self._to_draw(place)
        is_over = loan.state not in (Loan.State.ACTIVE, Loan.State.IN_ARREARS)
        assert lapse_tranches(loan_id=loan.pk, today=self.today, now=now()) is is_over
        assert not lapse_tranches(loan_id=loan.pk, today=self.today, now=now())

    def _to_draw(self, place: int) -> Loan:
        found = [loan for loan in self.loans(*DRAWN, Loan.State.WRITTEN_OFF) if loan.pk in self.undrawn]
        return found[place % len(found)]
