"""What many tests begin with, each in a fund of its own: `kept(starts.active_loan)` makes it once for the worker.

Tests of all rooms that ask for the same share it. Whatever depends on the day is asked for with that day.
"""

from typing import Any

from lending.models import Consultation, Loan, LoanRequest
from tests import factories as make


def submitted_request(borrower: str = "", *, rule: dict[str, Any] | None = None, **asked: Any) -> LoanRequest:
    """A request handed to the fund, by a borrower of this name."""
    return make.make_submitted_request(make.make_member(make.make_fund(rule=rule), name=borrower), **asked)


def consultation(borrower: str = "", *, rule: dict[str, Any] | None = None, **asked: Any) -> Consultation:
    """An open vote; five seats, none of which has voted."""
    return make.make_consultation(make.make_member(make.make_fund(rule=rule), name=borrower), **asked)


def approved_request(borrower: str = "", *, rule: dict[str, Any] | None = None, **asked: Any) -> LoanRequest:
    """A request that the committee has adopted."""
    return make.make_approved_request(make.make_member(make.make_fund(rule=rule), name=borrower), **asked)


def agreed_loan(borrower: str = "", *, custody: str = "fund", **asked: Any) -> Loan:
    """A loan that is not paid out, its contract accepted unless `is_accepted` says otherwise."""
    return make.make_agreed_loan(make.make_member(make.make_fund(custody=custody), name=borrower), **asked)


def active_loan(borrower: str = "", *, custody: str = "fund", **asked: Any) -> Loan:
    """A loan that is paid out: 10 000 € in three months since 15 January 2026, unless said otherwise."""
    return make.make_active_loan(make.make_member(make.make_fund(custody=custody), name=borrower), **asked)
