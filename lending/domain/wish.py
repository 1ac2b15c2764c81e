"""What is asked of a running loan."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from lending.domain.terms import Every


class ChangeKind(StrEnum):
    """What is asked of a running loan."""

    RESCHEDULE = "reschedule"
    HOLIDAY = "holiday"
    CONSOLIDATION = "consolidation"


class PastDues(StrEnum):
    """What becomes of dues that are late on the day of the change.

    `brought_in`: their principal is repaid with the new schedule; their interest stays a due of its own, on the first
    new due date, and bears none. `kept`: they stay due as they were.
    """

    KEPT = "kept"
    BROUGHT_IN = "brought_in"


class Moved(StrEnum):
    """What an instalment of a payment holiday does not ask for."""

    PRINCIPAL = "principal"
    PRINCIPAL_AND_INTEREST = "principal_and_interest"


class HolidayEffect(StrEnum):
    """What the instalments after a holiday do: come as many and later, or fewer and larger by the old last day."""

    EXTEND = "extend"
    ENLARGE = "enlarge"


class Undrawn(StrEnum):
    """What becomes of drawdowns that are still to come.

    `kept`: each may be drawn as it was voted, and the new schedule is reckoned again from its day. `given_up`: they are
    released as the change is put in force.
    """

    KEPT = "kept"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What is asked. What is None stays as the loan has it.

    :param periods: of a payment holiday.
    :param undrawn: None where all is drawn.
    :param released_sponsors: of a consolidation: the members that will answer for nothing of the new loan.
    """

    kind: ChangeKind
    on: date
    past_dues: PastDues = PastDues.KEPT
    instalments: int | None = None
    every: Every | None = None
    repayment: str | None = None
    annual_rate: Decimal | None = None
    first_due_on: date | None = None
    principal_grace: int = 0
    interest_grace: int = 0
    periods: int = 1
    moved: Moved = Moved.PRINCIPAL
    effect: HolidayEffect = HolidayEffect.EXTEND
    released_sponsors: tuple[str, ...] = ()
    undrawn: Undrawn | None = None
