"""Writing a loan off, by two hands: what is outstanding and due is the lenders' loss; and taking that back."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from djmoney.money import Money

from lending.domain.default_errors import CostsUnpaid, GuaranteeNotCalled, NotWrittenOff, RecoveriesStand, WrittenOff
from lending.domain.errors import LendingError
from lending.domain.loan_states import LOAN_MOVES, LoanState
from lending.domain.sentences import Sentence, gettext_noop
from lending.domain.state_errors import NotInDefault
from lending.models import Loan, LossShare, Participation, PreparedAct, WriteOff
from lending.policies import require_confirming_hand, require_treasurer
from lending.selectors.clock import local_day
from lending.selectors.dues import outstanding_of
from lending.selectors.guarantees import deposits_left, means
from lending.selectors.instalments import instalments_of
from lending.selectors.losses import standing_write_off
from lending.selectors.people import people_of
from lending.services.act_kind import ActKind, Place, Replaying
from lending.services.bookkeeping.accounts import open_recovery_account
from lending.services.bookkeeping.entries import LegAmount, reverse
from lending.services.bookkeeping.losses import book_loss
from lending.services.call_sponsor import require_sponsors_done
from lending.services.disburse_loan import locked_loan
from lending.services.events import record_event
from lending.services.prepare_act import confirm, locked_act, prepare, require_not_prepared
from lending.services.recognise_interest import recognise_up_to
from lending.services.require_given import require_day
from lending.services.tell import tell
from members.models import Person

LOSS_FIGURES = ("outstanding", "interest_due", "lost", "interest_lost")


@transaction.atomic
def prepare_write_off(*, loan: Loan, reason: str, acting_person: Person, now: datetime) -> PreparedAct:
    """Prepare the write-off of a loan in default; nothing is lost until another hand confirms."""
    loan = locked_loan(loan)
    require_treasurer(acting_person, loan.fund)
    _require_called_in(loan)
    _require_guarantee_used(loan, now=now)
    _require_no_costs(loan)
    return prepare(loan, PreparedAct.Kind.WRITE_OFF, reason=reason, person=acting_person, now=now)


def write_off(act: PreparedAct, *, on: date, person: Person, now: datetime) -> WriteOff:
    """Do what was prepared, to the loan as it stands: nothing may have been done on it for a later day.

    The lenders are told. Receipts of an earlier day are refused from now on; what comes in is a recovery.
    """
    loan, before = act.loan, act.loan.state
    recognise_up_to(loan, on=on)
    legs = list(loan.participations.select_related("membership__cooperative", "membership__fund"))
    nothing = loan.amount * 0
    written = WriteOff(
        fund=loan.fund, loan=loan, prepared=act, written_off_on=on,
        principal=sum((leg.outstanding for leg in legs), nothing),
        interest=sum((leg.interest_due for leg in legs), nothing),
    )  # fmt: skip
    open_recovery_account(loan)
    written.entry_id = book_loss(
        loan=loan, legs=[LegAmount(leg.membership, leg.outstanding, leg.interest_due) for leg in legs],
        on=on, source=f"write_off:{written.id}", key=f"write_off:{written.id}",
    )  # fmt: skip
    written.save(force_insert=True)
    _keep_shares(written, legs)
    loan.state = Loan.State.WRITTEN_OFF
    loan.save(update_fields=["state"])
    record_event(
        fund=loan.fund, kind="write_off_loan", subject=loan, person=person, at=now, before={"state": before},
        after={
            "state": loan.state, "act": written.pk, "written_off_on": on, "principal": written.principal,
            "interest": written.interest, "prepared_by": act.prepared_by.name, "reason": act.reason,
        },
    )  # fmt: skip
    for leg, principal in zip(legs, written.shares.values_list("principal", flat=True), strict=True):
        _tell_lender(written, leg, Money(getattr(principal, "amount", principal), loan.fund.currency), at=now)
    return written


@transaction.atomic
def confirm_write_off(*, act: PreparedAct, written_off_on: date, acting_person: Person, now: datetime) -> WriteOff:
    """Write the loan off: its lenders lose what each has outstanding and due. By the chair or another treasurer.

    :param written_off_on: on or after the calling in and the last receipt, and not to come.
    """
    act = locked_act(act)
    loan = act.loan
    require_confirming_hand(acting_person, act)
    _require_called_in(loan)
    _require_guarantee_used(loan, now=now)
    _require_no_costs(loan)
    require_day(written_off_on, fund=loan.fund, now=now, earliest=_last_day(loan))
    written = write_off(act, on=written_off_on, person=acting_person, now=now)
    confirm(act, person=acting_person, now=now)
    return written


@transaction.atomic
def reverse_write_off(*, loan: Loan, reversed_on: date, reason: str, acting_person: Person, now: datetime) -> Loan:
    """Take a write-off back by its mirror entry: the loan is in default again, and owed to its lenders as before.

    :raises NotWrittenOff: nothing stands.
    :raises RecoveriesStand: what came in since is shared by this loss: it is reversed first.
    """
    loan = locked_loan(loan)
    require_treasurer(acting_person, loan.fund)
    written = standing_write_off(loan)
    if written is None:
        raise NotWrittenOff(subject=loan.reference)
    if last := written.recoveries.filter(reversed_on__isnull=True).last():
        raise RecoveriesStand(date=last.received_on, amount=last.amount)
    require_day(reversed_on, fund=loan.fund, now=now, earliest=written.written_off_on)
    written.reversed_on = reversed_on
    written.reversal_entry_id = reverse(
        fund=loan.fund, entry_id=written.entry_id, on=reversed_on, reason=reason, key=f"reverse:{written.id}"
    )
    written.save(update_fields=["reversed_on", "reversal_entry_id"])
    legs = [share.participation for share in _give_back(written)]
    Participation.objects.bulk_update(legs, LOSS_FIGURES)
    loan.state = Loan.State.DEFAULTED
    loan.save(update_fields=["state"])
    record_event(
        fund=loan.fund, kind="reverse_write_off", subject=loan, person=acting_person, at=now,
        before={"state": Loan.State.WRITTEN_OFF},
        after={"state": loan.state, "act": written.pk, "reversed_on": reversed_on, "reason": reason},
    )  # fmt: skip
    return loan


def why_not_written_off(loan: Loan, *, now: datetime) -> LendingError | None:
    """What keeps a loan from being written off now, with its way out; None where nothing does.

    The same rules as the act's, in its order; nothing is locked or written.
    """
    try:
        _require_called_in(loan)
        _require_guarantee_used(loan, now=now)
        _require_no_costs(loan)
        require_not_prepared(loan, PreparedAct.Kind.WRITE_OFF)
    except LendingError as refusal:
        return refusal
    return None


def _require_called_in(loan: Loan) -> None:
    """:raises NotInDefault:"""
    if LoanState.WRITTEN_OFF not in LOAN_MOVES[LoanState(loan.state)]:
        raise NotInDefault(subject=loan.reference, state=loan.state)


def _require_guarantee_used(loan: Loan, *, now: datetime) -> None:
    """The loss comes after guarantees: the sponsors, then the mutual guarantee fund.

    :raises SponsorNotCalled, CallStillRuns: a sponsor can be called for more, or still has time to pay.
    :raises GuaranteeNotCalled: the mutual guarantee fund covers the loan and can still pay.
    """
    require_sponsors_done(loan, today=local_day(loan.fund, at=now))
    left = means(deposits_left(loan.fund), currency=loan.fund.currency) if loan.contribution.amount else None
    if left and left.amount and outstanding_of(loan).amount:
        raise GuaranteeNotCalled(subject=loan.reference, amount=left)


def _require_no_costs(loan: Loan) -> None:
    """What the fund has charged itself is no lender's loss, and is not left in its books for ever either.

    :raises CostsUnpaid:
    """
    nothing = loan.amount * 0
    left = sum((row.costs - row.paid_costs for row in instalments_of(loan)), nothing)
    if left > nothing:
        raise CostsUnpaid(subject=loan.reference, amount=left)


def _last_day(loan: Loan) -> date:
    days = [loan.callings_in.filter(reversed_on__isnull=True).values_list("called_on", flat=True).last()]
    days += loan.repayments.filter(reversed_on__isnull=True).values_list("received_on", flat=True)
    days += loan.transfers.filter(reversed_on__isnull=True).values_list("transferred_on", flat=True)
    return max(day for day in days if day)


def _keep_shares(written: WriteOff, legs: list[Participation]) -> None:
    """Whose loss it is: each leg's is all that it has left."""
    LossShare.objects.bulk_create(
        LossShare(
            fund=written.fund, write_off=written, participation=leg, principal=leg.outstanding,
            interest=leg.interest_due,
        )
        for leg in legs
    )  # fmt: skip
    for leg in legs:
        leg.lost, leg.interest_lost = leg.outstanding, leg.interest_due
        leg.outstanding, leg.interest_due = leg.outstanding * 0, leg.interest_due * 0
    Participation.objects.bulk_update(legs, LOSS_FIGURES)


def _give_back(written: WriteOff) -> Iterable[LossShare]:
    for share in written.shares.select_related("participation"):
        leg = share.participation
        leg.outstanding += share.principal
        leg.interest_due += share.interest
        leg.lost -= share.principal
        leg.interest_lost -= share.interest
        yield share


def _tell_lender(written: WriteOff, leg: Participation, principal: Money, *, at: datetime) -> None:
    loan = written.loan
    tell(
        people_of(leg.membership),
        fund=loan.fund,
        template="loan_written_off",
        about=f"{written.pk}:{leg.pk}",
        context={
            "reference": loan.reference,
            "cooperative": leg.membership.cooperative.name,
            "written_off_on": written.written_off_on,
            "lost": principal,
            "whole": written.principal,
        },
        at=at,
    )


def _rows(loan: Loan, place: Place) -> Iterable[WriteOff]:
    after = Q(written_off_on__gt=place.day)
    if place.id is not None:
        after |= Q(written_off_on=place.day, id__gt=place.id)
    return loan.write_offs.filter(after, reversed_on__isnull=True)


def _written_off_on(written: WriteOff) -> date:
    return written.written_off_on


def _undo(loan: Loan, written: WriteOff, _by: Replaying) -> None:
    """Two hands have given the loan up: what is learnt of a day before asks them first."""
    raise WrittenOff(subject=loan.reference, date=written.written_off_on)


def _redo(_loan: Loan, _written: WriteOff, _by: Replaying) -> WriteOff:
    raise AssertionError("a write-off is never undone to be done again")


WRITE_OFF = ActKind(Sentence(gettext_noop("The write-off")), _rows, _written_off_on, _undo, _redo)
