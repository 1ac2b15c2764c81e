"""A loan of 12 000 € over six months at 3 %, drawn 6 000 / 4 000 / 2 000, lent by two members three to two.

Paid as it was voted: 6 000 on 15 January, 4 000 on 15 March, 2 000 on 1 April 2026.
"""

from datetime import date

from djmoney.money import Money

from lending.models import Loan
from lending.selectors.instalments import instalments_of
from lending.services.draw_tranche import draw_tranche
from tests.factories import eur, make_active_loan, make_fund, make_member, make_product, treasurer_of
from tests.lending.services.loan_stories import at_noon

FIRST, SECOND, THIRD = date(2026, 1, 15), date(2026, 3, 15), date(2026, 4, 1)
DRAWDOWNS = ((FIRST, eur(6_000)), (SECOND, eur(4_000)), (THIRD, eur(2_000)))

Row = tuple[date, Money, Money, Money]


def make_drawn_loan(
    custody: str = "fund", *, accrual: str = "at_due_date", terms: dict[str, object] | None = None, **asked: object
) -> Loan:
    """The loan of this module, with its first drawdown paid."""
    fund = make_fund(custody=custody, accrual=accrual)
    make_member(fund, placed=eur(60_000))
    make_member(fund, placed=eur(40_000))
    make_product(fund, **(terms or {}))
    known = {"amount": eur(12_000), "instalments": 6, "drawdowns": DRAWDOWNS, "disbursed_on": FIRST}
    return make_active_loan(make_member(fund), **{**known, **asked})


def draw(loan: Loan, on: date, *, told_on: date | None = None, treasurer: int = 3) -> Loan:
    """The fund's third treasurer, who has had no hand in the loan, pays the next drawdown."""
    return draw_tranche(
        loan=loan, drawn_on=on, acting_person=treasurer_of(loan.fund, treasurer), now=at_noon(told_on or on)
    )


def rows_of(loan: Loan) -> list[Row]:
    """Day, principal, interest and what is left, of the schedule in force."""
    return [(row.due_on, row.principal, row.interest, row.outstanding) for row in instalments_of(loan)]
