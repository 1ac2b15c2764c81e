"""Recognising interest: owed by the borrower, earned by the lenders.

A fund books each day what has run, or on each due date the whole of an instalment (`FundPolicy.accrual`). Either way it
is the same entry, and the books hold by a due date exactly what the schedule says of it.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from uuid6 import uuid7

from lending.domain.accrual import stretch_ends
from lending.domain.accrual_sharing import Shared, share_accrual
from lending.models import Fund, Instalment, InterestAccrual, Loan, Participation
from lending.selectors.accruals import LoanInterest, interest_of, shares_of, sharing
from lending.selectors.amounts import as_money
from lending.selectors.instalments import RUNNING
from lending.services.bookkeeping.batch import one_batch
from lending.services.bookkeeping.entries import LegAmount, reverse
from lending.services.bookkeeping.loans import book_interest
from lending.services.disburse_loan import locked_loan, locked_loans

RECKONED_AGAIN = "Intérêts à recalculer"


@transaction.atomic
def recognise_loan_interest(*, loan_id: UUID, today: date) -> None:
    """Recognise what ran on a loan up to today, if it runs: nothing twice, and a day missed is made up by the next."""
    loan = locked_loan(Loan(pk=loan_id))
    if loan.state in RUNNING:
        recognise_up_to(loan, on=today)


@transaction.atomic
def recognise_range(*, fund: Fund, loan_ids: Sequence[UUID], today: date) -> None:
    """The same for a range of a fund's loans, in one transaction and one call of the ledger, however many.

    What belongs to a closed period is dated today.

    :raises BookingRefused: one entry is refused, so nothing is kept; `recognise_loan_interest` does each by itself.
    """
    loans = [loan for loan in locked_loans(fund, loan_ids) if loan.state in RUNNING]
    with one_batch(fund, key=f"accruals:{uuid7()}", today=today):
        found = interest_of(loans)
        for interest in found:
            for number in interest.numbers:
                _bring(interest, number, on=today)
        _keep(found)


def recognise_up_to(loan: Loan, *, on: date) -> None:
    """Bring the loan's interest to a day by the schedule in force. The caller holds the loan's lock.

    Each day that was missed belongs to its month: what is made up is cut at the ends of months and at due dates. What
    was recognised beyond what the schedule says, because a later version says less, is taken back by mirror entries.
    """
    (interest,) = interest_of([loan])
    for number in interest.numbers:
        _bring(interest, number, on=on)
    _keep([interest])


def cut_interest(loan: Loan, *, on: date) -> None:
    """Bring the loan's interest to a day, whatever the fund's policy, so that later interest is shared anew.

    What has run is shared by what each has outstanding before that day's change. The caller holds the loan's lock.
    """
    recognise_up_to(loan, on=on)
    (interest,) = interest_of([loan])
    interest.is_daily = True
    for number in interest.numbers:
        _bring(interest, number, on=on)
    _keep([interest])


def recognise_instalment(
    loan: Loan, instalment: Instalment, *, on: date, advanced_by: UUID | None = None
) -> InterestAccrual | None:
    """Recognise what is not recognised yet of an instalment's whole interest; None when nothing is left to.

    A schedule that has just been ended has fewer instalments: what was recognised of those left out is taken back, for
    it is in this one now.

    :param advanced_by: the repayment that paid it before its day; its reversal takes it back.
    """
    (interest,) = interest_of([loan])
    number = instalment.number
    whole = interest.whole_minor(number)
    _take_back_above(interest, number, whole, on=on)
    for left_out in interest.numbers:
        if left_out not in interest.running:
            _take_back_above(interest, left_out, 0, on=on)
    accrual = _add(interest, number, whole - interest.booked_minor(number), on=on, advanced_by=advanced_by)
    _keep([interest])
    return accrual


def take_back(loan: Loan, accrual: InterestAccrual, *, on: date, reason: str) -> None:
    """Undo a recognition: minus the split that the books hold of it, whatever the legs have outstanding by now."""
    legs = list(loan.participations.select_related("membership__fund"))
    _undo(accrual, legs, on=on, reason=reason)
    Participation.objects.bulk_update(legs, ["interest_due"])


def take_back_later(loan: Loan, *, on: date, numbers: Collection[int] | None = None) -> None:
    """Undo what was recognised as of a later day than `on`: the books learn only now what happened then.

    Nothing of it was paid, or it would have been recognised by that payment. Each reversal has the day of what it
    undoes, so that the balances of every day are right. What is still due is recognised again by whoever asks next.

    :param numbers: of the instalments concerned; all of them when not given.
    """
    later = loan.accruals.filter(accrued_on__gt=on, advanced_by__isnull=True, reversed_on__isnull=True)
    chosen = list(later if numbers is None else later.filter(instalment_number__in=numbers))
    if chosen:
        legs = list(loan.participations.select_related("membership__fund"))
        for accrual in reversed(chosen):
            _undo(accrual, legs, on=accrual.accrued_on, reason=f"{RECKONED_AGAIN} {loan.reference}")
        Participation.objects.bulk_update(legs, ["interest_due"])


def _bring(interest: LoanInterest, number: int, *, on: date) -> None:
    rows, running = interest.rows[number], interest.running.get(number)
    if rows and rows[-1].accrued_on > on:
        return
    ran = interest.accrued_minor(number, on=on)
    # What was paid before its day stays, whatever has run by now.
    is_advanced = any(row.advanced_by for row in rows)
    _take_back_above(interest, number, interest.whole_minor(number) if is_advanced else ran, on=on)
    if running is None or (not interest.is_daily and on < running.due_on):
        return
    end = min(on, running.due_on)
    # One recognition a day: what more has run of a day, by a later schedule, replaces it.
    if rows and rows[-1].accrued_on == end and rows[-1].advanced_by is None and interest.booked_minor(number) < ran:
        _take_back_last(interest, number, on=on)
    last = rows[-1].accrued_on if rows else running.runs_from
    days = [*stretch_ends(last, end)] if interest.is_daily else [end]
    # Interest that no segment explains has no day before its due date to begin on.
    for day in days if days or rows else [end]:
        _add(interest, number, interest.accrued_minor(number, on=day) - interest.booked_minor(number), on=day)


def _take_back_above(interest: LoanInterest, number: int, most_minor: int, *, on: date) -> None:
    """The last days first, and never what was paid."""
    while interest.booked_minor(number) > most_minor and interest.rows[number][-1].advanced_by is None:
        _take_back_last(interest, number, on=on)


def _take_back_last(interest: LoanInterest, number: int, *, on: date) -> None:
    last = interest.rows[number].pop()
    interest.has_taken_back = True
    reason = f"{RECKONED_AGAIN} {interest.loan.reference}"
    _undo(last, interest.legs, on=max(on, last.accrued_on), reason=reason)


def _undo(accrual: InterestAccrual, legs: Iterable[Participation], *, on: date, reason: str) -> None:
    legs = list(legs)
    if accrual.entry_id:
        reverse(fund=accrual.fund, entry_id=accrual.entry_id, on=on, reason=reason, key=f"reverse:{accrual.id}")
        for leg, share in zip(legs, shares_of(accrual, legs), strict=True):
            leg.interest_due -= as_money(share, accrual.fund.currency)
    accrual.reversed_on = on
    accrual.save(update_fields=["reversed_on"])


def _add(
    interest: LoanInterest, number: int, amount_minor: int, *, on: date, advanced_by: UUID | None = None
) -> InterestAccrual | None:
    """Share it over the legs and book it."""
    if amount_minor <= 0:
        return None
    loan, legs, rows = interest.loan, interest.legs, interest.rows[number]
    whole, weights, past = interest.whole_minor(number), interest.weights(), interest.past(number)
    shares = tuple(share_accrual(amount_minor, weights, total_minor=whole, past=past))
    currency, id_ = loan.fund.currency, uuid7()
    amounts = [
        LegAmount(leg.membership, as_money(0, currency), as_money(share, currency))
        for leg, share in zip(legs, shares, strict=True)
    ]
    accrual = InterestAccrual(
        id=id_, fund=loan.fund, loan=loan, instalment_number=number, amount=as_money(amount_minor, currency),
        accrued_from=rows[-1].accrued_on if rows else None, accrued_on=on, advanced_by=advanced_by,
        sharing=sharing(Shared(weights, shares, whole), legs),
        entry_id=book_interest(
            loan=loan, legs=amounts, on=on, source=f"accrual:{id_}", key=f"accrual:{id_}", is_due=not interest.is_daily,
        ),
    )  # fmt: skip
    rows.append(accrual)
    interest.made.append(accrual)
    for leg, amount in zip(legs, amounts, strict=True):
        leg.interest_due += amount.interest
    return accrual


def _keep(found: Sequence[LoanInterest]) -> None:
    """Write what was recognised, and the legs that it changed."""
    changed = [interest for interest in found if interest.made or interest.has_taken_back]
    InterestAccrual.objects.bulk_create(accrual for interest in changed for accrual in interest.made)
    Participation.objects.bulk_update([leg for interest in changed for leg in interest.legs], ["interest_due"])
