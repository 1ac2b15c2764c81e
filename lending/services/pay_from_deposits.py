"""Paying the lenders of a loan in default out of the contributions to the mutual guarantee fund."""

from datetime import datetime
from typing import Any
from uuid import UUID

from djmoney.money import Money

from lending.domain.default_errors import GuaranteeExhausted, NotGuaranteed
from lending.domain.fund_errors import WrongState
from lending.domain.mutual_guarantee import draw
from lending.domain.sentences import gettext_noop
from lending.models import Deposit, DepositUse, Fund, Loan, Repayment
from lending.selectors.amounts import as_money, minor
from lending.selectors.dues import dues, outstanding_of
from lending.selectors.guarantees import deposits_left
from lending.selectors.instalments import instalments_of, unsettled
from lending.services.act_kind import Replaying
from lending.services.bookkeeping.guarantees import Held, book_guarantee_payment
from lending.services.record_receipt import Receipt, record_receipt
from lending.services.undo_repayment import kind_of_receipt
from members.models import Person


def pay_from_deposits(loan: Loan, receipt: Receipt, *, person: Person, now: datetime) -> Repayment:
    """Pay the principal outstanding out of the contributions: this loan's own first, then the others', pro rata.

    Shared over the lenders by what each has outstanding. The caller holds the loan's lock.

    :raises NotGuaranteed: its borrower puts nothing into the guarantee fund.
    :raises GuaranteeExhausted: nothing is left in it, or nothing is outstanding.
    """
    if loan.state != Loan.State.DEFAULTED:
        raise WrongState(subject=loan.reference, state=loan.state, needed=Loan.State.DEFAULTED)
    if not loan.contribution.amount:
        raise NotGuaranteed(subject=loan.reference)
    # Two loans in default do not count on the same contributions.
    Fund.objects.select_for_update(no_key=True).get(pk=loan.fund_id)
    uses = _draw(loan, outstanding_of(loan))
    if not uses:
        raise GuaranteeExhausted(subject=loan.reference)
    amount = sum((used for _deposit, used in uses), loan.amount * 0)
    owed = [due._replace(interest_minor=0, costs_minor=0) for due in dues(unsettled(instalments_of(loan)))]
    held = [Held.of(deposit, used) for deposit, used in uses]

    def book(*, costs: Money, **entry: Any) -> UUID:
        return book_guarantee_payment(held=held, **entry)

    repayment = record_receipt(
        loan, amount, owed, kind=Repayment.Kind.MUTUAL, receipt=receipt, person=person, now=now, book=book
    )
    DepositUse.objects.bulk_create(
        DepositUse(fund=loan.fund, deposit=deposit, repayment=repayment, amount=used) for deposit, used in uses
    )
    return repayment


def _draw(loan: Loan, needed: Money) -> list[tuple[Deposit, Money]]:
    left = deposits_left(loan.fund)
    own = [each for each in left if each[0].loan_id == loan.pk]
    others = [each for each in left if each[0].loan_id != loan.pk]
    parts = draw(
        minor(needed), own=[minor(amount) for _, amount in own], others=[minor(amount) for _, amount in others]
    )
    used = zip([*own, *others], [*parts[0], *parts[1]], strict=True)
    return [(deposit, as_money(part, loan.fund.currency)) for (deposit, _), part in used if part]


def _redo(loan: Loan, row: Repayment, by: Replaying) -> Repayment:
    """As far as it goes now: what was learnt since may have left less to pay."""
    return pay_from_deposits(loan, Receipt.again(row), person=by.person, now=by.now)


MUTUAL = kind_of_receipt(Repayment.Kind.MUTUAL, name=gettext_noop("The payment of the guarantee fund"), redo=_redo)
