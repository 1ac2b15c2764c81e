"""Spreading a loan over those whose cash is lent. All amounts in minor units."""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from lending.domain.funding_errors import InsufficientFunding, LenderTwice, NothingToFund
from lending.domain.money import from_minor
from lending.domain.sharing import split

AVAILABLE = "available"
IS_BORROWER = "is_borrower"
IS_LINKED = "is_linked"


class FundingMethod(StrEnum):
    """How a loan is spread over its lenders."""

    PRO_RATA = "pro_rata"
    FEWEST_LEGS = "fewest_legs"


@dataclass(frozen=True, kw_only=True)
class Lender:
    """A member with cash to lend.

    :param available: its cash not lent yet.
    :param caps: what is left under each ceiling it lends within, by name (its own per borrower, the fund's…); below
        zero counts as nothing.
    :param is_borrower: it is the borrower itself: it lends nothing.
    :param is_linked: it is a party linked to the borrower: it lends nothing either.
    :param capacity: the most it can lend to this borrower; follows from the others.
    """

    id: Hashable
    available: int
    caps: Mapping[str, int] = field(default_factory=dict, hash=False)
    is_borrower: bool = False
    is_linked: bool = False
    capacity: int = field(init=False)

    def __post_init__(self) -> None:
        # Asked many times of each, and never another: reckoned once.
        object.__setattr__(self, "capacity", self._capacity())

    def _capacity(self) -> int:
        if self.is_borrower or self.is_linked:
            return 0
        return max(0, min(self.available, *self.caps.values()) if self.caps else self.available)

    @property
    def binding(self) -> tuple[str, ...]:
        """What holds it at its capacity: names of ceilings, that no more is available, or that it may not lend."""
        if self.is_borrower or self.is_linked:
            return (IS_BORROWER if self.is_borrower else IS_LINKED,)
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
    :param idle: lenders that can lend nothing, and why: a ceiling, or that they are the borrower or linked to it.
    """

    amount: int
    legs: tuple[Leg, ...]
    idle: Mapping[Hashable, tuple[str, ...]]


def propose_pro_rata(amount: int, lenders: Sequence[Lender], *, currency: str = "EUR") -> Proposal:
    """Spread a loan in proportion to what each lender has available, within its ceilings.

    Who reaches a ceiling stays there, and the rest is spread over the others in the same proportion. Cents go to the
    largest remainders, ties to the lowest index. The borrower never lends to itself, nor does a party linked to it.

    :param currency: of the amounts, for what an error says.
    :raises InsufficientFunding: saying how much the lenders could lend.
    :raises NothingToFund: the amount is not above zero.
    :raises LenderTwice: two lenders have the same id.
    """
    able = _require_able(amount, lenders, currency=currency)
    amounts = _held_at_ceiling(amount, lenders, able)
    bound = frozenset(amounts)
    free = [place for place in able if place not in bound]
    rest = split(amount - sum(amounts.values()), [lenders[place].available for place in free])
    amounts.update(zip(free, rest, strict=True))
    return _proposal(amount, lenders, amounts, bound=bound)


def propose_fewest_legs(amount: int, lenders: Sequence[Lender], *, currency: str = "EUR") -> Proposal:
    """Spread a loan over as few lenders as can carry it: the largest first, ties to the lowest index.

    Each but the last of them lends all it can. No other choice has fewer: what k lenders can carry is at most what the
    k largest can. Who may not lend, and errors, as `propose_pro_rata`.
    """
    able = _require_able(amount, lenders, currency=currency)
    amounts: dict[int, int] = {}
    left = amount
    # sorted() is stable, so equal capacities stay in index order.
    for place in sorted(able, key=lambda place: lenders[place].capacity, reverse=True):
        if not left:
            break
        amounts[place] = min(left, lenders[place].capacity)
        left -= amounts[place]
    bound = {place for place, part in amounts.items() if part == lenders[place].capacity}
    return _proposal(amount, lenders, amounts, bound=bound)


METHODS: Mapping[FundingMethod, Callable[..., Proposal]] = {
    FundingMethod.PRO_RATA: propose_pro_rata,
    FundingMethod.FEWEST_LEGS: propose_fewest_legs,
}


def _require_able(amount: int, lenders: Sequence[Lender], *, currency: str) -> list[int]:
    """The places of the lenders that can lend something, once it is sure that together they can lend all of it."""
    if amount <= 0:
        raise NothingToFund(asked=from_minor(amount, currency), currency=currency)
    if len({lender.id for lender in lenders}) < len(lenders):
        twice, _ = Counter(lender.id for lender in lenders).most_common(1)[0]
        raise LenderTwice(lender=str(twice))
    possible = sum(lender.capacity for lender in lenders)
    if possible < amount:
        raise InsufficientFunding(
            asked=from_minor(amount, currency),
            possible=from_minor(possible, currency),
            currency=currency,
            bound={str(lender.id): list(lender.binding) for lender in lenders if not lender.is_borrower},
        )
    return [place for place, lender in enumerate(lenders) if lender.capacity]


def _held_at_ceiling(amount: int, lenders: Sequence[Lender], able: Sequence[int]) -> dict[int, int]:
    """Lenders whose share would pass their capacity, held at it: each enlarges the shares of those not held.

    From the one held first, at the lowest rate, onwards: whoever comes after one that is not held is not held either.
    A lender without a ceiling below what it has available is never held, as its share is never more than that.
    """
    held: dict[int, int] = {}
    rest, total = amount, sum(lenders[place].available for place in able)
    limited = [place for place in able if lenders[place].capacity < lenders[place].available]
    for place in sorted(limited, key=lambda place: _rate_held(lenders[place])):
        lender = lenders[place]
        if lender.available * rest <= lender.capacity * total:
            break
        held[place] = lender.capacity
        rest, total = rest - lender.capacity, total - lender.available
    return held


def _rate_held(lender: Lender) -> int:
    """The rate at which a lender reaches its capacity, as a whole number that orders as the fraction does.

    Two fractions of amounts below 2**64 that differ, differ by more than 2**-128.
    """
    return (lender.capacity << 128) // lender.available


def _proposal(
    amount: int, lenders: Sequence[Lender], amounts: Mapping[int, int], *, bound: Collection[int]
) -> Proposal:
    legs = tuple(
        Leg(
            lender=lenders[place].id,
            amount=amounts[place],
            bound_by=lenders[place].binding if place in bound else (),
        )
        for place in sorted(amounts)
        if amounts[place]
    )
    idle = {lender.id: lender.binding for lender in lenders if not lender.capacity}
    return Proposal(amount=amount, legs=legs, idle=idle)
