"""The entries that every contender writes: the same ones from the same seed. Standard library only.

An entry is a repayment: one account debited, two credited (principal and interest). The ledger writes two postings, a
peer three legs. The debited account is the bank account in every entry, or one of 250 loans where accounts are many.
"""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

CASH = "512"
DEBITED = tuple(f"2748-{number}" for number in range(250))
CREDITED = tuple(f"4551-{number}" for number in range(250))
POSTINGS_PER_ENTRY = 2
DAY = dt.date(2026, 1, 15)


@dataclass(frozen=True, slots=True)
class Repayment:
    """What happened, in minor units."""

    on: dt.date
    debited: str
    principal: tuple[str, int]
    interest: tuple[str, int]
    description: str
    reference: str

    @property
    def credits(self) -> tuple[tuple[str, int], tuple[str, int]]:
        return self.principal, self.interest


def repayments(count: int, *, cash: bool, seed: int) -> list[Repayment]:
    """Give `count` entries, the bank account in each of them where `cash` is set."""
    return list(_drawn(count, cash=cash, seed=seed))


def _drawn(count: int, *, cash: bool, seed: int) -> Iterator[Repayment]:
    dice = random.Random(seed)
    for number in range(count):
        one, other = dice.sample(CREDITED, 2)
        yield Repayment(
            on=DAY,
            debited=CASH if cash else dice.choice(DEBITED),
            principal=(one, dice.randrange(1_00, 1_000_00)),
            interest=(other, dice.randrange(1, 10_00)),
            description=f"Remboursement prêt {dice.randrange(1000)}",
            reference=f"VIR-{number:06d}",
        )
