"""What a payment pays: costs and penalties, then interest, then principal, oldest due first (Code civil 1343-1)."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple


class Part(StrEnum):
    """What a due is made of."""

    COSTS = "costs"
    INTEREST = "interest"
    PRINCIPAL = "principal"


LEGAL_ORDER: Final = (Part.COSTS, Part.INTEREST, Part.PRINCIPAL)


class Due(NamedTuple):
    """What is owed of an instalment, paid parts taken off, in minor units.

    :param number: the instalment's number; the caller's key, and the order of dues of one day.
    :param costs_minor: costs, fees, penalties and late interest.
    """

    number: int
    due_on: date
    costs_minor: int = 0
    interest_minor: int = 0
    principal_minor: int = 0

    @property
    def total_minor(self) -> int:
        return self.costs_minor + self.interest_minor + self.principal_minor


class Allocated(NamedTuple):
    """What a payment paid of one due."""

    number: int
    costs_minor: int
    interest_minor: int
    principal_minor: int

    @property
    def total_minor(self) -> int:
        return self.costs_minor + self.interest_minor + self.principal_minor


class Allocation(NamedTuple):
    """What a payment paid, and what is left of it: an early repayment, a credit or a refund, as the caller decides."""

    parts: tuple[Allocated, ...]
    left_minor: int

    @property
    def costs_minor(self) -> int:
        return sum(part.costs_minor for part in self.parts)

    @property
    def interest_minor(self) -> int:
        return sum(part.interest_minor for part in self.parts)

    @property
    def principal_minor(self) -> int:
        return sum(part.principal_minor for part in self.parts)


def allocate(
    amount_minor: int,
    dues: Sequence[Due],
    *,
    on: date,
    order: Sequence[Part] = LEGAL_ORDER,
    named: Sequence[int] = (),
) -> Allocation:
    """Allocate a payment received on a day to the dues that have fallen due by then.

    All costs of the dues that have fallen due come before any interest, all interest before any principal; in each, the
    oldest due first. What has not fallen due is not touched: the rest of the money is `left_minor`.

    >>> owed = Due(1, date(2026, 1, 31), interest_minor=300_000, principal_minor=2_000_000)
    >>> paid = allocate(1_800_000, [owed], on=date(2026, 1, 31))
    >>> paid.interest_minor, paid.principal_minor, paid.left_minor
    (300000, 1500000, 0)

    :param order: the product's order of parts.
    :param named: instalments the debtor names (Code civil 1342-10): they are paid before the others.
    """
    payable = sorted((due for due in dues if due.due_on <= on), key=lambda due: (due.due_on, due.number))
    first = [due for due in payable if due.number in named]
    others = [due for due in payable if due.number not in named]
    paid: dict[int, dict[Part, int]] = {due.number: dict.fromkeys(Part, 0) for due in payable}
    left = amount_minor
    for group in (first, others):
        for part in order:
            for due in group:
                taken = min(left, _owed(due, part))
                paid[due.number][part] = taken
                left -= taken
    parts = (Allocated(due.number, *(paid[due.number][part] for part in LEGAL_ORDER)) for due in payable)
    return Allocation(tuple(part for part in parts if part.total_minor), left)


def _owed(due: Due, part: Part) -> int:
    return {Part.COSTS: due.costs_minor, Part.INTEREST: due.interest_minor, Part.PRINCIPAL: due.principal_minor}[part]
