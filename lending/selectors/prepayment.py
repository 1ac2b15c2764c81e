"""What principal repaid early does to a loan: what the money pays, and the schedule that follows."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from djmoney.money import Money

from lending.domain.contract import Contract
from lending.domain.fund_errors import WrongDate
from lending.domain.instalment import Instalment as Computed
from lending.domain.money import to_minor
from lending.domain.prepayment_errors import MoreThanPayoff, NothingPrepaid, PaidAhead, ScheduleNotOfTerms
from lending.domain.schedule import build_schedule
from lending.domain.terms_json import read_terms
from lending.models import Instalment, Loan
from lending.selectors.amounts import as_money
from lending.selectors.instalments import instalments_of
from lending.selectors.late_interest import contract_of
from lending.selectors.payoff import indemnity_of, payoff


@dataclass(frozen=True, slots=True)
class Prepayment:
    """An amount received on a day: `due` is owed already and paid first, then interest to the day, then principal.

    :param principal: what of it is repaid early.
    :param terms: of the loan, with this payment among their events: what the schedule is reckoned from.
    :param kept: instalments of before that day, as they are.
    :param rows: the instalments from that day on, the first of them of that day; numbered after those kept.
    """

    on: date
    amount: Money
    due: Money
    interest: Money
    principal: Money
    indemnity: Money
    terms: dict[str, Any]
    kept: tuple[Instalment, ...]
    rows: tuple[Computed, ...]


def prepayment(loan: Loan, *, amount: Money, effect: str, on: date) -> Prepayment:
    """The figures of a partial early repayment; changes nothing.

    The schedule is the one that a simulation of the loan's terms gives with this event, to the cent.

    :param effect: `reduce_term` or `reduce_instalment`.
    :raises NothingPrepaid: it pays no more than what is owed by then, with interest to the day.
    :raises MoreThanPayoff: it is more than repays everything.
    :raises PaidAhead: an instalment to come is paid already, in whole or in part.
    :raises ScheduleNotOfTerms: the schedule in force is not the one that the terms give.
    """
    drawn_on = loan.disbursed_on or loan.agreed_on
    if on <= drawn_on:
        raise WrongDate(date=on, earliest=drawn_on + timedelta(days=1))
    rows = list(instalments_of(loan))
    require_nothing_paid_ahead(rows, on=on)
    ends = payoff(loan, on=on)
    due = ends.overdue + ends.late
    least = due + ends.interest
    if amount <= least:
        raise NothingPrepaid(amount=amount, least=least, date=on)
    if amount > ends.total:
        raise MoreThanPayoff(amount=amount, payoff=ends.total, date=on)
    require_of_terms(loan, rows, on=on)
    principal, indemnity = _split(amount - least, contract_of(loan))
    prepaid = ends.interest + principal
    event = {"on": on.isoformat(), "type": "prepayment", "amount": f"{prepaid.amount:f}", "effect": effect}
    terms = {**loan.terms, "events": [*(loan.terms.get("events") or ()), event]}
    kept = tuple(row for row in rows if row.due_on < on)
    first = kept[-1].number + 1 if kept else 1
    computed = [row for row in build_schedule(read_terms(terms)).instalments if row.due_on >= on]
    return Prepayment(
        on=on, amount=amount, due=due, interest=ends.interest, principal=principal, indemnity=indemnity, terms=terms,
        kept=kept, rows=tuple(row._replace(number=number) for number, row in enumerate(computed, start=first)),
    )  # fmt: skip


def _split(beyond: Money, contract: Contract) -> tuple[Money, Money]:
    """The most principal that this pays with its indemnity, and the rest: the indemnity, to within a cent above."""
    currency = str(beyond.currency)
    whole = to_minor(beyond.amount, currency)
    principal = int(whole / (1 + Fraction(contract.prepayment_indemnity)))
    while _with_indemnity(principal + 1, contract, currency=currency) <= whole:
        principal += 1
    found = as_money(principal, currency)
    return found, beyond - found


def _with_indemnity(principal_minor: int, contract: Contract, *, currency: str) -> int:
    principal = as_money(principal_minor, currency)
    return principal_minor + to_minor(indemnity_of(principal, contract).amount, currency)


def require_nothing_paid_ahead(rows: list[Instalment], *, on: date) -> None:
    """What is to be reckoned again is not paid yet.

    :raises PaidAhead:
    """
    for row in rows:
        if row.due_on > on and (row.paid_principal.amount or row.paid_interest.amount):
            raise PaidAhead(number=row.number, due_on=row.due_on)


def require_of_terms(loan: Loan, rows: list[Instalment], *, on: date) -> None:
    """What was changed otherwise (by a vote, say) is not undone by reckoning it from the terms again.

    :raises ScheduleNotOfTerms:
    """
    currency = loan.fund.currency
    stored = [
        (row.due_on, to_minor(row.principal.amount, currency), to_minor(row.interest.amount, currency))
        for row in rows
        if row.due_on > on
    ]
    computed = [
        (row.due_on, row.principal_minor, row.interest_minor)
        for row in build_schedule(read_terms(loan.terms)).instalments
        if row.due_on > on
    ]
    if stored != computed:
        raise ScheduleNotOfTerms(loan=loan.reference)


def as_lines(planned: Prepayment, *, currency: str) -> list[dict[str, Any]]:
    """The schedule from that day on, for people: number, day, principal, interest, total, what is left after it."""
    return [
        {
            "number": row.number,
            "due_on": row.due_on,
            **{
                name: as_money(minor, currency)
                for name, minor in (
                    ("principal", row.principal_minor),
                    ("interest", row.interest_minor),
                    ("total", row.total_minor),
                    ("outstanding", row.outstanding_minor),
                )
            },
        }
        for row in planned.rows
    ]
