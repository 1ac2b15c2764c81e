"""Recognising interest when it falls due: owed by the borrower, earned by the lenders."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction

from lending.domain.sharing import split
from lending.models import Instalment, InterestAccrual, Loan, Participation
from lending.selectors.accruals import shares_of
from lending.selectors.instalments import RUNNING, instalments_of
from lending.services.bookkeeping.entries import LegAmount, reverse
from lending.services.bookkeeping.loans import book_interest
from lending.services.disburse_loan import locked_loan
from lending.services.minor_units import as_money, minor


def recognise_due_interest(*, today: date) -> list[UUID]:
    """Recognise what fell due on every running loan up to today; one transaction a loan, nothing twice.

    A day missed is made up by the next one.

    :returns: the loans looked at.
    """
    loans = list(Loan.objects.filter(state__in=RUNNING).order_by("pk").values_list("pk", flat=True))
    for pk in loans:
        recognise_loan_interest(loan_id=pk, today=today)
    return loans


@transaction.atomic
def recognise_loan_interest(*, loan_id: UUID, today: date) -> None:
    """The same for one loan."""
    loan = locked_loan(Loan(pk=loan_id))
    if loan.state in RUNNING:
        recognise_up_to(loan, on=today)


def recognise_up_to(loan: Loan, *, on: date) -> None:
    """Recognise the interest of every instalment due by `on`. The caller holds the loan's lock."""
    known = set(loan.accruals.filter(reversed_on__isnull=True).values_list("instalment_number", flat=True))
    for instalment in instalments_of(loan).filter(due_on__lte=on):
        if instalment.number not in known:
            recognise_instalment(loan, instalment, on=instalment.due_on)


def recognise_instalment(
    loan: Loan, instalment: Instalment, *, on: date, advanced_by: UUID | None = None
) -> InterestAccrual:
    """Share an instalment's interest over the legs by the principal each has outstanding, and book it.

    :param advanced_by: the repayment that paid it before its day; its reversal takes it back.
    """
    accrual = InterestAccrual(
        fund=loan.fund, loan=loan, instalment_number=instalment.number, amount=instalment.interest, accrued_on=on,
        advanced_by=advanced_by,
    )  # fmt: skip
    if instalment.interest.amount:
        legs = list(loan.participations.select_related("membership__fund"))
        shares = split(minor(instalment.interest), [minor(leg.outstanding) for leg in legs])
        currency = loan.fund.currency
        accrual.entry_id = book_interest(
            loan=loan,
            legs=[
                LegAmount(leg.membership, as_money(0, currency), as_money(share, currency))
                for leg, share in zip(legs, shares, strict=True)
            ],
            on=on,
            source=f"accrual:{accrual.id}",
            key=f"accrual:{accrual.id}",
        )
        _add_interest_due(legs, shares, currency=currency)
    accrual.save(force_insert=True)
    return accrual


def take_back(loan: Loan, accrual: InterestAccrual, *, on: date, reason: str) -> None:
    """Undo a recognition: minus the split that the books hold of it, whatever the legs have outstanding by now."""
    if accrual.entry_id:
        legs = list(loan.participations.select_related("membership__fund"))
        shares = shares_of(accrual, legs)
        reverse(fund=loan.fund, entry_id=accrual.entry_id, on=on, reason=reason, key=f"reverse:{accrual.id}")
        _add_interest_due(legs, [-share for share in shares], currency=loan.fund.currency)
    accrual.reversed_on = on
    accrual.save(update_fields=["reversed_on"])


def take_back_later(loan: Loan, *, on: date, numbers: Collection[int] | None = None) -> None:
    """Undo what was recognised as of a later day than `on`: the books learn only now what happened then.

    Nothing of it was paid, or it would have been recognised by that payment. Each reversal has the day of what it
    undoes, so that the balances of every day are right. What is still due is recognised again by whoever asks next.

    :param numbers: of the instalments concerned; all of them when not given.
    """
    later = loan.accruals.filter(accrued_on__gt=on, advanced_by__isnull=True, reversed_on__isnull=True)
    for accrual in later if numbers is None else later.filter(instalment_number__in=numbers):
        take_back(loan, accrual, on=accrual.accrued_on, reason=f"Intérêts à recalculer {loan.reference}")


def _add_interest_due(legs: list[Participation], shares: list[int], *, currency: str) -> None:
    for leg, share in zip(legs, shares, strict=True):
        leg.interest_due += as_money(share, currency)
    Participation.objects.bulk_update(legs, ["interest_due"])
