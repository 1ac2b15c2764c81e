"""Reckoning what becomes of several running loans of one borrower made one; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from lending.domain.consolidation import consolidation
from lending.domain.fund_errors import WrongDate
from lending.domain.lender_interest import interest_by_leg
from lending.domain.loan_change import Change
from lending.domain.loan_position import Position
from lending.domain.sentences import Sentence, gettext_noop
from lending.domain.wish import Wish
from lending.domain.wish_json import wish_json
from lending.domain.wrong_terms import WrongTerms
from lending.models import Loan, Membership, Tranche
from lending.selectors.amounts import minor
from lending.selectors.instalments import instalments_of
from lending.selectors.loan_position import earliest_change, position_of
from lending.selectors.payoff import payoff
from lending.services.carry_sponsors import CarriedSponsor, carried_sponsors
from lending.services.require_changeable import require_changeable, require_legal_end, require_said_of_undrawn

ONE_BORROWER: Final = gettext_noop("Name at least two running loans of one borrower, each once.")
_COSTS: Final = gettext_noop("Costs of %(loan)s are unpaid: let them be paid or waived first.")


@dataclass(frozen=True, slots=True)
class PlannedConsolidation:
    """The loans in order of their numbers, where each stands, and the loan they become.

    :param running_minor: interest of each from its last due date to the day.
    :param carried: the sponsors of these loans, and what each answers for of the new one; None where it is released.
    """

    loans: tuple[Loan, ...]
    wish: Wish
    positions: tuple[Position, ...]
    running_minor: tuple[int, ...]
    change: Change
    carried: tuple[CarriedSponsor, ...] = ()
    undrawn: tuple[Tranche, ...] = ()

    @property
    def sponsors(self) -> list[dict[str, Any]]:
        """Who answers for the new loan, as a version of a request keeps it."""
        return [one.to_dict() for one in self.carried if one.amount is not None]

    @property
    def loan(self) -> Loan:
        """The first of them, whose terms the new one takes over."""
        return self.loans[0]

    @property
    def amount_minor(self) -> int:
        """The principal of the new loan: what is outstanding of all."""
        return self.change.schedule.principal_minor

    def to_dict(self) -> dict[str, Any]:
        """As a version of a request keeps it and the committee votes on it: amounts in minor units."""
        return {
            "wish": wish_json(self.wish),
            "loans": [
                {
                    "loan": str(loan.pk), "reference": loan.reference, "position": position.figures(),
                    "terms": loan.terms, "running_minor": running,
                }
                for loan, position, running in zip(self.loans, self.positions, self.running_minor, strict=True)
            ],
            "lenders": self.lenders(),
            "rows": [
                [
                    row.number, row.due_on.isoformat(), row.principal_minor, row.interest_minor,
                    row.deferred_from.isoformat() if row.deferred_from else None,
                ]
                for row in self.change.rows
            ],
            **undrawn_said(self.undrawn),
            **({"sponsors": [one.said() for one in self.carried]} if self.carried else {}),
        }  # fmt: skip

    def lenders(self) -> list[list[Any]]:
        """Each lender's number and name, and the interest to come for it by the old schedules and by the new.

        What has run to the day is in the new one's first due.
        """
        members: dict[Membership, list[int]] = {}
        for loan, position, running in zip(self.loans, self.positions, self.running_minor, strict=True):
            legs = list(loan.participations.select_related("membership__cooperative").order_by("leg"))
            outstanding = [minor(leg.outstanding) for leg in legs]
            before = [(row.unpaid_principal_minor, 0) for row in (*position.supposed_paid, *position.past)]
            old = [*before, *((row.principal_minor, row.interest_minor) for row in position.ahead)]
            shares = zip(
                legs, outstanding, interest_by_leg(old, outstanding), interest_by_leg([(0, running)], outstanding),
                strict=True,
            )  # fmt: skip
            for leg, left, earned, ran in shares:
                of = members.setdefault(leg.membership, [0, 0, 0])
                of[:] = [of[0] + left, of[1] + earned, of[2] + ran]
        rows = [(row.principal_minor, row.interest_minor) for row in self.change.schedule.instalments]
        new = interest_by_leg(rows, [left for left, _, _ in members.values()])
        return [
            [member.tail, member.cooperative.name, earned, ran + after]
            for (member, (_, earned, ran)), after in zip(members.items(), new, strict=True)
        ]


def plan_consolidation(loans: Sequence[Loan], wish: Wish, *, known_on: date) -> PlannedConsolidation:
    """What becomes of some loans of one borrower, on what is known to be paid.

    :param known_on: what falls due from this day to the day of the change is supposed paid on its day.
    :raises WrongState, WrongDate: one of them cannot be changed, or not from that day.
    :raises WrongTerms: naming every wrong field.
    """
    chosen = tuple(sorted(loans, key=lambda loan: loan.number))
    if len({loan.pk for loan in chosen}) < 2 or len({loan.membership_id for loan in chosen}) > 1:
        raise WrongTerms({"others": Sentence(ONE_BORROWER)})
    undrawn: list[Tranche] = []
    for loan in chosen:
        require_changeable(loan)
        undrawn += require_said_of_undrawn(loan, wish)
        _require_no_costs(loan)
        earliest = earliest_change(loan)
        if earliest is not None and wish.on < earliest:
            raise WrongDate(date=wish.on, earliest=earliest)
    positions = tuple(position_of(loan, on=wish.on, known_on=known_on) for loan in chosen)
    running = tuple(minor(payoff(loan, on=wish.on).interest) for loan in chosen)
    made = consolidation(chosen[0].terms, positions, wish, running_minor=sum(running))
    require_legal_end(chosen, last=made.schedule.instalments[-1].due_on)
    carried = carried_sponsors(chosen, positions, released=wish.released_sponsors)
    return PlannedConsolidation(chosen, wish, positions, running, made, carried, tuple(undrawn))


def _require_no_costs(loan: Loan) -> None:
    """What was charged beside interest is nobody's part: it does not go along with the legs."""
    if any(row.paid_costs < row.costs for row in instalments_of(loan)):
        raise WrongTerms({"others": Sentence(_COSTS, {"loan": loan.reference})})


def undrawn_said(tranches: Sequence[Tranche]) -> dict[str, Any]:
    """The drawdowns still to come, as what is voted tells them: loan, number, day, last day, amount in minor units."""
    rows = [
        [
            each.loan.reference, each.number, each.planned_on.isoformat(), each.last_on.isoformat(),
            minor(each.amount),
        ]
        for each in tranches
    ]  # fmt: skip
    return {"undrawn": rows} if rows else {}


def loans_of(told: dict[str, Any]) -> list[Loan]:
    """The loans that a version of a request is about."""
    ids = [of["loan"] for of in told["loans"]]
    return list(Loan.objects.filter(pk__in=ids).select_related("fund", "membership__cooperative").order_by("number"))
