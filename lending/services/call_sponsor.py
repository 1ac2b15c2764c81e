"""Calling a sponsor of a loan in default: prepared by one hand, released by another; and taking the call back."""

from datetime import date, datetime

from django.db import transaction
from djmoney.money import Money

from lending.domain.fund_errors import FourHands, WrongDate, WrongState
from lending.domain.sponsor_errors import CallPaid, CallStillRuns, CallTakenBack, NothingToCall, SponsorNotCalled
from lending.models import Guarantee, GuaranteeCall, Loan, PreparedAct
from lending.policies import ANSWERS, acts_for, require_confirming_hand, require_treasurer
from lending.selectors.clock import local_day
from lending.selectors.defaults import standing_calling_in
from lending.selectors.people import people_of
from lending.selectors.sponsors import call_line, callable_of, sponsor_guarantees
from lending.services.disburse_loan import locked_loan
from lending.services.events import record_event
from lending.services.prepare_act import confirm, locked_act, prepare
from lending.services.require_given import require_amount, require_day
from lending.services.tell import tell
from members.models import Person


@transaction.atomic
def prepare_sponsor_call(
    *,
    guarantee: Guarantee,
    reason: str,
    pay_by: date,
    acting_person: Person,
    now: datetime,
    amount: Money | None = None,
) -> PreparedAct:
    """Prepare a call on a sponsor; the sponsor hears nothing until another hand releases it.

    :param amount: all that it can be called for when not given.
    :param pay_by: until when it may pay, today or later.
    :raises WrongState: the loan is not called in.
    :raises NothingToCall: it answers for no more than it was called for, or nothing more is owed.
    :raises FourHands: the person acts for the sponsor.
    """
    loan = locked_loan(Loan(pk=guarantee.loan_id))
    require_treasurer(acting_person, loan.fund)
    _require_other_side(acting_person, guarantee)
    _require_default(loan)
    today = local_day(loan.fund, at=now)
    if pay_by < today:
        raise WrongDate(date=pay_by, earliest=today)
    if amount is not None:
        require_amount(amount, fund=loan.fund)
    amount = _require_callable(loan, guarantee, amount)
    return prepare(
        loan, PreparedAct.Kind.SPONSOR, reason=reason, person=acting_person, now=now, guarantee=guarantee,
        amount=amount, pay_by=pay_by,
    )  # fmt: skip


@transaction.atomic
def release_sponsor_call(*, act: PreparedAct, called_on: date, acting_person: Person, now: datetime) -> GuaranteeCall:
    """Release a call: the sponsor's people are told what to pay, and until when. By the chair or another treasurer.

    :param called_on: on or after the calling in, and not to come.
    :raises NothingToCall: since it was prepared, less is owed.
    :raises WrongDate: the time that it leaves to pay is over.
    """
    act = locked_act(act)
    loan, guarantee = act.loan, act.guarantee
    assert guarantee is not None
    assert act.amount is not None
    assert act.pay_by is not None
    require_confirming_hand(acting_person, act)
    _require_other_side(acting_person, guarantee)
    _require_default(loan)
    calling = standing_calling_in(loan)
    require_day(called_on, fund=loan.fund, now=now, earliest=calling.called_on if calling else loan.disbursed_on)
    if act.pay_by < called_on:
        raise WrongDate(date=act.pay_by, earliest=called_on)
    call = GuaranteeCall.objects.create(
        fund=loan.fund, guarantee=guarantee, prepared=act, amount=_require_callable(loan, guarantee, act.amount),
        called_on=called_on, pay_by=act.pay_by,
    )  # fmt: skip
    confirm(act, person=acting_person, now=now)
    sponsor = guarantee.membership.cooperative.name
    record_event(
        fund=loan.fund, kind="call_sponsor", subject=loan, person=acting_person, at=now,
        after={
            "act": call.pk, "sponsor": sponsor, "amount": call.amount, "called_on": called_on, "pay_by": call.pay_by,
            "prepared_by": act.prepared_by.name, "reason": act.reason,
        },
    )  # fmt: skip
    _tell_sponsor(call, loan, at=now)
    return call


@transaction.atomic
def take_call_back(
    *, call: GuaranteeCall, reversed_on: date, reason: str, acting_person: Person, now: datetime
) -> GuaranteeCall:
    """Take a call back that nothing was paid on: it was a mistake, or the borrower pays after all.

    :raises CallTakenBack, CallPaid:
    """
    call = locked_call(call)
    loan, sponsor = call.guarantee.loan, call.guarantee.membership.cooperative.name
    require_treasurer(acting_person, loan.fund)
    _require_other_side(acting_person, call.guarantee)
    if call.reversed_on is not None:
        raise CallTakenBack(sponsor=sponsor, date=call.reversed_on)
    if (paid := call_line(call).paid).amount:
        raise CallPaid(sponsor=sponsor, amount=paid)
    require_day(reversed_on, fund=loan.fund, now=now, earliest=call.called_on)
    call.reversed_on = reversed_on
    call.save(update_fields=["reversed_on"])
    record_event(
        fund=loan.fund, kind="take_call_back", subject=loan, person=acting_person, at=now,
        after={"act": call.pk, "sponsor": sponsor, "amount": call.amount, "reversed_on": reversed_on, "reason": reason},
    )  # fmt: skip
    return call


def require_sponsors_called(loan: Loan) -> None:
    """The mutual guarantee fund and the lenders come after the sponsors.

    :raises SponsorNotCalled: one of them answers for more than it was called for.
    """
    more = callable_of(loan)
    for one in sponsor_guarantees(loan):
        if (amount := more[one.guarantee.pk]).amount:
            raise SponsorNotCalled(
                sponsor=one.guarantee.membership.cooperative.name, amount=amount, subject=loan.reference
            )


def require_sponsors_done(loan: Loan, *, today: date) -> None:
    """What is lost is lost after the sponsors: each was called, and has paid or let its time go by.

    :raises SponsorNotCalled, CallStillRuns:
    """
    require_sponsors_called(loan)
    for one in sponsor_guarantees(loan):
        for line in one.calls:
            if line.left.amount and line.call.pay_by >= today:
                raise CallStillRuns(
                    sponsor=one.guarantee.membership.cooperative.name, subject=loan.reference, amount=line.left,
                    date=line.call.pay_by,
                )  # fmt: skip


def locked_call(call: GuaranteeCall) -> GuaranteeCall:
    """A call under its loan's lock."""
    found = GuaranteeCall.objects.select_related("guarantee__membership__cooperative").get(pk=call.pk)
    found.guarantee.loan = locked_loan(Loan(pk=found.guarantee.loan_id))
    found.refresh_from_db(fields=["reversed_on"])
    return found


def _require_default(loan: Loan) -> None:
    if loan.state != Loan.State.DEFAULTED:
        raise WrongState(subject=loan.reference, state=loan.state, needed=Loan.State.DEFAULTED)


def _require_other_side(person: Person, guarantee: Guarantee) -> None:
    """Who acts for a sponsor has no hand in what it is called for."""
    if acts_for(person, guarantee.membership.cooperative):
        raise FourHands(person=person.name, part=ANSWERS)


def _require_callable(loan: Loan, guarantee: Guarantee, amount: Money | None) -> Money:
    most = callable_of(loan)[guarantee.pk]
    asked = most if amount is None else amount
    if not asked.amount or asked > most:
        sponsor = guarantee.membership.cooperative.name
        raise NothingToCall(sponsor=sponsor, subject=loan.reference, maximum=most, amount=asked)
    return asked


def _tell_sponsor(call: GuaranteeCall, loan: Loan, *, at: datetime) -> None:
    tell(
        people_of(call.guarantee.membership),
        fund=loan.fund,
        template="sponsor_called",
        about=call.pk,
        context={
            "reference": loan.reference,
            "loan": loan.pk,
            "sponsor": call.guarantee.membership.cooperative.name,
            "cooperative": loan.membership.cooperative.name,
            "amount": call.amount,
            "pay_by": call.pay_by,
            "guaranteed": call.guarantee.amount,
        },
        at=at,
    )
