"""Preparing an act that another hand confirms, and dropping it."""

from datetime import date, datetime

from django.db import transaction
from djmoney.money import Money

from lending.domain.default_errors import AlreadyPrepared, NothingLate
from lending.domain.fund_errors import WrongState
from lending.domain.sentences import Sentence, gettext_noop
from lending.models import Guarantee, Loan, PreparedAct
from lending.policies import require_confirmer, require_treasurer
from lending.selectors.clock import local_day
from lending.selectors.instalments import instalments_of, unsettled
from lending.services.disburse_loan import locked_loan
from lending.services.events import record_event
from lending.services.require_given import require_day
from members.models import Person

THIS_ACT = Sentence(gettext_noop("This act"))
LATE = (Loan.State.ACTIVE, Loan.State.IN_ARREARS)


@transaction.atomic
def prepare_calling_in(
    *, loan: Loan, reason: str, notice_on: date, acting_person: Person, now: datetime
) -> PreparedAct:
    """Prepare the calling in (déchéance du terme) of a loan that is late, after a formal notice; nothing is due yet.

    :param notice_on: the day of the formal notice to the borrower, after the payment and not to come.
    :raises NothingLate: what has fallen due is paid.
    """
    loan = locked_loan(loan)
    require_treasurer(acting_person, loan.fund)
    if loan.state not in LATE:
        raise WrongState(subject=loan.reference, state=loan.state, needed=Loan.State.IN_ARREARS)
    require_day(notice_on, fund=loan.fund, now=now, earliest=loan.disbursed_on)
    require_late(loan, on=local_day(loan.fund, at=now))
    return prepare(loan, PreparedAct.Kind.CALLING_IN, reason=reason, notice_on=notice_on, person=acting_person, now=now)


def require_late(loan: Loan, *, on: date) -> None:
    """A loan is called in for the principal or interest that it owes, not for a bad feeling.

    Asked of the loan as it is at that place of its life: a receipt that has bounced since was none, as it pays nothing.

    :raises NothingLate:
    """
    late = unsettled(instalments_of(loan).filter(due_on__lt=on))
    if not any(row.paid_principal < row.principal or row.paid_interest < row.interest for row in late):
        raise NothingLate(date=on, subject=loan.reference)


def require_not_prepared(loan: Loan, kind: str, *, guarantee: Guarantee | None = None) -> None:
    """The same act on the loan does not wait for its second hand already.

    :raises AlreadyPrepared:
    """
    waiting = loan.prepared_acts.filter(
        kind=kind, guarantee=guarantee, state=PreparedAct.State.PREPARED
    ).select_related("prepared_by")
    if known := waiting.first():
        raise AlreadyPrepared(person=known.prepared_by.name, subject=loan.reference)


def prepare(
    loan: Loan,
    kind: str,
    *,
    reason: str,
    person: Person,
    now: datetime,
    notice_on: date | None = None,
    guarantee: Guarantee | None = None,
    amount: Money | None = None,
    pay_by: date | None = None,
) -> PreparedAct:
    """Write down what is to be confirmed; the caller holds the loan's lock.

    :param guarantee: of the sponsor that is to be called, for an amount, to be paid by a day.
    :raises AlreadyPrepared: the same is waiting for its second hand.
    """
    require_not_prepared(loan, kind, guarantee=guarantee)
    act = PreparedAct.objects.create(
        fund=loan.fund, loan=loan, kind=kind, reason=reason, notice_on=notice_on, guarantee=guarantee, amount=amount,
        pay_by=pay_by, prepared_by=person, prepared_at=now,
    )  # fmt: skip
    record_event(
        fund=loan.fund, kind=f"prepare_{kind}", subject=act, person=person, at=now,
        after={
            "loan": loan.reference, "reason": reason, "notice_on": notice_on,
            **({"amount": amount, "sponsor": guarantee.membership.cooperative.name} if guarantee else {}),
        },
    )  # fmt: skip
    return act


@transaction.atomic
def drop_act(*, act: PreparedAct, reason: str, acting_person: Person, now: datetime) -> PreparedAct:
    """Give up what was prepared, before it is confirmed: by who prepared it, or who could have confirmed it."""
    act = locked_act(act)
    require_confirmer(acting_person, act.loan)
    _decide(act, PreparedAct.State.DROPPED, person=acting_person, now=now)
    record_event(
        fund=act.fund, kind="drop_act", subject=act, person=acting_person, at=now,
        before={"state": PreparedAct.State.PREPARED}, after={"state": act.state, "reason": reason},
    )  # fmt: skip
    return act


def locked_act(act: PreparedAct) -> PreparedAct:
    """What was prepared, under its loan's lock."""
    loan = locked_loan(Loan(pk=act.loan_id))
    act = PreparedAct.objects.select_related("prepared_by", "guarantee__membership__cooperative").get(pk=act.pk)
    act.loan, act.fund = loan, loan.fund
    if act.state != PreparedAct.State.PREPARED:
        raise WrongState(subject=THIS_ACT, state=act.state, needed=PreparedAct.State.PREPARED)
    return act


def confirm(act: PreparedAct, *, person: Person, now: datetime) -> None:
    """Mark it as confirmed; whoever does what was prepared asks for it first."""
    _decide(act, PreparedAct.State.CONFIRMED, person=person, now=now)


def _decide(act: PreparedAct, state: str, *, person: Person, now: datetime) -> None:
    act.state, act.decided_by, act.decided_at = state, person, now
    act.save(update_fields=["state", "decided_by", "decided_at"])
