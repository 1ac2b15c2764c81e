"""How sound a fund's loans are: what is at risk, how much depends on few, how long it is out."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from fractions import Fraction

DAYS_AT_RISK = 30
LARGEST_COUNT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanStanding:
    """A loan that runs. `outstanding_minor`: principal; `remaining_days`: to its last due date, 0 when it is past."""

    borrower: Hashable
    outstanding_minor: int
    days_past_due: int
    remaining_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """Ratios as exact fractions; None when nothing is outstanding.

    :param par30: principal outstanding on loans of which something is 30 days past due or more / principal outstanding.
    :param largest: principal outstanding of the largest borrower / principal outstanding.
    :param largest_five: the same of the five largest together.
    :param herfindahl: sum over the borrowers of the square of their share: 1 with one borrower, 1/n with n equal ones.
    :param average_remaining_days: days to the last due date of each loan, weighted by its principal outstanding.
    """

    outstanding_minor: int
    at_risk_minor: int
    par30: Fraction | None = None
    largest: Fraction | None = None
    largest_five: Fraction | None = None
    herfindahl: Fraction | None = None
    average_remaining_days: Fraction | None = None


def portfolio(loans: Iterable[LoanStanding]) -> Portfolio:
    """The ratios of the loans that run."""
    running = list(loans)
    total = sum(loan.outstanding_minor for loan in running)
    at_risk = sum(loan.outstanding_minor for loan in running if loan.days_past_due >= DAYS_AT_RISK)
    if not total:
        return Portfolio(outstanding_minor=0, at_risk_minor=0)
    owed: dict[Hashable, int] = defaultdict(int)
    for loan in running:
        owed[loan.borrower] += loan.outstanding_minor
    largest = sorted(owed.values(), reverse=True)
    return Portfolio(
        outstanding_minor=total,
        at_risk_minor=at_risk,
        par30=Fraction(at_risk, total),
        largest=Fraction(largest[0], total),
        largest_five=Fraction(sum(largest[:LARGEST_COUNT]), total),
        herfindahl=Fraction(sum(amount**2 for amount in largest), total**2),
        average_remaining_days=Fraction(sum(loan.outstanding_minor * loan.remaining_days for loan in running), total),
    )
