"""Reckoning a change of a running loan: what it would become; nothing is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from lending.domain.change_errors import LoanMoved
from lending.domain.dates import add_months
from lending.domain.fund_errors import WrongDate, WrongState
from lending.domain.lender_interest import interest_by_leg
from lending.domain.loan_change import Change, change
from lending.domain.loan_position import Position
from lending.domain.sentences import Sentence, gettext_noop
from lending.domain.wish import PastDues, Wish
from lending.domain.wish_json import read_wish, wish_json
from lending.domain.wrong_terms import WrongTerms
from lending.models import Fund, Loan, RequestVersion
from lending.selectors.loan_position import earliest_change, position_of
from lending.services.minor_units import as_money, minor

_TOO_LATE = gettext_noop(
    "The last instalment would fall due on %(last)s; between companies a loan ends before %(end)s (%(source)s)."
)
# What is called in is due, whole: it is paid, or called back first.
CHANGEABLE = (Loan.State.ACTIVE, Loan.State.IN_ARREARS)
LEGAL_MONTHS, LEGAL_SOURCE = 36, "CMF L511-6, 3 bis"
# Nothing that fell due is supposed paid: what counts is what was received.
AS_RECEIVED = date.max


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A loan, what is asked of it, where it stands on that day, and what follows."""

    loan: Loan
    wish: Wish
    position: Position
    change: Change

    def lenders(self) -> list[list[Any]]:
        """Each lender's number and name, and the interest to come for it by the old schedule and by the new.

        What has fallen due is earned either way and is left out.
        """
        legs = list(self.loan.participations.select_related("membership__cooperative").order_by("leg"))
        outstanding = [minor(leg.outstanding) for leg in legs]
        before = [(row.unpaid_principal_minor, 0) for row in (*self.position.supposed_paid, *self.position.past)]
        old = [*before, *((row.principal_minor, row.interest_minor) for row in self.position.ahead)]
        shares = zip(
            legs, interest_by_leg(old, outstanding), interest_by_leg(self._new_rows(), outstanding), strict=True
        )
        return [[leg.membership.tail, leg.membership.cooperative.name, *earned] for leg, *earned in shares]

    def _new_rows(self) -> list[tuple[int, int]]:
        brought_in = self.wish.past_dues is PastDues.BROUGHT_IN
        kept = [] if brought_in else self.position.past
        before = [(row.unpaid_principal_minor, 0) for row in (*self.position.supposed_paid, *kept)]
        return [*before, *((row.principal_minor, row.interest_minor) for row in self.change.schedule.instalments)]

    @property
    def amount_minor(self) -> int:
        """The principal that the new terms repay."""
        return self.change.schedule.principal_minor

    def to_dict(self) -> dict[str, Any]:
        """As a version of a request keeps it and the committee votes on it: amounts in minor units."""
        loan = {
            "loan": str(self.loan.pk),
            "reference": self.loan.reference,
            "position": self.position.figures(),
            "terms": self.loan.terms,
        }
        return {
            "wish": wish_json(self.wish),
            "loans": [loan],
            "lenders": self.lenders(),
            "rows": [
                [number, due_on.isoformat(), principal, interest, deferred_from.isoformat() if deferred_from else None]
                for number, due_on, principal, interest, deferred_from in self._unpaid_rows()
            ],
        }

    def _unpaid_rows(self) -> Iterator[tuple[int, date, int, int, date | None]]:
        """What remains to be paid by the new version; a new instalment may ask for nothing."""
        unpaid = {row.number: row for row in self.position.past}
        for row in self.change.rows:
            if row.computed:
                yield row.number, row.due_on, row.principal_minor, row.interest_minor, None
            elif before := unpaid.get(row.number):
                principal = row.principal_minor - before.paid_principal_minor
                interest = row.interest_minor - before.paid_interest_minor
                if principal or interest:
                    yield row.number, row.due_on, principal, interest, row.deferred_from


def plan_change(loan: Loan, wish: Wish, *, known_on: date) -> PlannedChange:
    """What becomes of a loan by a wish, on what is known to be paid.

    :param known_on: what falls due from this day to the day of the change is supposed paid on its day.
    :raises WrongState: it is not running.
    :raises WrongDate: something was paid, or the schedule was changed, on a later day.
    :raises WrongTerms: naming every wrong field.
    """
    if loan.state not in CHANGEABLE:
        raise WrongState(subject=loan.reference, state=loan.state, needed=Loan.State.ACTIVE)
    earliest = earliest_change(loan)
    if earliest is not None and wish.on < earliest:
        raise WrongDate(date=wish.on, earliest=earliest)
    position = position_of(loan, on=wish.on, known_on=known_on)
    planned = PlannedChange(loan, wish, position, change(loan.terms, position, wish))
    _require_legal_term(planned)
    return planned


def require_unmoved(version: RequestVersion, *, known_on: date) -> PlannedChange:
    """The change that a version asks for, if the loan still stands where it stood.

    :raises LoanMoved: a receipt, a reversal or another change came in between.
    """
    told = version.change or {}
    (of,) = told["loans"]
    loan = Loan.objects.select_related("fund", "membership__cooperative").get(pk=of["loan"])
    wish = read_wish(told["wish"])
    position = position_of(loan, on=wish.on, known_on=known_on)
    try:
        planned = plan_change(loan, wish, known_on=known_on)
    except (WrongDate, WrongState, WrongTerms):
        raise _moved(loan, told, position) from None
    if _voted(planned.to_dict()) != _voted(told) or planned.change.terms != version.terms:
        raise _moved(loan, told, position)
    return planned


def _voted(told: dict[str, Any]) -> dict[str, Any]:
    """Without who lends: a part may pass to another lender in between, and the loan is the same."""
    return {name: value for name, value in told.items() if name != "lenders"}


def _moved(loan: Loan, told: dict[str, Any], now: Position) -> LoanMoved:
    currency = loan.fund.currency
    before = told["loans"][0]["position"]["outstanding_minor"]
    return LoanMoved(
        loan=loan.reference,
        on=now.on,
        outstanding=as_money(before, currency),
        now=as_money(now.outstanding_minor, currency),
    )


def _require_legal_term(planned: PlannedChange) -> None:
    """Where members lend each other directly, the whole loan ends in less than three years from its payment."""
    loan = planned.loan
    if loan.fund.custody != Fund.Custody.MEMBERS or loan.disbursed_on is None:
        return
    end = add_months(loan.disbursed_on, LEGAL_MONTHS)
    last = max(row.due_on for row in planned.change.rows)
    if last >= end:
        values = {"last": last.isoformat(), "end": end.isoformat(), "source": LEGAL_SOURCE}
        raise WrongTerms({"instalments": Sentence(_TOO_LATE, values)})
