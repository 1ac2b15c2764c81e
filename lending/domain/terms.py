"""The terms of a loan: all that its schedule follows from."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from lending.domain.calendars import BusinessDay, Calendar
from lending.domain.contract import Contract
from lending.domain.day_count import DayCount
from lending.domain.money import RoundingMode


class Repayment(StrEnum):
    """How principal comes back: see `lending.domain.methods`."""

    EQUAL_INSTALMENTS = "equal_instalments"
    EQUAL_PRINCIPAL = "equal_principal"
    BULLET = "bullet"
    INTEREST_ONLY = "interest_only"


class PeriodUnit(StrEnum):
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


class InterestRounding(StrEnum):
    """Each period by itself, or so that the total is that of the unrounded interest."""

    EACH_PERIOD = "each_period"
    CUMULATIVE = "cumulative"


class EventType(StrEnum):
    """A payment of what is due (see `lending.domain.schedule_run`), or principal paid before it is."""

    REPAYMENT = "repayment"
    PREPAYMENT = "prepayment"


class Effect(StrEnum):
    """What principal paid early does: keep the instalment and end sooner, or keep the end and pay less each time."""

    REDUCE_TERM = "reduce_term"
    REDUCE_INSTALMENT = "reduce_instalment"


@dataclass(frozen=True, kw_only=True, slots=True)
class Every:
    """The regular distance between two due dates."""

    count: int = 1
    unit: PeriodUnit = PeriodUnit.MONTHS


@dataclass(frozen=True, kw_only=True, slots=True)
class Rounding:
    """How amounts become whole minor units. `instalment_minor`: the equal instalment is a multiple of it."""

    mode: RoundingMode = RoundingMode.HALF_UP
    interest: InterestRounding = InterestRounding.EACH_PERIOD
    instalment_minor: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawdown:
    on: date
    amount_minor: int


class FeePayment(StrEnum):
    """How a fee is paid: by itself, out of the money that is drawn, or by lending more."""

    APART = "apart"
    DEDUCTED = "deducted"
    FINANCED = "financed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fee:
    on: date
    amount_minor: int
    paid: FeePayment = FeePayment.APART


@dataclass(frozen=True, kw_only=True, slots=True)
class RateChange:
    """The annual rate from a day on."""

    on: date
    annual_rate: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """Money received. `position`: its place in what the caller gave, to name it in an answer."""

    on: date
    type: EventType
    amount_minor: int
    effect: Effect = Effect.REDUCE_TERM
    position: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """What was agreed. Rates are fractions (3 % is 0.03), amounts are in minor units of `currency`.

    Read them from outside with `lending.domain.terms_json.read_terms`, which checks that they fit each other.

    :param first_due_on: when the first instalment is not one period after the first drawdown.
    :param due_dates: every due date, instead of `every`.
    :param principal_grace: number of first instalments without principal.
    :param interest_grace: number of first instalments without interest, which is added, not compounded, to the next.
    """

    currency: str
    annual_rate: Decimal
    repayment: Repayment
    drawdowns: tuple[Drawdown, ...]
    instalments: int
    every: Every = field(default_factory=Every)
    first_due_on: date | None = None
    due_dates: tuple[date, ...] | None = None
    day_count: DayCount = DayCount.EQUAL_PERIODS
    principal_grace: int = 0
    interest_grace: int = 0
    business_day: BusinessDay = BusinessDay.UNADJUSTED
    calendar: Calendar = Calendar.TARGET
    rounding: Rounding = field(default_factory=Rounding)
    rate_changes: tuple[RateChange, ...] = ()
    fees: tuple[Fee, ...] = ()
    events: tuple[Event, ...] = ()
    contract: Contract = field(default_factory=Contract)

    @property
    def start_on(self) -> date:
        """The first drawdown."""
        return min(drawdown.on for drawdown in self.drawdowns)

    @property
    def amount_minor(self) -> int:
        """All drawdowns together."""
        return sum(drawdown.amount_minor for drawdown in self.drawdowns)

    @property
    def principal_minor(self) -> int:
        """What is to be repaid: all drawdowns, and the fees that are lent with them."""
        return self.amount_minor + sum(fee.amount_minor for fee in self.fees_paid(FeePayment.FINANCED))

    def fees_paid(self, how: FeePayment) -> tuple[Fee, ...]:
        """The fees that are paid in one of the ways."""
        return tuple(fee for fee in self.fees if fee.paid is how)
