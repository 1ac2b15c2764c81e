"""What the committee decides of loans that run: another schedule, a pause, several loans made one."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from lending.domain.wish_json import read_wish
from lending.models import Loan
from lending.services.apply_change import apply_change
from lending.services.apply_consolidation import apply_consolidation
from lending.services.ask_change import ask_change
from lending.services.draw_up_addendum import draw_up_addendum
from lending.services.open_consultation import open_consultation
from lending.services.submit_request import submit_request
from tests.factories import accept_whole, decide, manager_of, treasurer_of
from tests.lending.fund_machine.base import FundBase, has, now, places, waits

CHANGEABLE = (Loan.State.ACTIVE, Loan.State.IN_ARREARS)
periods = st.integers(min_value=1, max_value=6)


class Changes(FundBase):
    """Asked, voted, accepted by everybody and put in force in one step."""

    @precondition(has(*CHANGEABLE))
    @rule(days=waits, place=places, instalments=periods, past=st.sampled_from(["kept", "brought_in"]))
    def reschedule(self, days: int, place: int, instalments: int, past: str) -> None:
        self.wait(days)
        self._change([self.loan(place, *CHANGEABLE)], kind="reschedule", instalments=instalments, past_dues=past)

    @precondition(has(*CHANGEABLE))
    @rule(
        days=waits,
        place=places,
        count=st.integers(min_value=1, max_value=3),
        moved=st.sampled_from(["principal", "principal_and_interest"]),
    )
    def pause(self, days: int, place: int, count: int, moved: str) -> None:
        self.wait(days)
        self._change([self.loan(place, *CHANGEABLE)], kind="holiday", periods=count, moved=moved)

    @precondition(has(*CHANGEABLE))
    @rule(days=waits, place=places, instalments=periods)
    def consolidate(self, days: int, place: int, instalments: int) -> None:
        """All the running loans of one borrower become one."""
        self.wait(days)
        first = self.loan(place, *CHANGEABLE)
        loans = [loan for loan in self.loans(*CHANGEABLE) if loan.membership_id == first.membership_id]
        self._change(loans, kind="consolidation", instalments=instalments)

    def _change(self, loans: list[Loan], **wish: object) -> None:
        first, *others = loans
        person = manager_of(first.membership)
        with self.allowed_to_refuse():
            request = ask_change(
                loan=first, others=others, wish=read_wish({**wish, "on": self.today.isoformat()}), purpose="late",
                acting_person=person, now=now(),
            )  # fmt: skip
            submit_request(request=request, acting_person=person, now=now())
            vote = open_consultation(
                request=request, closes_at=now() + timedelta(days=3), acting_person=treasurer_of(self.fund), now=now()
            )
            request = decide(vote)
            accept_whole(draw_up_addendum(request=request, acting_person=treasurer_of(self.fund), now=now()))
            apply = apply_consolidation if wish["kind"] == "consolidation" else apply_change
            apply(request=request, acting_person=treasurer_of(self.fund, 2), now=now())
