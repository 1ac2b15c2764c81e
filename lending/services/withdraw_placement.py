"""Giving notice on a placement, and paying it back."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Sum
from djmoney.money import Money

from lending.domain.fund_errors import CashNotThere, MoreThanPlaced, NotFirstInQueue, NoticeNotOver, WrongState
from lending.domain.sentences import Sentence, gettext_noop
from lending.models import Membership, Office, Placement, Withdrawal
from lending.policies import acts_for, holds_office, require_treasurer
from lending.selectors.clock import local_day
from lending.selectors.fund_accounts import member_position
from lending.selectors.withdrawal_queue import waiting_before
from lending.services.bookkeeping.placements import book_withdrawal
from lending.services.events import record_event
from lending.services.require_given import require_amount, require_day
from members.models import Person

THIS_WITHDRAWAL = Sentence(gettext_noop("This withdrawal"))


@transaction.atomic
def give_notice(
    *, placement: Placement, amount: Money, requested_on: date, acting_person: Person, now: datetime
) -> Withdrawal:
    """Ask for part or all of a placement back; payable once the placement's notice is over.

    The member's own people ask, today; a treasurer of the fund may record a letter of an earlier day for them.

    It may be more than the member has available: then it waits in its queue until what is lent has come back.

    :raises MoreThanPlaced: beyond what is placed and not yet asked back.
    """
    _lock_queue(placement)
    placement = Placement.objects.select_for_update(no_key=True).get(pk=placement.pk)
    fund = placement.fund
    if not acts_for(acting_person, placement.membership.cooperative):
        require_treasurer(acting_person, fund)
    require_amount(amount, fund=fund)
    require_day(requested_on, fund=fund, now=now, earliest=_earliest_notice(placement, acting_person, now=now))
    asked = placement.withdrawals.filter(state=Withdrawal.State.NOTICE).aggregate(total=Sum("amount"))["total"] or 0
    left = placement.amount - placement.withdrawn - Money(asked, amount.currency)
    if amount > left:
        raise MoreThanPlaced(asked=amount, available=left)
    withdrawal = Withdrawal.objects.create(
        fund=fund,
        placement=placement,
        amount=amount,
        requested_on=requested_on,
        requested_by=acting_person,
        payable_on=requested_on + timedelta(days=placement.notice_days),
    )
    record_event(
        fund=fund, kind="give_notice", subject=withdrawal, person=acting_person, at=now,
        after={"amount": amount, "payable_on": withdrawal.payable_on},
    )  # fmt: skip
    return withdrawal


def _earliest_notice(placement: Placement, person: Person, *, now: datetime) -> date:
    """A notice runs from the day it is given: nobody shortens their own by dating it back."""
    if holds_office(person, placement.fund, Office.Kind.TREASURER):
        return placement.placed_on
    return max(placement.placed_on, local_day(placement.fund, at=now))


@transaction.atomic
def pay_withdrawal(*, withdrawal: Withdrawal, paid_on: date, acting_person: Person, now: datetime) -> Withdrawal:
    """Pay a withdrawal whose notice is over, in its turn, out of what is neither lent nor reserved.

    :raises NoticeNotOver: before `payable_on`.
    :raises NotFirstInQueue: while another of the same member comes before it.
    :raises CashNotThere: when the member has less available. The books would refuse it too.
    """
    _lock_queue(withdrawal.placement)
    withdrawal = Withdrawal.objects.select_for_update(no_key=True).get(pk=withdrawal.pk)
    fund = withdrawal.fund
    require_treasurer(acting_person, fund)
    if withdrawal.state != Withdrawal.State.NOTICE:
        raise WrongState(subject=THIS_WITHDRAWAL, state=withdrawal.state, needed=Withdrawal.State.NOTICE)
    if paid_on < withdrawal.payable_on:
        raise NoticeNotOver(requested_on=withdrawal.requested_on, payable_on=withdrawal.payable_on)
    require_day(paid_on, fund=fund, now=now)
    placement = Placement.objects.select_for_update(no_key=True).get(pk=withdrawal.placement_id)
    _require_turn(withdrawal)
    _require_cash(withdrawal, placement.membership)
    withdrawal.entry_id = book_withdrawal(
        membership=placement.membership,
        amount=withdrawal.amount,
        on=paid_on,
        source=f"withdrawal:{withdrawal.id}",
        key=f"withdrawal:{withdrawal.id}",
    )
    withdrawal.state, withdrawal.paid_on, withdrawal.paid_by = Withdrawal.State.PAID, paid_on, acting_person
    withdrawal.save(update_fields=["entry_id", "state", "paid_on", "paid_by"])
    placement.withdrawn += withdrawal.amount
    placement.save(update_fields=["withdrawn", "withdrawn_currency"])
    record_event(
        fund=fund, kind="pay_withdrawal", subject=withdrawal, person=acting_person, at=now,
        before={"state": "notice"}, after={"state": "paid", "amount": withdrawal.amount, "paid_on": paid_on},
    )  # fmt: skip
    return withdrawal


def _lock_queue(placement: Placement) -> None:
    """One act at a time in a member's queue: nobody joins ahead of a withdrawal while it is being paid."""
    Membership.objects.select_for_update(no_key=True).get(pk=placement.membership_id)


def _require_turn(withdrawal: Withdrawal) -> None:
    first = waiting_before(withdrawal).first()
    if first is not None:
        raise NotFirstInQueue(amount=first.amount, requested_on=first.requested_on, payable_on=first.payable_on)


def _require_cash(withdrawal: Withdrawal, membership: Membership) -> None:
    available = member_position(membership)["available"]
    if available < withdrawal.amount:
        raise CashNotThere(asked=withdrawal.amount, available=available)
