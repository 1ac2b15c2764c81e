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


# Lenders and legs come by the thousand. Nobody changes them either, but one that is frozen takes five times as long to
# make, and one that is given by name takes twice as long.
@dataclass(slots=True)
class Lender:
    """A member with cash to lend.

    :param available: its cash not lent yet.
    :param caps: what is left under each ceiling it lends within, by name (its own per borrower, the fund's…); below
        zero counts as nothing.
    :param is_borrower: it is the borrower itself: it lends nothing.
    :param is_linked: it is a party linked to the borrower: it lends nothing either.
    """

    id: Hashable
    available: int
    caps: Mapping[str, int] = field(default_factory=dict)
    is_borrower: bool = False
    is_linked: bool = False

    @property
    def capacity(self) -> int:
        """The most it can lend to this borrower."""
        if self.is_borrower or self.is_linked:
            return 0
        most = self.available
        for limit in self.caps.values():
            if limit < most:  # noqa: PLR1730 three times as fast as min()
                most = limit
        return max(0, most)

    @property
    def binding(self) -> tuple[str, ...]:
        """What holds it at its capacity: names of ceilings, that no more is available, or that it may not lend."""
        if self.is_borrower or self.is_linked:
            return (IS_BORROWER if self.is_borrower else IS_LINKED,)
        most = self.capacity
        ceilings = tuple([name for name, limit in self.caps.items() if limit <= most])
        return (AVAILABLE, *ceilings) if self.available <= most else ceilings


@dataclass(slots=True)
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
    capacities = _require_able(amount, lenders, currency=currency)
    able = [place for place, most in enumerate(capacities) if most]
    available = [lender.available for lender in lenders]
    amounts = _held_at_ceiling(amount, able, available=available, capacities=capacities)
    bound = frozenset(amounts)
    free = [place for place in able if place not in bound]
    rest = split(amount - sum(amounts.values()), [available[place] for place in free])
    amounts.update(zip(free, rest, strict=True))
    return _proposal(lenders, capacities, amounts, bound=bound)


def propose_fewest_legs(amount: int, lenders: Sequence[Lender], *, currency: str = "EUR") -> Proposal:
    """Spread a loan over as few lenders as can carry it: the largest first, ties to the lowest index.

    Each but the last of them lends all it can. No other choice has fewer: what k lenders can carry is at most what the
    k largest can. Who may not lend, and errors, as `propose_pro_rata`.
    """
    capacities = _require_able(amount, lenders, currency=currency)
    amounts: dict[int, int] = {}
    left = amount
    # sorted() is stable, so equal capacities stay in index order.
    for place in sorted(range(len(lenders)), key=capacities.__getitem__, reverse=True):
        if not left:
            break
        amounts[place] = min(left, capacities[place])
        left -= amounts[place]
    bound = {place for place, part in amounts.items() if part == capacities[place]}
    return _proposal(lenders, capacities, amounts, bound=bound)


METHODS: Mapping[FundingMethod, Callable[..., Proposal]] = {
    FundingMethod.PRO_RATA: propose_pro_rata,
    FundingMethod.FEWEST_LEGS: propose_fewest_legs,
}


def _require_able(amount: int, lenders: Sequence[Lender], *, currency: str) -> list[int]:
    """The most that each lender can lend, once it is sure that together they can lend all of it."""
    if amount <= 0:
        raise NothingToFund(asked=from_minor(amount, currency), currency=currency)
    if len({lender.id for lender in lenders}) < len(lenders):
        twice, _ = Counter(lender.id for lender in lenders).most_common(1)[0]
        raise LenderTwice(lender=str(twice))
    capacities = [lender.capacity for lender in lenders]
    if sum(capacities) < amount:
        raise InsufficientFunding(
            asked=from_minor(amount, currency),
            possible=from_minor(sum(capacities), currency),
            currency=currency,
            bound={str(lender.id): list(lender.binding) for lender in lenders if not lender.is_borrower},
        )
    return capacities


def _held_at_ceiling(
    amount: int, able: Sequence[int], *, available: Sequence[int], capacities: Sequence[int]
) -> dict[int, int]:
    """Lenders whose share would pass their capacity, held at it: each enlarges the shares of those not held.

    From the one held first, at the lowest rate, onwards: whoever comes after one that is not held is not held either.
    A lender without a ceiling below what it has available is never held, as its share is never more than that.
    """
    held: dict[int, int] = {}
    rest, total = amount, sum(available[place] for place in able)
    # The rate at which each reaches its capacity, as a whole number that orders as the fraction does: two fractions of
    # amounts below 2**64 that differ, differ by more than 2**-128.
    rates = {
        place: (capacities[place] << 128) // available[place] for place in able if capacities[place] < available[place]
    }
    for place in sorted(rates, key=rates.__getitem__):
        if available[place] * rest <= capacities[place] * total:
            break
        held[place] = capacities[place]
        rest, total = rest - capacities[place], total - available[place]
    return held


def _proposal(
    lenders: Sequence[Lender], capacities: Sequence[int], amounts: Mapping[int, int], *, bound: Collection[int]
) -> Proposal:
    legs = tuple(
        Leg(lenders[place].id, part, lenders[place].binding if place in bound else ())
        for place, part in sorted(amounts.items())
        if part
    )
    idle = {lender.id: lender.binding for lender, most in zip(lenders, capacities, strict=True) if not most}
    return Proposal(amount=sum(amounts.values()), legs=legs, idle=idle)
