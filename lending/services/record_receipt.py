"""Recording a receipt on a loan: what it paid, and whose it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from uuid import UUID

from djmoney.money import Money
from uuid6 import uuid7

from lending.domain.allocation import Allocated, Due, allocate
from lending.domain.default_errors import WrittenOff
from lending.domain.fund_errors import WrongState
from lending.domain.sharing import split
from lending.models import Allocation, GuaranteeCall, LegShare, Loan, Participation, Repayment
from lending.policies import require_treasurer
from lending.selectors.accruals import due_by_leg
from lending.selectors.amounts import as_money, minor
from lending.selectors.dues import outstanding_of
from lending.selectors.instalments import RUNNING
from lending.selectors.late_interest import contract_of
from lending.selectors.losses import standing_write_off
from lending.selectors.people import people_of
from lending.services.bookkeeping.entries import LegAmount
from lending.services.bookkeeping.loans import book_repayment, book_waiver
from lending.services.events import record_event
from lending.services.require_given import require_day
from lending.services.settle_state import settle_state
from lending.services.tell import tell
from members.models import Person

LEG_FIGURES = ("outstanding", "interest_due", "interest_received")


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that came in (or was given up): on which day, and who said so.

    :param named: numbers of the instalments that the debtor named (Code civil 1342-10).
    :param reason: of a waiver.
    :param replays: the row of the same money that this one does again.
    :param call: on a sponsor, that this pays.
    """

    received_on: date
    recorded_by: Person
    reference: str = ""
    named: tuple[int, ...] = ()
    reason: str = ""
    replays: Repayment | None = None
    call: GuaranteeCall | None = None
    id: UUID = field(default_factory=uuid7)

    @classmethod
    def again(cls, row: Repayment) -> "Receipt":
        """The same receipt, to be done again."""
        return cls(row.received_on, row.recorded_by, row.reference, tuple(row.named), row.reason, row, row.call)


def require_receipt(loan: Loan, *, received_on: date, person: Person, now: datetime) -> None:
    """What every receipt asks: a treasurer, a loan that was paid out, and a day since then that is not to come."""
    require_treasurer(person, loan.fund)
    if loan.disbursed_on is None:
        raise WrongState(subject=loan.reference, state=loan.state, needed=Loan.State.ACTIVE)
    require_day(received_on, fund=loan.fund, now=now, earliest=loan.disbursed_on)


def require_running(loan: Loan) -> None:
    """Asked of the loan as it was at the place of the receipt, which may come before the one that closed it."""
    if loan.state == Loan.State.WRITTEN_OFF and (written := standing_write_off(loan)):
        raise WrittenOff(subject=loan.reference, date=written.written_off_on)
    if loan.state not in RUNNING:
        raise WrongState(subject=loan.reference, state=loan.state, needed=Loan.State.ACTIVE)


def record_receipt(
    loan: Loan,
    amount: Money,
    payable: Sequence[Due],
    *,
    kind: str,
    receipt: Receipt,
    person: Person,
    now: datetime,
    effect: str = "",
    book: Callable[..., UUID] | None = None,
) -> Repayment:
    """Allocate, share over the legs, book and tell. The caller holds the loan's lock.

    What exceeds the dues is kept for the borrower: the caller sees to it that these are all that is owed.

    :param person: who does this: who records the receipt, or who makes it be replayed.
    :param book: what the accounting manual says of money that comes from elsewhere than the borrower.
    """
    received_on, repayment_id = receipt.received_on, receipt.id
    before = {"state": loan.state, "outstanding": outstanding_of(loan)}
    order = contract_of(loan).allocation
    allocation = allocate(minor(amount), payable, on=received_on, order=order, named=receipt.named)
    legs = list(loan.participations.select_related("membership__cooperative", "membership__fund"))
    due = due_by_leg(loan, legs, on=received_on, paying=[each.number for each in payable])
    shares = _share(legs, due, principal=allocation.principal_minor, interest=allocation.interest_minor, loan=loan)
    currency, is_waiver = loan.fund.currency, kind == Repayment.Kind.WAIVER
    costs, credit = as_money(allocation.costs_minor, currency), as_money(allocation.left_minor, currency)
    ordinary = book_waiver if is_waiver else partial(book_repayment, reference=receipt.reference, credit=credit)
    entry_id = (book or ordinary)(
        loan=loan, legs=shares, costs=costs, on=received_on, source=f"repayment:{repayment_id}",
        key=f"repayment:{repayment_id}",
    )  # fmt: skip
    repayment = Repayment.objects.create(
        id=repayment_id, fund=loan.fund, loan=loan, kind=kind, received_on=received_on, effect=effect,
        amount=amount,
        principal=as_money(allocation.principal_minor, currency),
        interest=as_money(allocation.interest_minor, currency),
        costs=costs, credit=credit, named=list(receipt.named), reason=receipt.reason,
        reference=receipt.reference, recorded_by=receipt.recorded_by, entry_id=entry_id, replays=receipt.replays,
        call=receipt.call,
    )  # fmt: skip
    _keep_allocations(repayment, allocation.parts)
    _keep_shares(repayment, legs, shares)
    settle_state(loan, on=received_on, at=now)
    record_event(
        fund=loan.fund, kind="waive_dues" if is_waiver else "repay_loan", subject=loan, person=person, at=now,
        before=before,
        after={
            "repayment": repayment.pk, "amount": amount, "received_on": received_on, "state": loan.state,
            "principal": repayment.principal, "interest": repayment.interest, "costs": costs, "credit": credit,
            "outstanding": outstanding_of(loan), **({"reason": receipt.reason} if is_waiver else {}),
            **({"replays": receipt.replays.pk} if receipt.replays else {}),
        },
    )  # fmt: skip
    if receipt.replays is None and book is None and not is_waiver:
        _tell_borrower(repayment, at=now)
    return repayment


def _share(
    legs: Sequence[Participation], due: Sequence[int], *, principal: int, interest: int, loan: Loan
) -> list[LegAmount]:
    """To each lender its part: principal by what it has outstanding, interest by what it has due of what is paid.

    So no leg goes below zero, now or when interest that is only running is taken back.
    """
    currency = loan.fund.currency
    principals = split(principal, [minor(leg.outstanding) for leg in legs])
    interests = split(interest, due)
    return [
        LegAmount(leg.membership, as_money(of_principal, currency), as_money(of_interest, currency))
        for leg, of_principal, of_interest in zip(legs, principals, interests, strict=True)
    ]


def _keep_allocations(repayment: Repayment, parts: Sequence[Allocated]) -> None:
    """What was paid of each instalment."""
    currency = repayment.fund.currency
    Allocation.objects.bulk_create(
        Allocation(
            fund=repayment.fund,
            repayment=repayment,
            instalment_number=part.number,
            principal=as_money(part.principal_minor, currency),
            interest=as_money(part.interest_minor, currency),
            costs=as_money(part.costs_minor, currency),
        )
        for part in parts
    )


def _keep_shares(repayment: Repayment, legs: Sequence[Participation], shares: Sequence[LegAmount]) -> None:
    """Whose it is; the legs' figures follow."""
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
        if repayment.kind != Repayment.Kind.WAIVER:
            leg.interest_received += share.interest
    Participation.objects.bulk_update(legs, LEG_FIGURES)


def _tell_borrower(repayment: Repayment, *, at: datetime) -> None:
    loan = repayment.loan
    tell(
        people_of(loan.membership),
        fund=loan.fund,
        template="repayment_received",
        about=repayment.pk,
        context={
            "reference": loan.reference,
            "loan": loan.pk,
            "amount": repayment.amount,
            "principal": repayment.principal,
            "interest": repayment.interest,
            "received_on": repayment.received_on,
        },
        at=at,
    )
