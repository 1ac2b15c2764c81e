"""Paying a further drawdown of a loan that runs."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from uuid6 import uuid7

from lending.domain.fund_errors import WrongState
from lending.domain.tranche_errors import DrawdownLapsed, NothingToDraw
from lending.models import Loan, Tranche
from lending.policies import require_paying_hand
from lending.selectors.clock import local_day
from lending.services.act_kind import Place
from lending.services.agree_loan import require_voted
from lending.services.assess_request import exceptions_of, require_rules
from lending.services.disburse_loan import locked_loan, tell_borrower
from lending.services.draft_request import hash_of, hash_of_tranches
from lending.services.events import record_event
from lending.services.further_drawdown import draw
from lending.services.lend_tranche import next_tranche
from lending.services.replay import in_order
from lending.services.require_given import require_day
from members.models import Person


@transaction.atomic
def draw_tranche(*, loan: Loan, drawn_on: date, acting_person: Person, now: datetime) -> Loan:
    """Pay the next drawdown out, whole: it is booked, and the schedule reckoned anew from what was really drawn when.

    As the first one, by a treasurer who neither asked, voted nor prepared the agreement. The rules are asked again.
    A borrower that is late draws nothing more.

    :param drawn_on: the day the money leaves, the planned one or later; interest on it runs from there.
    :raises NothingToDraw, DrawdownLapsed, WrongState: all is drawn; its time is over; the loan is not running, or late.
    :raises NotWhatWasVoted: what would be paid is not what the committee decided.
    :raises RulesNotMet: a rule has turned red since, and the decision does not let it be exceeded so far.
    :raises FourHands: the person has had a hand in it.
    :raises PaidAhead, ScheduleNotOfTerms: the schedule cannot be reckoned again from its terms.
    :raises CannotReplay: what came after that day cannot be done again.
    """
    loan = locked_loan(loan)
    require_paying_hand(acting_person, loan)
    if loan.state != Loan.State.ACTIVE:
        raise WrongState(subject=loan.reference, state=loan.state, needed=Loan.State.ACTIVE)
    tranche = next_tranche(loan)
    if tranche is None:
        raise NothingToDraw(loan=loan.reference)
    require_day(drawn_on, fund=loan.fund, now=now, earliest=_earliest(loan, tranche))
    if max(drawn_on, local_day(loan.fund, at=now)) > tranche.last_on:
        raise DrawdownLapsed(number=tranche.number, loan=loan.reference, last_on=tranche.last_on)
    for sha256 in (hash_of(loan.request_version), hash_of_tranches(loan)):
        require_voted(loan.decision, sha256)
    overridden = require_rules(loan.request_version, stage="disbursement", now=now, on=drawn_on, decision=loan.decision)
    id_: UUID = uuid7()
    with in_order(loan, place=Place(drawn_on), act_id=id_, person=acting_person, now=now):
        drawdown = draw(tranche, on=drawn_on, person=acting_person, id=id_)
    record_event(
        fund=loan.fund, kind="draw_tranche", subject=loan, person=acting_person, at=now,
        before={"drawn": loan.drawn - tranche.amount},
        after={
            "drawdown": drawdown.pk, "number": tranche.number, "amount": tranche.amount, "drawn_on": drawn_on,
            "drawn": loan.drawn, **exceptions_of(overridden),
        },
    )  # fmt: skip
    tell_borrower(loan, tranche, on=drawn_on, at=now)
    return loan


def _earliest(loan: Loan, tranche: Tranche) -> date:
    """Its day, and not before the one that was drawn last."""
    drawn = loan.tranches.filter(state=Tranche.State.DRAWN).order_by("-number").first()
    return max(tranche.planned_on, drawn.drawn_on) if drawn and drawn.drawn_on else tranche.planned_on
