"""A loan of 10 000 € over three months at 3 %, lent 6 000 / 4 000 by two members, and what is asked of it.

due         principal  interest  outstanding
2026-02-15    3325.01     25.00      6674.99
2026-03-15    3333.32     16.69      3341.67
2026-04-15    3341.67      8.35         0.00
"""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from ledger.selectors.balances import balances
from ledger.selectors.verification import all_checks
from lending.models import Loan, Membership, Repayment
from lending.selectors.instalments import RUNNING
from lending.services.recognise_interest import recognise_loan_interest
from lending.services.repay_early import repay_early
from lending.services.repay_loan import repay_loan
from lending.services.reverse_repayment import reverse_repayment
from tests.factories import eur, make_active_loan, make_committee, make_fund, make_member, make_product, treasurer_of

FIRST, SECOND, THIRD = date(2026, 2, 15), date(2026, 3, 15), date(2026, 4, 15)


def at_noon(day: date) -> datetime:
    """The instant at which somebody records what happened that day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def make_story(custody: str = "fund", *, terms: dict[str, object] | None = None, **asked: object) -> Loan:
    """The loan of this module, paid out on 2026-01-15.

    :param terms: of its product, where they are not those of this module.
    """
    fund = make_fund(custody=custody)
    if terms:
        asked["product"] = make_product(fund, **terms)
    make_member(fund, placed=eur(60_000))
    make_member(fund, placed=eur(40_000))
    return make_active_loan(make_member(fund), **asked)


def make_parties(**options: Any) -> Membership:
    """The borrower, when everybody who has a part in the loan is there and nothing has been asked.

    :param options: of its fund.
    """
    fund = make_fund(**options)
    make_member(fund, placed=eur(60_000))
    make_member(fund, placed=eur(40_000))
    borrower = make_member(fund)
    make_committee(fund)
    treasurer_of(fund, 3)
    return borrower


def pay(loan: Loan, amount: str, on: date, *, told_on: date | None = None) -> Repayment:
    """The fund's first treasurer records a receipt, on its day or later."""
    return repay_loan(
        loan=loan, amount=eur(amount), received_on=on, acting_person=treasurer_of(loan.fund),
        now=at_noon(told_on or on), reference="VIR-1",
    )  # fmt: skip


def end(loan: Loan, on: date, *, told_on: date | None = None) -> Repayment:
    """An early repayment in full."""
    return repay_early(loan=loan, received_on=on, acting_person=treasurer_of(loan.fund), now=at_noon(told_on or on))


def undo(repayment: Repayment, on: date) -> Repayment:
    """The payment bounced."""
    return reverse_repayment(
        repayment=repayment, reversed_on=on, reason="Rejet de prélèvement",
        acting_person=treasurer_of(repayment.fund), now=at_noon(on),
    )  # fmt: skip


def recognise(loan: Loan, today: date) -> None:
    """What the worker does every day."""
    recognise_loan_interest(loan_id=loan.pk, today=today)


def recognise_all(today: date) -> list[UUID]:
    """The same for every loan that runs, which it gives."""
    loans = list(Loan.objects.filter(state__in=RUNNING).order_by("pk").values_list("pk", flat=True))
    for pk in loans:
        recognise_loan_interest(loan_id=pk, today=today)
    return loans


def breaches() -> list[tuple[str, object]]:
    """What `verify_ledger` would say; nothing when all is sound."""
    return [(check.name, breach) for check in all_checks() for breach in check.find()]


def holds(loan: Loan) -> dict[str, str]:
    """Every account of the fund that holds something, as text."""
    return {code: f"{held.amount:f}" for code, held in balances(book=loan.fund.book).items() if held.amount}


def legs_of(loan: Loan) -> list[tuple[str, str, str]]:
    """Outstanding, interest due and interest received of each leg."""
    return [
        (f"{leg.outstanding.amount}", f"{leg.interest_due.amount}", f"{leg.interest_received.amount}")
        for leg in loan.participations.order_by("leg")
    ]


def stands(loan: Loan) -> tuple[str, date | None]:
    """The loan's state and the day it was closed."""
    found = Loan.objects.get(pk=loan.pk)
    return found.state, found.closed_on
