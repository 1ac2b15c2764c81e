"""Spreading a loan over those whose cash is lent. All amounts in minor units."""

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lending.domain.funding_errors import InsufficientFunding, LenderTwice, NothingToFund
from lending.domain.money import from_minor
from lending.domain.sharing import split

AVAILABLE = "available"


@dataclass(frozen=True)
class Ceiling:
    """A limit on what a lender may still lend to this borrower.

    :param code: its name, as people read it in a proposal: own, fund, legal…
    :param room_minor: what is left below it; below zero counts as nothing.
    """

    code: str
    room_minor: int


@dataclass(frozen=True, kw_only=True)
class Lender:
    """A member with cash to lend, and the ceilings it lends within."""

    key: Hashable
    available_minor: int
    ceilings: tuple[Ceiling, ...] = ()

    @property
    def capacity_minor(self) -> int:
        """The most it can lend to this borrower."""
        return max(0, min([self.available_minor, *(ceiling.room_minor for ceiling in self.ceilings)]))

    @property
    def binding(self) -> tuple[str, ...]:
        """What holds it at its capacity: names of ceilings, or that no more is available."""
        limits = [(AVAILABLE, self.available_minor), *((ceiling.code, ceiling.room_minor) for ceiling in self.ceilings)]
        return tuple(code for code, limit in limits if max(0, limit) == self.capacity_minor)


@dataclass(frozen=True, kw_only=True)
class FundingLeg:
    """A lender's part of a proposal; `bound_by` names the ceilings without which it would be larger."""

    lender: Hashable
    amount_minor: int
    bound_by: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FundingProposal:
    """Who would lend how much; the legs sum to the amount."""

    amount_minor: int
    legs: tuple[FundingLeg, ...]
    idle: Mapping[Hashable, tuple[str, ...]]
    """Lenders without a leg because of a ceiling, and which."""


def propose_pro_rata(
    amount_minor: int, lenders: Sequence[Lender], *, borrower: Hashable, currency: str = "EUR"
) -> FundingProposal:
    """Spread a loan in proportion to what each lender has available, within its ceilings.

    Who reaches its ceiling stays there, and the rest is spread over the others in the same proportion. Cents go to the
    largest remainders, ties to the lowest index. The borrower never lends to itself.

    :raises InsufficientFunding: saying how much the lenders could lend.
    :raises NothingToFund, LenderTwice:
    """
    able = _require_able(amount_minor, lenders, borrower=borrower, currency=currency)
    held = _held_at_ceiling(amount_minor, able)
    free = [lender for lender in able if lender.key not in held and lender.available_minor > 0]
    rest = split(amount_minor - sum(held.values()), [lender.available_minor for lender in free])
    amounts = held | {lender.key: amount for lender, amount in zip(free, rest, strict=True)}
    return _proposal(amount_minor, able, amounts, bound=held.keys())


def propose_fewest_legs(
    amount_minor: int, lenders: Sequence[Lender], *, borrower: Hashable, currency: str = "EUR"
) -> FundingProposal:
    """Spread a loan over as few lenders as can carry it: the largest first, ties to the lowest index.

    Each but the last of them lends all it can. The borrower never lends to itself.

    :raises InsufficientFunding: saying how much the lenders could lend.
    :raises NothingToFund, LenderTwice:
    """
    able = _require_able(amount_minor, lenders, borrower=borrower, currency=currency)
    amounts: dict[Hashable, int] = {}
    left = amount_minor
    # sorted() is stable, so equal capacities stay in index order.
    for lender in sorted(able, key=lambda lender: lender.capacity_minor, reverse=True):
        amounts[lender.key] = min(left, lender.capacity_minor)
        left -= amounts[lender.key]
    bound = {lender.key for lender in able if amounts[lender.key] == lender.capacity_minor}
    return _proposal(amount_minor, able, amounts, bound=bound)


def _require_able(amount_minor: int, lenders: Sequence[Lender], *, borrower: Hashable, currency: str) -> list[Lender]:
    asked = from_minor(amount_minor, currency)
    if amount_minor <= 0:
        raise NothingToFund(asked=asked, currency=currency)
    for key, times in Counter(lender.key for lender in lenders).items():
        if times > 1:
            raise LenderTwice(lender=key)
    able = [lender for lender in lenders if lender.key != borrower]
    possible = sum(lender.capacity_minor for lender in able)
    if possible < amount_minor:
        bound = {str(lender.key): list(lender.binding) for lender in able}
        raise InsufficientFunding(asked=asked, possible=from_minor(possible, currency), currency=currency, bound=bound)
    return able


def _held_at_ceiling(amount_minor: int, able: Sequence[Lender]) -> dict[Hashable, int]:
    """Lenders whose share would pass their capacity, held at it; found in rounds, as each round enlarges the others."""
    held: dict[Hashable, int] = {}
    while True:
        free = [lender for lender in able if lender.key not in held and lender.available_minor > 0]
        total = sum(lender.available_minor for lender in free)
        rate = Fraction(amount_minor - sum(held.values()), total) if total else Fraction(0)
        over = {
            lender.key: lender.capacity_minor
            for lender in free
            if lender.available_minor * rate > lender.capacity_minor
        }
        if not over:
            return held
        held |= over


def _proposal(
    amount_minor: int, able: Sequence[Lender], amounts: Mapping[Hashable, int], *, bound: Collection[Hashable]
) -> FundingProposal:
    legs = tuple(
        FundingLeg(
            lender=lender.key,
            amount_minor=amounts[lender.key],
            bound_by=lender.binding if lender.key in bound else (),
        )
        for lender in able
        if amounts.get(lender.key)
    )
    idle = {lender.key: lender.binding for lender in able if not lender.capacity_minor}
    return FundingProposal(amount_minor=amount_minor, legs=legs, idle=idle)
