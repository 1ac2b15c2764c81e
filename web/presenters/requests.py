"""Requests for a loan as lists and their page show them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from djmoney.money import Money

from lending.domain.errors import LendingError
from lending.models import LoanRequest, RequestVersion
from web.presenters.schedule import Schedule, simulated
from web.states import REQUEST, State


@dataclass(frozen=True)
class RequestLine:
    """A request in a list."""

    request: LoanRequest
    version: RequestVersion
    state: State

    @property
    def amount(self) -> Money:
        return self.version.amount


def request_line(request: LoanRequest) -> RequestLine:
    """One line; the versions are at hand already."""
    return RequestLine(request=request, version=request.current, state=REQUEST[request.state])


def drawdowns_of(version: RequestVersion) -> list[dict[str, Any]]:
    """What is asked for which day."""
    currency = version.amount.currency
    return [
        {"on": date.fromisoformat(item["on"]), "amount": Money(item["amount"], currency)}
        for item in version.terms.get("drawdowns") or ()
    ]


def schedule_of_version(version: RequestVersion) -> Schedule | None:
    """What the request would cost if it were paid out on the day it wishes; none where its terms no longer compute."""
    try:
        return simulated(version.terms)
    except LendingError:
        return None
