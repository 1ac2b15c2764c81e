"""How much principal falls due with each instalment, and until which one."""

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from lending.domain.due_dates import Periods
from lending.domain.methods import AMORTISING, equal_instalment, equal_principal, instalments_needed
from lending.domain.terms import Repayment, Terms


class Standing(NamedTuple):
    """Where the loan is when the plan is asked.

    :param ran: interest of the period that an equal instalment must pay, exact; a function, as it is seldom needed.
    :param rest: part of a year still to run until the instalment.
    """

    balance_minor: int
    rate: Fraction
    ran: Callable[[], Fraction]
    rest: Fraction


class Part(NamedTuple):
    """Instalments that follow one rule, until the last of them, number `until`.

    :param level_minor: what each brings; its interest is taken out of it first where `holds_interest`.
    """

    until: int
    level_minor: int
    holds_interest: bool


class PrincipalPlan:
    """Keeps the level (the equal instalment, or the equal part of principal) until something changes.

    `last_number`: the instalment that repays all that is left.
    """

    def __init__(self, terms: Terms, periods: Periods) -> None:
        self._terms = terms
        self._periods = periods
        self._level_minor: int | None = None
        self.last_number = len(periods)

    def due(self, number: int, standing: Standing, *, interest_minor: int) -> int:
        """Principal of an instalment.

        :param interest_minor: interest of its own period, without what was deferred.
        """
        part = self.part_from(number, standing)
        principal = part.level_minor - interest_minor if part.holds_interest else part.level_minor
        return min(max(principal, 0), standing.balance_minor)

    def part_from(self, number: int, standing: Standing) -> Part:
        """The part of the plan that this instalment is in."""
        if number >= self.last_number:
            return Part(self.last_number, standing.balance_minor, holds_interest=False)
        if number <= self._terms.principal_grace:
            return Part(min(self._terms.principal_grace, self.last_number - 1), 0, holds_interest=False)
        if not self.is_amortising(number):
            return Part(self.last_number - 1, 0, holds_interest=False)
        holds_interest = self._terms.repayment is Repayment.EQUAL_INSTALMENTS
        return Part(self.last_number - 1, self.level(number, standing), holds_interest=holds_interest)

    def is_amortising(self, number: int) -> bool:
        """Whether this instalment brings back principal before the last one does."""
        is_in_grace = number <= self._terms.principal_grace
        return self._terms.repayment in AMORTISING and not is_in_grace and number <= self.last_number

    def level(self, number: int, standing: Standing) -> int:
        """The level from this instalment on; solved again after `forget`."""
        if self._level_minor is None:
            self._level_minor = self._solve(number, standing)
        return self._level_minor

    def _solve(self, number: int, standing: Standing) -> int:
        rounding = self._terms.rounding
        if self._terms.repayment is Repayment.EQUAL_PRINCIPAL:
            return equal_principal(standing.balance_minor, count=self.last_number - number + 1, rounding=rounding)
        rate, rest = standing.rate, standing.rest
        ran = standing.ran()
        whole = rate.denominator * rest.denominator
        debt = Fraction(standing.balance_minor * (whole + rate.numerator * rest.numerator), whole)
        debt = debt + ran if ran else debt
        fractions = self._periods.fractions[number : self.last_number]
        return equal_instalment(debt, rate=standing.rate, fractions=fractions, rounding=rounding)

    def forget(self) -> None:
        """Solve the level again when it is next asked for: principal was repaid early, or the rate changed."""
        self._level_minor = None

    def reopen(self) -> None:
        """Money was drawn: solve the level again, over all instalments that there can be."""
        self.last_number = len(self._periods)
        self.forget()

    def shorten(self, following: int, standing: Standing, *, level_minor: int) -> None:
        """Keep the level and end sooner, from the instalment that follows."""
        coming = [standing.rest, *self._periods.fractions[following : self.last_number]]
        needed = instalments_needed(
            self._terms.repayment,
            standing.balance_minor,
            level_minor=level_minor,
            rate=standing.rate,
            fractions=coming,
        )
        self.last_number = following - 1 + needed
