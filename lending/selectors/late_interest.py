"""What late interest a loan has run up by its contract, and is not charged yet."""

from datetime import date, timedelta

from django.db.models import Max

from lending.domain.contract import Contract
from lending.domain.late_interest import LateCharge, Overdue, late_interest
from lending.domain.money import to_minor
from lending.domain.terms_json import read_terms
from lending.models import Charge, Loan, Repayment
from lending.selectors.instalments import instalments_of


def contract_of(loan: Loan) -> Contract:
    """What was agreed with the loan beside its schedule."""
    return read_terms(loan.terms).contract


def late_charges(loan: Loan, *, on: date) -> list[LateCharge]:
    """Late interest of each overdue instalment up to a day; three queries, none where the contract asks for nothing.

    Every receipt charges what has run until then. So what is unpaid now has been so since the last receipt.
    """
    rule = contract_of(loan).late_interest
    if not rule.annual_rate:
        return []
    since = _charged_until(loan, on=on)
    currency = loan.fund.currency
    overdue = [
        Overdue(
            row.number,
            row.due_on,
            to_minor((row.principal - row.paid_principal).amount, currency),
            to_minor((row.interest - row.paid_interest).amount, currency),
            known_from=max(row.due_on, since),
        )
        for row in instalments_of(loan)
        if row.due_on < on
    ]
    return late_interest(overdue, on=on, rule=rule)


def _charged_until(loan: Loan, *, on: date) -> date:
    receipts = loan.repayments.filter(reversed_on__isnull=True, received_on__lte=on)
    received = receipts.exclude(kind=Repayment.Kind.WAIVER).aggregate(last=Max("received_on"))["last"]
    charges = Charge.objects.filter(
        loan=loan, reversed_on__isnull=True, kind=Charge.Kind.LATE_INTEREST, charged_on__lte=on
    )
    charged = charges.aggregate(last=Max("charged_on"))["last"]
    return max(received or date.min, charged or date.min, (loan.disbursed_on or on) - timedelta(days=1))
