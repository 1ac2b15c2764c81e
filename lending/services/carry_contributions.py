"""Taking what a borrower had put into the guarantee fund along, where its loans become one."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from djmoney.money import Money

from lending.models import Deposit, Loan
from lending.selectors.guarantees import deposits_left
from lending.services.bookkeeping.guarantees import Held, book_contribution, book_contribution_returned
from lending.services.return_contribution import keep_returns


def carry_contributions(loans: Collection[Loan], new: Loan, *, on: date) -> Money:
    """Put what is left of the loans' contributions into the new one, leg by leg where it lies; no cash leaves.

    It stays whole until the end of the new loan, which is covered as any other. Nothing more is taken, since a
    consolidation moves no money. What lies with a lender that has no leg of the new loan is returned with its old one.

    :returns: what the new loan's borrower has put in by it.
    """
    legs = {leg.membership_id: leg for leg in new.participations.select_related("membership__fund", "loan__fund")}
    old = {loan.pk for loan in loans}
    left = [
        (deposit, amount)
        for deposit, amount in deposits_left(new.fund)
        if deposit.loan_id in old and deposit.participation.membership_id in legs
    ]
    total = sum((amount for _, amount in left), new.amount * 0)
    if not left:
        return total
    _take(new, [(legs[deposit.participation.membership_id].pk, amount) for deposit, amount in left], on=on)
    for loan in loans:
        _give(loan, [(deposit, amount) for deposit, amount in left if deposit.loan_id == loan.pk], on=on)
    new.contribution = total
    new.guarantee_rate = round(total.amount / new.amount.amount, 4)
    new.save(update_fields=["contribution", "guarantee_rate"])
    return total


def _take(new: Loan, parts: list[tuple[object, Money]], *, on: date) -> None:
    """First in, then out: no account dips under what it holds."""
    by_leg: dict[object, Money] = defaultdict(lambda: new.amount * 0)
    for leg, amount in parts:
        by_leg[leg] += amount
    legs = new.participations.select_related("membership__fund", "membership__cooperative", "loan__fund")
    deposits = [
        Deposit(fund=new.fund, loan=new, participation=leg, amount=by_leg[leg.pk], taken_on=on)
        for leg in legs.order_by("leg")
        if leg.pk in by_leg
    ]
    held = [Held.of(deposit, deposit.amount) for deposit in deposits]
    entry_id = book_contribution(loan=new, held=held, on=on, key=f"contribution:{new.id}")
    for deposit in deposits:
        deposit.entry_id = entry_id
    Deposit.objects.bulk_create(deposits)


def _give(loan: Loan, parts: list[tuple[Deposit, Money]], *, on: date) -> None:
    if not parts:
        return
    held = [Held.of(deposit, amount) for deposit, amount in parts]
    entry_id = book_contribution_returned(loan=loan, held=held, on=on, key=f"carried:{loan.id}")
    keep_returns(parts, on=on, entry_id=entry_id)
