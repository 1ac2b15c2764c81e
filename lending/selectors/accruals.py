"""Interest that was recognised, as the books hold it."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Max

from ledger.selectors.entries import entry_by_id
from lending.domain.chart import account_code
from lending.domain.money import to_minor
from lending.models import InterestAccrual, Loan, Participation


def shares_of(accrual: InterestAccrual, legs: Sequence[Participation]) -> list[int]:
    """What each of these legs was given of a recognition, in minor units: read from its entry, not computed again."""
    fund = accrual.fund
    if accrual.entry_id is None:
        return [0] * len(legs)
    entry = entry_by_id(book=fund.book, entry_id=accrual.entry_id)
    given = {line.credit: to_minor(line.amount.amount, fund.currency) for line in entry.postings}
    return [given.get(account_code("interest_due", leg.membership.tail, chart=fund.chart), 0) for leg in legs]


def recognised_until(loan: Loan) -> date | None:
    """The last day up to which interest of this loan has been recognised in its course; None when there is none.

    Interest recognised because it was paid before its day does not count.
    """
    standing = loan.accruals.filter(reversed_on__isnull=True, advanced_by__isnull=True)
    return standing.aggregate(last=Max("accrued_on"))["last"]
