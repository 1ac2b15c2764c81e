"""Doing all of a loan's life again in the same order: it comes out as it was."""

from datetime import timedelta
from typing import Any

from hypothesis.stateful import precondition, rule
from uuid6 import uuid7

from ledger.selectors.balances import balances
from lending.models import Loan, Repayment
from lending.selectors.instalments import instalments_of
from lending.services.act_kind import Place
from lending.services.disburse_loan import locked_loan
from lending.services.replay import in_order
from tests.factories import treasurer_of
from tests.lending.fund_machine.base import DRAWN, FundBase, has, now, places, waits

# A worker tells the one from the other, whenever it comes by.
STANDING = (Loan.State.ACTIVE, Loan.State.IN_ARREARS)


class Again(FundBase):
    """What a backdated act makes of the others, without the act."""

    @precondition(has(*DRAWN))
    @rule(days=waits, place=places)
    def do_all_again(self, days: int, place: int) -> None:
        """A vote is not taken again, nor does the guarantee fund pay twice out of what others have used since."""
        self.wait(days)
        loan = self.loan(place, *DRAWN)
        if loan.repayments.filter(kind=Repayment.Kind.MUTUAL, reversed_on__isnull=True).exists():
            return
        is_voted = loan.schedules.filter(decision__isnull=False).exists()
        assert loan.disbursed_on is not None
        with self.allowed_to_refuse(is_told_late=is_voted):
            before = self._pictured(loan)
            loan = locked_loan(loan)
            earlier = Place(loan.disbursed_on - timedelta(days=1))
            with in_order(loan, place=earlier, act_id=uuid7(), person=treasurer_of(self.fund), now=now()):
                pass
            assert self._pictured(loan) == before

    def _pictured(self, loan: Loan) -> dict[str, Any]:
        """Books and rows, but whose the odd cent of running interest is: that depends on the days counted."""
        assert self.fund is not None
        held = balances(book=self.fund.book)
        names = ("due_on", "principal", "interest", "paid_principal", "paid_interest", "costs", "paid_costs")
        found = Loan.objects.get(pk=loan.pk)
        return {
            "books": {code: amount for code, amount in held.items() if amount.amount and not code.startswith("4558-")},
            "state": "standing" if found.state in STANDING else found.state,
            "closed_on": found.closed_on,
            "legs": [
                (leg.outstanding, leg.lost, leg.acquired, leg.ceded) for leg in found.participations.order_by("leg")
            ],
            "rows": [tuple(getattr(row, name) for name in names) for row in instalments_of(found)],
        }
