"""Giving a credit back on the loan as it is on a day; and taking that back."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from djmoney.money import Money
from uuid6 import uuid7

from lending.domain.credit_errors import MoreThanCredit
from lending.domain.sentences import Sentence, gettext_noop
from lending.models import CreditRefund, Loan
from lending.selectors.credits import credit_of
from lending.services.act_kind import ActKind, Place, Replaying
from lending.services.bookkeeping.entries import reverse
from lending.services.bookkeeping.loans import book_refund
from lending.services.events import record_event
from lending.services.settle_state import settle_state
from members.models import Person


def record_refund(
    loan: Loan,
    amount: Money,
    *,
    on: date,
    recorded_by: Person,
    person: Person,
    now: datetime,
    reference: str = "",
    replays: CreditRefund | None = None,
    id_: UUID | None = None,
) -> CreditRefund:
    """The caller holds the loan's lock.

    :raises MoreThanCredit: the credit of that day does not cover it.
    """
    credit, id_ = credit_of(loan), id_ or uuid7()
    if amount > credit:
        raise MoreThanCredit(loan=loan.reference, credit=credit, date=on, amount=amount)
    before = loan.state
    refund = CreditRefund.objects.create(
        id=id_, fund=loan.fund, loan=loan, refunded_on=on, amount=amount, reference=reference, recorded_by=recorded_by,
        replays=replays,
        entry_id=book_refund(
            loan=loan, amount=amount, on=on, reference=reference, source=f"refund:{id_}", key=f"refund:{id_}"
        ),
    )  # fmt: skip
    settle_state(loan, on=on, at=now)
    record_event(
        fund=loan.fund, kind="refund_credit", subject=loan, person=person, at=now,
        before={"state": before, "credit": credit},
        after={
            "state": loan.state, "refund": refund.pk, "amount": amount, "refunded_on": on, "credit": credit - amount,
            **({"replays": replays.pk} if replays else {}),
        },
    )  # fmt: skip
    return refund


def _after(loan: Loan, place: Place) -> QuerySet[CreditRefund]:
    after = Q(refunded_on__gt=place.day)
    if place.id is not None:
        after |= Q(refunded_on=place.day, id__gt=place.id)
    standing = CreditRefund.objects.filter(after, loan=loan, reversed_on__isnull=True)
    return standing.select_related("fund", "recorded_by")


def _undo(loan: Loan, refund: CreditRefund, by: Replaying) -> None:
    on = refund.refunded_on
    refund.reversal_entry_id = reverse(
        fund=refund.fund, entry_id=refund.entry_id, on=on, reason=by.words, key=f"reverse:{refund.id}"
    )
    refund.reversed_on = on
    refund.save(update_fields=["reversed_on", "reversal_entry_id"])
    settle_state(loan, on=on, at=by.now)


def _redo(loan: Loan, refund: CreditRefund, by: Replaying) -> CreditRefund:
    return record_refund(
        loan, refund.amount, on=refund.refunded_on, recorded_by=refund.recorded_by, person=by.person, now=by.now,
        reference=refund.reference, replays=refund,
    )  # fmt: skip


def _refunded_on(refund: CreditRefund) -> date:
    return refund.refunded_on


REFUND = ActKind(Sentence(gettext_noop("The refund")), _after, _refunded_on, _undo, _redo)
