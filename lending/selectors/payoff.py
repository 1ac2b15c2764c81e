"""What it takes to end a loan early on a day."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Max
from djmoney.money import Money

from lending.domain.contract import Contract
from lending.domain.fund_errors import WrongDate
from lending.domain.instalment import InterestSegment
from lending.domain.money import RoundingMode, round_ratio, to_minor
from lending.domain.schedule import payoff as payoff_of
from lending.domain.terms_json import read_terms
from lending.models import Instalment, Loan
from lending.selectors.amounts import as_money
from lending.selectors.instalments import instalments_of
from lending.selectors.late_interest import contract_of, late_charges


@dataclass(frozen=True, slots=True)
class Payoff:
    """What repays everything on `on`: what is due and unpaid, the principal to come, interest to the day.

    `overdue`: a fee that is owed from the payment on is in it, though it stands with an instalment to come.
    `late`: late interest that has run and is not charged yet; `indemnity`: of the contract, on the principal to come.
    `number`: of the last instalment that an early repayment makes; None when all has fallen due already.
    """

    on: date
    overdue: Money
    principal: Money
    interest: Money
    number: int | None
    segments: tuple[InterestSegment, ...]
    late: Money
    indemnity: Money

    @property
    def total(self) -> Money:
        return self.overdue + self.principal + self.interest + self.late + self.indemnity


def payoff(loan: Loan, *, on: date) -> Payoff:
    """The figures of an early repayment in full; changes nothing.

    Interest runs to the day by the loan's terms. Where the running instalment was paid in advance, its interest was
    paid with it and none is added.
    """
    currency = loan.fund.currency
    nothing = Money(0, currency)
    rows = list(instalments_of(loan))
    ahead = [row for row in rows if not is_owed(row, on=on)]
    overdue = sum((unpaid_of(row) for row in rows if is_owed(row, on=on)), nothing)
    overdue += sum((row.costs - row.paid_costs for row in ahead), nothing)
    late_minor = sum(charge.amount_minor for charge in late_charges(loan, on=on))
    late = as_money(late_minor, currency)
    if not ahead:
        return Payoff(on, overdue, nothing, nothing, None, (), late, nothing)
    principal = sum((row.principal - row.paid_principal for row in ahead), nothing)
    first, indemnity = ahead[0], indemnity_of(principal, contract_of(loan))
    # Interest recognised on a later day than this one is taken back when the early repayment is recorded.
    paid_ahead = loan.accruals.filter(instalment_number=first.number, advanced_by__isnull=False)
    if paid_ahead.filter(reversed_on__isnull=True).exists():
        return Payoff(on, overdue, principal, first.interest - first.paid_interest, first.number, (), late, indemnity)
    found = payoff_of(read_terms(loan.terms), on=on)
    interest = as_money(found.interest_minor, currency)
    return Payoff(on, overdue, principal, interest, first.number, found.interest.segments, late, indemnity)


def payoff_asked(loan: Loan, *, on: date) -> Payoff:
    """The same for who asks, on the day of the last payment or later: what was paid after a day is in its figures.

    :raises WrongDate: money moved on the loan after that day.
    """
    received = loan.repayments.filter(reversed_on__isnull=True).aggregate(last=Max("received_on"))["last"]
    drawn = loan.tranches.aggregate(last=Max("drawn_on"))["last"]
    moved = [day for day in (received, drawn) if day is not None]
    if moved and on < max(moved):
        raise WrongDate(date=on, earliest=max(moved))
    return payoff(loan, on=on)


def indemnity_of(principal: Money, contract: Contract) -> Money:
    """What the contract asks for principal that is repaid early: a fraction of it, to the nearest cent."""
    currency = str(principal.currency)
    exact = to_minor(principal.amount, currency) * Fraction(contract.prepayment_indemnity)
    return as_money(round_ratio(exact.numerator, exact.denominator, RoundingMode.HALF_UP), currency)


def is_owed(row: Instalment, *, on: date) -> bool:
    """Due by then; or interest that is earned and that the committee moved to a later day."""
    return row.due_on <= on or row.deferred_from is not None


def unpaid_of(row: Instalment) -> Money:
    """What is left to pay of an annotated instalment."""
    paid = row.paid_principal + row.paid_interest + row.paid_costs
    return row.principal + row.interest + row.costs - paid
