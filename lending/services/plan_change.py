"""Reckoning a change of a running loan: what it would become; nothing is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lending.domain.change_errors import LoanMoved
from lending.domain.fund_errors import WrongDate, WrongState
from lending.domain.lender_interest import interest_by_leg
from lending.domain.loan_change import Change, change
from lending.domain.loan_position import Position
from lending.domain.sentences import Sentence, gettext_noop
from lending.domain.wish import ChangeKind, PastDues, Wish
from lending.domain.wish_json import read_wish, wish_json
from lending.domain.wrong_terms import WrongTerms
from lending.models import Loan, RequestVersion, Tranche
from lending.selectors.amounts import as_money, minor
from lending.selectors.loan_position import earliest_change, position_of
from lending.services.plan_consolidation import PlannedConsolidation, loans_of, plan_consolidation, undrawn_said
from lending.services.require_changeable import require_changeable, require_legal_end, require_said_of_undrawn

_ONE_LOAN = gettext_noop("Only a consolidation is of several loans: name one.")
_NOT_RELEASED = gettext_noop("Another schedule of a loan releases none of its sponsors: only a consolidation can.")
# Nothing that fell due is supposed paid: what counts is what was received.
AS_RECEIVED = date.max


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A loan, what is asked of it, where it stands on that day, and what follows.

    :param undrawn: the drawdowns still to come, of which the wish says what becomes of them.
    """

    loan: Loan
    wish: Wish
    position: Position
    change: Change
    undrawn: tuple[Tranche, ...] = ()

    @property
    def sponsors(self) -> list[dict[str, Any]]:
        """Nobody is asked anew: who answers for the loan goes on doing so."""
        return []

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
            **undrawn_said(self.undrawn),
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


Planned = PlannedChange | PlannedConsolidation


def plan_change(loan: Loan, wish: Wish, *, known_on: date) -> PlannedChange:
    """What becomes of a loan by a wish, on what is known to be paid.

    :param known_on: what falls due from this day to the day of the change is supposed paid on its day.
    :raises WrongState: it is not running.
    :raises WrongDate: something was paid, or the schedule was changed, on a later day.
    :raises WrongTerms: naming every wrong field.
    """
    require_changeable(loan)
    undrawn = require_said_of_undrawn(loan, wish)
    if wish.released_sponsors:
        raise WrongTerms({"released_sponsors": Sentence(_NOT_RELEASED)})
    earliest = earliest_change(loan)
    if earliest is not None and wish.on < earliest:
        raise WrongDate(date=wish.on, earliest=earliest)
    position = position_of(loan, on=wish.on, known_on=known_on)
    planned = PlannedChange(loan, wish, position, change(loan.terms, position, wish), undrawn)
    require_legal_end([loan], last=max(row.due_on for row in planned.change.rows))
    return planned


def plan(loans: Sequence[Loan], wish: Wish, *, known_on: date) -> Planned:
    """The same of one loan, or of several that become one."""
    if wish.kind is ChangeKind.CONSOLIDATION:
        return plan_consolidation(loans, wish, known_on=known_on)
    loan, *others = loans
    if others:
        raise WrongTerms({"others": Sentence(_ONE_LOAN)})
    return plan_change(loan, wish, known_on=known_on)


def require_unmoved(version: RequestVersion, *, known_on: date) -> Planned:
    """The change that a version asks for, if the loans still stand where they stood.

    :raises LoanMoved: a receipt, a reversal or another change came in between.
    """
    told = version.change or {}
    loans, wish = loans_of(told), read_wish(told["wish"])
    try:
        planned = plan(loans, wish, known_on=known_on)
    except (WrongDate, WrongState, WrongTerms):
        raise _moved(loans, told, wish, known_on=known_on) from None
    is_other = _voted(planned.to_dict()) != _voted(told) or planned.sponsors != version.sponsors
    if is_other or planned.change.terms != version.terms:
        raise _moved(loans, told, wish, known_on=known_on)
    return planned


def _voted(told: dict[str, Any]) -> dict[str, Any]:
    """Without who lends: a part may pass to another lender in between, and the loan is the same.

    Sponsors are compared apart, without their names. What was still to be drawn may have lapsed: the schedule is not of
    it; and what was drawn since is in where the loan stands.
    """
    return {name: value for name, value in told.items() if name not in ("lenders", "sponsors", "undrawn")}


def _moved(loans: Sequence[Loan], told: dict[str, Any], wish: Wish, *, known_on: date) -> LoanMoved:
    """Which of them stands elsewhere; the last one where only what follows is another."""
    before = {of["loan"]: of["position"] for of in told["loans"]}
    for loan in loans:
        now = position_of(loan, on=wish.on, known_on=known_on)
        then = before[str(loan.pk)]
        if now.figures() != then:
            break
    currency = loan.fund.currency
    return LoanMoved(
        loan=loan.reference,
        on=now.on,
        outstanding=as_money(then["outstanding_minor"], currency),
        now=as_money(now.outstanding_minor, currency),
    )
