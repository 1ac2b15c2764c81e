"""What must be true of recognised interest; `verify_ledger` asks it with the rules of the books."""

from collections.abc import Iterator

from ledger.selectors.checks import Breach
from lending.models import Fund, InterestAccrual, Loan
from lending.selectors.accruals import LoanInterest, interest_of
from lending.selectors.book_checks import each_fund

LOANS_AT_ONCE = 200


def _accruals(fund: Fund) -> Iterator[Breach]:
    """What is recognised of an instalment is what its schedule says has run by the last day recognised."""
    recognised = InterestAccrual.objects.filter(fund=fund, reversed_on__isnull=True)
    loans = list(Loan.objects.filter(pk__in=recognised.values("loan")).order_by("number"))
    for start in range(0, len(loans), LOANS_AT_ONCE):
        for interest in interest_of(loans[start : start + LOANS_AT_ONCE]):
            yield from _of_loan(fund, interest)


def _of_loan(fund: Fund, interest: LoanInterest) -> Iterator[Breach]:
    for number in interest.numbers:
        booked, says = interest.booked_minor(number), _says(interest, number)
        if booked != says:
            fault = f"{booked} minor units are recognised, its schedule says {says}"
            yield Breach(fund.book, f"interest of instalment {number} of loan {interest.loan.number}", fault)
        for row in interest.rows[number]:
            given = sum(share for _weight, share in row.sharing["legs"].values()) if row.sharing else None
            if given is not None and given != interest.minor_of(row):
                fault = f"its legs have {given} minor units of {interest.minor_of(row)}"
                yield Breach(fund.book, f"recognition {row.pk} of loan {interest.loan.number}", fault)


def _says(interest: LoanInterest, number: int) -> int:
    """All of it once a payment came before its day; rows without sharing are of a time that knew nothing else."""
    rows = interest.rows[number]
    if not rows:
        return 0
    if any(row.advanced_by or not row.sharing for row in rows):
        return interest.whole_minor(number)
    return interest.accrued_minor(number, on=rows[-1].accrued_on)


CHECKS = (
    each_fund(
        "interest-follows-the-schedule",
        "What is recognised of each instalment's interest is what its schedule says has run.",
        _accruals,
    ),
)
