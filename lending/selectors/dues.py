"""What of a loan is unpaid, as money that comes in is allocated to it."""

from collections.abc import Iterable
from datetime import date

from djmoney.money import Money

from lending.domain.allocation import Due
from lending.models import Instalment, Loan
from lending.selectors.amounts import as_money, minor


def dues(instalments: Iterable[Instalment]) -> list[Due]:
    """What is unpaid of these instalments."""
    return [
        Due(
            instalment.number,
            instalment.due_on,
            costs_minor=minor(instalment.costs) - minor(instalment.paid_costs),
            interest_minor=minor(instalment.interest) - minor(instalment.paid_interest),
            principal_minor=minor(instalment.principal) - minor(instalment.paid_principal),
        )
        for instalment in instalments
    ]


def due_by(found: Iterable[Due], *, on: date) -> list[Due]:
    """What is due by a day and unpaid."""
    return [due for due in found if due.due_on <= on and due.total_minor]


def charged_ahead(found: Iterable[Due], *, on: date) -> list[Due]:
    """Costs of instalments to come that are charged already, due at once: a fee is owed from the payment on."""
    ahead = [due for due in found if due.due_on > on and due.costs_minor]
    return [due._replace(due_on=on, interest_minor=0, principal_minor=0) for due in ahead]


def outstanding_of(loan: Loan) -> Money:
    """The principal lent and not yet back, over all legs."""
    return sum((leg.outstanding for leg in loan.participations.all()), as_money(0, loan.fund.currency))
