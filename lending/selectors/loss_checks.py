"""What must be true of losses and recoveries; `verify_ledger` asks it with the rules of the books."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from ledger.selectors.balances import balances
from ledger.selectors.checks import Breach
from lending.domain.chart import account_code
from lending.models import Deposit, DepositUse, Fund, LossShare, Participation, Recovery, RecoveryShare, WriteOff
from lending.selectors.book_checks import each_fund

PARTS = ("principal", "interest")


def _losses(fund: Fund) -> Iterator[Breach]:
    """What each loan lost, and recovered, is what its legs lost and recovered, to the cent."""
    lost = _by_loan(WriteOff.objects.filter(fund=fund, reversed_on__isnull=True), "loan", PARTS)
    lost_shares = LossShare.objects.filter(fund=fund, write_off__reversed_on__isnull=True)
    shared = _by_loan(lost_shares, "write_off__loan", PARTS)
    back = _by_loan(Recovery.objects.filter(fund=fund, reversed_on__isnull=True), "loan", PARTS)
    back_shares = RecoveryShare.objects.filter(fund=fund, recovery__reversed_on__isnull=True)
    back_shared = _by_loan(back_shares, "recovery__loan", PARTS)
    legs = Participation.objects.filter(fund=fund)
    of_legs = (
        _by_loan(legs, "loan", ("lost", "interest_lost")),
        _by_loan(legs, "loan", ("recovered", "interest_recovered")),
    )
    for said, shares, kept, what in (
        (lost, shared, of_legs[0], "lost"),
        (back, back_shared, of_legs[1], "recovered"),
    ):
        for loan, amounts in kept.items():
            told = said.get(loan, (Decimal(0), Decimal(0)))
            if not amounts == told == shares.get(loan, (Decimal(0), Decimal(0))):
                yield Breach(fund.book, f"loan {loan}", f"{what}: its legs say {amounts}, its rows {told}")


def _pass_through(fund: Fund) -> Iterator[Breach]:
    """What is recovered is the lenders': the account it passes through holds nothing of it."""
    begins = f"{account_code('recovery', chart=fund.chart)}-"
    for code, held in balances(book=fund.book).items():
        if code.startswith(begins) and held.amount:
            yield Breach(fund.book, f"account {code}", f"holds {held.amount}, and is to hold nothing")


def _by_loan(rows: Any, loan: str, parts: tuple[str, str]) -> dict[Any, tuple[Decimal, Decimal]]:
    sums = rows.order_by().values(loan).annotate(first=Sum(parts[0]), second=Sum(parts[1]))
    return {row[loan]: (row["first"], row["second"]) for row in sums}


def _deposits(fund: Fund) -> Iterator[Breach]:
    """What a borrower has in the mutual guarantee fund = what it put in, less what was used and went back."""
    borrowers = {code: Decimal(0) for code in _accounts(fund, "deposit")}
    rows = Deposit.objects.filter(fund=fund).order_by().values("loan__membership__number")
    for row in rows.annotate(total=Sum("amount"), back=Sum("returned")):
        borrowers[_deposit(fund, row["loan__membership__number"])] = row["total"] - row["back"]
    uses = DepositUse.objects.filter(fund=fund, repayment__reversed_on__isnull=True).order_by()
    for use in uses.values("deposit__loan__membership__number").annotate(total=Sum("amount")):
        borrowers[_deposit(fund, use["deposit__loan__membership__number"])] -= use["total"]
    held = balances(book=fund.book, codes=list(borrowers)) if borrowers else {}
    for code, amount in borrowers.items():
        if held[code].amount != amount:
            yield Breach(fund.book, f"account {code}", f"holds {held[code].amount}, deposits say {amount}")
    standing = Sum("returns__amount", filter=Q(returns__reversed_on__isnull=True))
    for deposit in Deposit.objects.filter(fund=fund).annotate(back=standing).select_related("loan", "participation"):
        if deposit.returned.amount != (deposit.back or 0):
            what = f"deposit of leg {deposit.participation.leg} of loan {deposit.loan.number}"
            yield Breach(fund.book, what, f"its returns make {deposit.back or 0}, it says {deposit.returned.amount}")


def _accounts(fund: Fund, role: str) -> list[str]:
    begins = f"{account_code(role, chart=fund.chart)}-"
    return [code for code in balances(book=fund.book) if code.startswith(begins)]


def _deposit(fund: Fund, number: int) -> str:
    return account_code("deposit", f"{number:03d}", chart=fund.chart)


CHECKS = (
    each_fund("deposits-are-kept", "Borrowers have in the guarantee fund what is left of what they put in.", _deposits),
    each_fund("losses-are-shared", "What a loan lost and recovered is what its legs lost and recovered.", _losses),
    each_fund("recoveries-pass-through", "What is recovered is the lenders': no account keeps it.", _pass_through),
)
