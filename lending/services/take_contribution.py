"""Taking a borrower's contribution to the mutual guarantee fund, as its loan is paid out."""

from collections.abc import Sequence
from datetime import date

from lending.domain.sharing import split
from lending.models import Deposit, Loan, Participation
from lending.selectors.amounts import as_money, minor
from lending.services.bookkeeping.accounts import open_deposit_account
from lending.services.bookkeeping.guarantees import Held, book_contribution


def take_contribution(loan: Loan, legs: Sequence[Participation], *, on: date) -> None:
    """Book what was agreed, split over the legs by what each lends; nothing where the policy asked for nothing."""
    if not loan.contribution.amount:
        return
    open_deposit_account(loan.membership)
    parts = split(minor(loan.contribution), [minor(leg.amount) for leg in legs])
    deposits = [
        Deposit(fund=loan.fund, loan=loan, participation=leg, amount=as_money(part, loan.fund.currency), taken_on=on)
        for leg, part in zip(legs, parts, strict=True)
        if part
    ]
    held = [Held.of(deposit, deposit.amount) for deposit in deposits]
    entry_id = book_contribution(loan=loan, held=held, on=on, key=f"contribution:{loan.id}")
    for deposit in deposits:
        deposit.entry_id = entry_id
    Deposit.objects.bulk_create(deposits)
