"""What a loan's contract says of its repayment beyond the schedule: order of allocation, indemnity, late interest."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from lending.domain.allocation import LEGAL_ORDER, Part
from lending.domain.json_fields import Fields
from lending.domain.json_values import LIST, NotReadable, count, rate, shown, word
from lending.domain.sentences import gettext_noop

GRACE_DAYS_MAX: Final = 365
_ORDER: Final = gettext_noop("Each of %(parts)s is named once, in the order in which they are paid.")
_TRUTH: Final = gettext_noop("%(given)s was given; true or false is expected.")
_PARTS: Final = {part.value: part for part in Part}


@dataclass(frozen=True, kw_only=True, slots=True)
class LateInterest:
    """Simple interest on principal that is overdue. Rates are fractions: 10 % is 0.10.

    :param grace_days: days after the due date for which nothing is asked.
    :param on_interest: also on interest that has been due for a full year, and not before (Code civil 1343-2).
    """

    annual_rate: Decimal = Decimal(0)
    grace_days: int = 0
    on_interest: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Contract:
    """The rules that were agreed with the loan.

    :param allocation: which part of what is due a payment pays first.
    :param prepayment_indemnity: a fraction of the principal repaid early.
    """

    allocation: tuple[Part, ...] = LEGAL_ORDER
    prepayment_indemnity: Decimal = Decimal(0)
    late_interest: LateInterest = field(default_factory=LateInterest)


def read_contract(fields: Fields) -> Contract:
    """The contract among the terms of a loan; what is left out has its default."""
    order = fields.read("allocation", _order, LEGAL_ORDER)
    indemnity = fields.read("prepayment_indemnity", rate, Decimal(0))
    late = fields.read_object("late_interest")
    annual_rate = late.read("annual_rate", rate, Decimal(0))
    grace_days = late.read("grace_days", count(minimum=0, maximum=GRACE_DAYS_MAX), 0)
    on_interest = late.read("on_interest", _truth, False)
    late.finish()
    fields.finish()
    return Contract(
        allocation=order or LEGAL_ORDER,
        prepayment_indemnity=indemnity or Decimal(0),
        late_interest=LateInterest(
            annual_rate=annual_rate or Decimal(0), grace_days=grace_days or 0, on_interest=bool(on_interest)
        ),
    )


def _order(given: Any) -> tuple[Part, ...]:
    if not isinstance(given, list):
        raise NotReadable(LIST, given=shown(given), maximum=len(_PARTS))
    parts = tuple(word(_PARTS)(part) for part in given)
    if sorted(parts) != sorted(Part):
        raise NotReadable(_ORDER, parts=", ".join(_PARTS))
    return parts


def _truth(given: Any) -> bool:
    if not isinstance(given, bool):
        raise NotReadable(_TRUTH, given=shown(given))
    return given
