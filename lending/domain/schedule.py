"""The schedule (échéancier) that follows from the terms of a loan."""

from dataclasses import dataclass
from datetime import date

from lending.domain.instalment import Instalment
from lending.domain.interest import Charge
from lending.domain.schedule_run import ScheduleRun
from lending.domain.terms import Fee, FeePayment, Terms


@dataclass(frozen=True, slots=True)
class Schedule:
    """Instalments in order; their principal sums to what is lent, and the last leaves nothing."""

    terms: Terms
    instalments: tuple[Instalment, ...]

    @property
    def principal_minor(self) -> int:
        return sum(instalment.principal_minor for instalment in self.instalments)

    @property
    def interest_minor(self) -> int:
        return sum(instalment.interest_minor for instalment in self.instalments)

    @property
    def fees_minor(self) -> int:
        """Fees paid apart or kept back; those that are lent are principal."""
        return sum(fee.amount_minor for fee in self.terms.fees if fee.paid is not FeePayment.FINANCED)

    @property
    def total_minor(self) -> int:
        return self.principal_minor + self.interest_minor + self.fees_minor


@dataclass(frozen=True, slots=True)
class Payoff:
    """What ends the loan on a day, beside what has fallen due by then: principal, and interest to the day."""

    principal_minor: int
    interest: Charge

    @property
    def interest_minor(self) -> int:
        return self.interest.interest_minor

    @property
    def total_minor(self) -> int:
        return self.principal_minor + self.interest_minor


def build_schedule(terms: Terms) -> Schedule:
    """The schedule of these terms, with their events.

    Interest of a period is a sum of segments, rounded once when it falls due; the last instalment takes the principal
    that is left. Equal instalments and equal parts of principal are solved again after a drawdown, a change of rate or
    an early repayment that reduces the instalment. A drawdown on a due date comes after the instalment.

    :raises EventTooLarge: when an event pays more than is owed.
    """
    run = ScheduleRun(terms)
    run.run()
    return Schedule(terms, _with_fees(run.instalments, terms.fees_paid(FeePayment.APART)))


def payoff(terms: Terms, *, on: date) -> Payoff:
    """What repays the whole loan early on a day, when what fell due by then is paid: nothing before the drawdown."""
    run = ScheduleRun(terms)
    run.run(until=on)
    is_drawn = on >= terms.start_on
    return Payoff(run.balance_minor if is_drawn else 0, run.meter.charge())


def _with_fees(instalments: list[Instalment], fees: tuple[Fee, ...]) -> tuple[Instalment, ...]:
    """Each fee is shown with the first instalment due on its day or later; after the last, with the last."""
    if not fees:
        return tuple(instalments)
    owed = [0] * len(instalments)
    for fee in fees:
        place = next((place for place, row in enumerate(instalments) if row.due_on >= fee.on), -1)
        owed[place] += fee.amount_minor
    return tuple(row._replace(fees_minor=fee) if fee else row for row, fee in zip(instalments, owed, strict=True))
