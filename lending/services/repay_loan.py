"""Recording money received on a loan."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from djmoney.money import Money
from uuid6 import uuid7

from lending.domain.allocation import Allocated, Due, allocate
from lending.domain.fund_errors import DateInFuture, PaymentTooLarge, WrongDate, WrongState
from lending.domain.sharing import split
from lending.models import Allocation, Instalment, LegShare, Loan, Participation, Repayment
from lending.policies import require_treasurer
from lending.selectors.instalments import RUNNING, instalments_of, unsettled
from lending.selectors.payoff import payoff
from lending.services.bookkeeping import LegAmount, book_repayment
from lending.services.disburse_loan import locked_loan
from lending.services.events import record_event
from lending.services.minor_units import as_money, minor
from lending.services.outbox import enqueue_message
from lending.services.place_treasury import require_amount
from lending.services.recognise_interest import recognise_instalment, recognise_up_to
from members.models import Person


@transaction.atomic
def repay_loan(
    *, loan: Loan, amount: Money, received_on: date, acting_person: Person, now: datetime, reference: str = ""
) -> Repayment:
    """Record a receipt: on time, partial or late; interest first, then principal, oldest due first.

    Before a due date, the next instalment may be paid in advance; more than that is an early repayment.

    :raises PaymentTooLarge: more than is due and the next instalment; says the maximum and the early repayment.
    """
    loan = locked_loan(loan)
    require_receipt(loan, amount, received_on=received_on, person=acting_person, now=now)
    recognise_up_to(loan, on=received_on)
    repayment_id = uuid7()
    payable = _payable(loan, amount, on=received_on, repayment_id=repayment_id)
    return record_receipt(
        loan, amount, payable, kind=Repayment.Kind.INSTALMENT, repayment_id=repayment_id, received_on=received_on,
        reference=reference, person=acting_person, now=now,
    )  # fmt: skip


def require_receipt(loan: Loan, amount: Money, *, received_on: date, person: Person, now: datetime) -> None:
    """What every receipt asks: a treasurer, a running loan, an amount, a day that is neither to come nor overtaken."""
    require_treasurer(person, loan.fund)
    if loan.state not in RUNNING:
        raise WrongState(subject=loan.reference, state=loan.state, needed=Loan.State.ACTIVE)
    require_amount(amount)
    if received_on > now.date():
        raise DateInFuture(date=received_on, today=now.date())
    last = loan.repayments.filter(reversed_on__isnull=True).aggregate(last=Max("received_on"))["last"]
    earliest = max(last or loan.disbursed_on, loan.disbursed_on)
    if received_on < earliest:
        raise WrongDate(date=received_on, earliest=earliest)


def record_receipt(
    loan: Loan,
    amount: Money,
    payable: Sequence[Due],
    *,
    kind: str,
    repayment_id: UUID,
    received_on: date,
    reference: str,
    person: Person,
    now: datetime,
) -> Repayment:
    """Allocate, share over the legs, book and tell. The caller holds the loan's lock."""
    allocation = allocate(minor(amount), payable, on=received_on)
    legs = list(loan.participations.select_related("membership__cooperative", "membership__fund"))
    shares = _share(legs, principal=allocation.principal_minor, interest=allocation.interest_minor, loan=loan)
    entry_id = book_repayment(
        loan=loan, legs=shares, on=received_on, reference=reference, source=f"repayment:{repayment_id}",
        key=f"repayment:{repayment_id}",
    )  # fmt: skip
    currency = loan.fund.currency
    repayment = Repayment.objects.create(
        id=repayment_id,
        fund=loan.fund,
        loan=loan,
        kind=kind,
        received_on=received_on,
        amount=amount,
        principal=as_money(allocation.principal_minor, currency),
        interest=as_money(allocation.interest_minor, currency),
        reference=reference,
        recorded_by=person,
        entry_id=entry_id,
    )
    _keep(repayment, allocation.parts, legs, shares)
    _close_when_settled(loan, on=received_on)
    record_event(
        fund=loan.fund, kind="repay_loan", subject=loan, person=person, at=now,
        after={
            "repayment": repayment.pk, "amount": amount, "received_on": received_on, "state": loan.state,
            "principal": repayment.principal, "interest": repayment.interest,
        },
    )  # fmt: skip
    _tell_borrower(repayment, at=now)
    return repayment


def dues(instalments: Sequence[Instalment]) -> list[Due]:
    """What is unpaid of these instalments."""
    return [
        Due(
            instalment.number,
            instalment.due_on,
            interest_minor=minor(instalment.interest) - minor(instalment.paid_interest),
            principal_minor=minor(instalment.principal) - minor(instalment.paid_principal),
        )
        for instalment in instalments
    ]


def _payable(loan: Loan, amount: Money, *, on: date, repayment_id: UUID) -> list[Due]:
    """What is due by now; and the next instalment when the money goes beyond, its interest recognised today."""
    unpaid = unsettled(instalments_of(loan))
    due = dues(unpaid.filter(due_on__lte=on))
    owed = sum(each.total_minor for each in due)
    if minor(amount) <= owed:
        return due
    following = unpaid.filter(due_on__gt=on).first()
    if following is not None:
        ahead = dues([following])[0]._replace(due_on=on)
        if minor(amount) <= owed + ahead.total_minor:
            _recognise_ahead(loan, following, on=on, repayment_id=repayment_id)
            return [*due, ahead]
        owed += ahead.total_minor
    raise _too_large(loan, amount, maximum=owed, on=on)


def _too_large(loan: Loan, amount: Money, *, maximum: int, on: date) -> PaymentTooLarge:
    return PaymentTooLarge(
        amount=amount, maximum=as_money(maximum, loan.fund.currency), payoff=payoff(loan, on=on).total
    )


def _recognise_ahead(loan: Loan, instalment: Instalment, *, on: date, repayment_id: UUID) -> None:
    if not loan.accruals.filter(instalment_number=instalment.number, reversed_on__isnull=True).exists():
        recognise_instalment(loan, instalment, on=on, advanced_by=repayment_id)


def _share(legs: Sequence[Participation], *, principal: int, interest: int, loan: Loan) -> list[LegAmount]:
    """To each lender its part: principal by what it has outstanding, interest by what it has due, so none goes below zero."""
    currency = loan.fund.currency
    principals = split(principal, [minor(leg.outstanding) for leg in legs])
    interests = split(interest, [minor(leg.interest_due) for leg in legs])
    return [
        LegAmount(leg.membership, as_money(of_principal, currency), as_money(of_interest, currency))
        for leg, of_principal, of_interest in zip(legs, principals, interests, strict=True)
    ]


def _keep(
    repayment: Repayment, parts: Sequence[Allocated], legs: Sequence[Participation], shares: Sequence[LegAmount]
) -> None:
    """The rows of what was paid and whose it is; the legs' figures follow."""
    currency = repayment.fund.currency
    Allocation.objects.bulk_create(
        Allocation(
            fund=repayment.fund,
            repayment=repayment,
            instalment_number=part.number,
            principal=as_money(part.principal_minor, currency),
            interest=as_money(part.interest_minor, currency),
        )
        for part in parts
    )
    LegShare.objects.bulk_create(
        LegShare(
            fund=repayment.fund,
            repayment=repayment,
            participation=leg,
            principal=share.principal,
            interest=share.interest,
        )
        for leg, share in zip(legs, shares, strict=True)
    )
    for leg, share in zip(legs, shares, strict=True):
        leg.outstanding -= share.principal
        leg.interest_due -= share.interest
        leg.interest_received += share.interest
        leg.save()


def _close_when_settled(loan: Loan, *, on: date) -> None:
    """Everything is paid: closed. Nothing is late any more: active again."""
    unpaid = unsettled(instalments_of(loan))
    if not unpaid.exists():
        loan.state, loan.closed_on = Loan.State.CLOSED, on
    elif not unpaid.filter(due_on__lt=on).exists():
        loan.state = Loan.State.ACTIVE
    loan.save(update_fields=["state", "closed_on"])


def _tell_borrower(repayment: Repayment, *, at: datetime) -> None:
    loan = repayment.loan
    for role in loan.membership.cooperative.roles.select_related("person"):
        enqueue_message(
            fund=loan.fund,
            recipient=role.person,
            template="repayment_received",
            context={
                "reference": loan.reference,
                "loan": loan.pk,
                "amount": repayment.amount,
                "principal": repayment.principal,
                "interest": repayment.interest,
                "received_on": repayment.received_on,
            },
            dedupe_key=f"repayment_received:{repayment.pk}:{role.person_id}",
            at=at,
        )
