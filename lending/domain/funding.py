"""Spreading a loan over those whose cash is lent. All amounts in minor units."""

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from lending.domain.funding_errors import InsufficientFunding, LenderTwice, NothingToFund
from lending.domain.money import from_minor
from lending.domain.sharing import split

AVAILABLE = "available"


@dataclass(frozen=True, kw_only=True)
class Lender:
    """A member with cash to lend.

    :param available: its cash not lent yet.
    :param caps: what is left under each ceiling it lends within, by name (its own per borrower, the fund's…); below
        zero counts as nothing.
    :param is_borrower: it is the borrower itself, or a party that may not lend to it: it lends nothing.
    """

    id: Hashable
    available: int
    caps: Mapping[str, int] = field(default_factory=dict, hash=False)
    is_borrower: bool = False

    @property
    def capacity(self) -> int:
        """The most it can lend to this borrower."""
        return 0 if self.is_borrower else max(0, min([self.available, *self.caps.values()]))

    @property
    def binding(self) -> tuple[str, ...]:
        """What holds it at its capacity: names of ceilings, or that no more is available."""
        limits = {AVAILABLE: self.available, **self.caps}
        return tuple(name for name, limit in limits.items() if max(0, limit) == self.capacity)


@dataclass(frozen=True, kw_only=True)
class Leg:
    """A lender's part of a proposal; `bound_by` names the ceilings without which it would be larger."""

    lender: Hashable
    amount: int
    bound_by: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Who would lend how much.

    :param legs: in the order of the lenders; they sum to the amount.
    :param idle: lenders that a ceiling keeps out, and which one.
    """

    amount: int
    legs: tuple[Leg, ...]
    idle: Mapping[Hashable, tuple[str, ...]]


def propose_pro_rata(amount: int, lenders: Sequence[Lender], *, currency: str = "EUR") -> Proposal:
    """Spread a loan in proportion to what each lender has available, within its ceilings.

    Who reaches a ceiling stays there, and the rest is spread over the others in the same proportion. Cents go to the
    largest remainders, ties to the lowest index. The borrower never lends to itself.

    :param currency: of the amounts, for what an error says.
    :raises InsufficientFunding: saying how much the lenders could lend.
    :raises NothingToFund: the amount is not above zero.
    :raises LenderTwice: two lenders have the same id.
    """
    able = _require_able(amount, lenders, currency=currency)
    held = _held_at_ceiling(amount, able)
    free = [lender for lender in able if lender.id not in held]
    rest = split(amount - sum(held.values()), [lender.available for lender in free])
    amounts = held | {lender.id: share for lender, share in zip(free, rest, strict=True)}
    return _proposal(amount, lenders, amounts, bound=held.keys())


def propose_fewest_legs(amount: int, lenders: Sequence[Lender], *, currency: str = "EUR") -> Proposal:
    """Spread a loan over as few lenders as can carry it: the largest first, ties to the lowest index.

    Each but the last of them lends all it can. The borrower never lends to itself. Errors as `propose_pro_rata`.
    """
    able = _require_able(amount, lenders, currency=currency)
    amounts: dict[Hashable, int] = {}
    left = amount
    # sorted() is stable, so equal capacities stay in index order.
    for lender in sorted(able, key=lambda lender: lender.capacity, reverse=True):
        amounts[lender.id] = min(left, lender.capacity)
        left -= amounts[lender.id]
    bound = {lender.id for lender in able if amounts[lender.id] == lender.capacity}
    return _proposal(amount, lenders, amounts, bound=bound)


def _require_able(amount: int, lenders: Sequence[Lender], *, currency: str) -> list[Lender]:
    """The lenders that can lend something, once it is sure that together they can lend all of it."""
    if amount <= 0:
        raise NothingToFund(asked=from_minor(amount, currency), currency=currency)
    for lender_id, times in Counter(lender.id for lender in lenders).items():
        if times > 1:
            raise LenderTwice(lender=str(lender_id))
    possible = sum(lender.capacity for lender in lenders)
    if possible < amount:
        raise InsufficientFunding(
            asked=from_minor(amount, currency),
            possible=from_minor(possible, currency),
            currency=currency,
            bound={str(lender.id): list(lender.binding) for lender in lenders if not lender.is_borrower},
        )
    return [lender for lender in lenders if lender.capacity]


def _held_at_ceiling(amount: int, able: Sequence[Lender]) -> dict[Hashable, int]:
    """Lenders whose share would pass their capacity, held at it; in rounds, as each round enlarges the other shares."""
    held: dict[Hashable, int] = {}
    while True:
        free = [lender for lender in able if lender.id not in held]
        total = sum(lender.available for lender in free)
        rate = Fraction(amount - sum(held.values()), total) if total else Fraction(0)
        over = {lender.id: lender.capacity for lender in free if lender.available * rate > lender.capacity}
        if not over:
            return held
        held |= over


def _proposal(
    amount: int, lenders: Sequence[Lender], amounts: Mapping[Hashable, int], *, bound: Collection[Hashable]
) -> Proposal:
    legs = tuple(
        Leg(lender=lender.id, amount=amounts[lender.id], bound_by=lender.binding if lender.id in bound else ())
        for lender in lenders
        if amounts.get(lender.id)
    )
    idle = {lender.id: lender.binding for lender in lenders if not lender.capacity and not lender.is_borrower}
    return Proposal(amount=amount, legs=legs, idle=idle)
