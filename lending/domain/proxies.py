"""Proxies: who may hold whose vote."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lending.domain.ballots import Electorate
from lending.domain.committee_errors import (
    InvalidElectorate,
    ProxyAfterVote,
    ProxyChain,
    ProxyLimitReached,
    ProxyOfRecused,
    ProxyToOneself,
)
from lending.domain.voting_rule import LegalPreset, VotingRule


@dataclass(frozen=True, kw_only=True)
class Proxy:
    """The vote of one seat, given to another."""

    giver: Hashable
    holder: Hashable
    signed_at: datetime
    revoked_at: datetime | None = None

    def is_active(self, at: datetime) -> bool:
        """Signed by then, and not revoked by then."""
        return self.signed_at <= at and (self.revoked_at is None or at < self.revoked_at)


def scop_assembly_limit(members: int) -> int:
    """Proxies a member of a Scop's assembly may hold: 1 below 20 members, else one twentieth of them.

    Source: loi n° 78-763 du 19 juillet 1978, on assemblies of Scop.

    >>> [scop_assembly_limit(members) for members in (5, 19, 20, 39, 40, 100)]
    [1, 1, 1, 1, 2, 5]
    """
    return max(1, members // 20)


def board_limit(members: int) -> int:
    """Proxies a member of a board may hold: 1, however many they are. Source: Code de commerce, article R225-19."""
    return 1


LEGAL_LIMITS: Mapping[LegalPreset, Callable[[int], int]] = {
    LegalPreset.SCOP_ASSEMBLY: scop_assembly_limit,
    LegalPreset.BOARD: board_limit,
}


def proxy_limit(rule: VotingRule, *, members: int) -> int:
    """How many proxies one seat may hold: the least of what rule and law allow.

    :param members: all the seats of the opening, recused ones included.
    """
    legal = LEGAL_LIMITS.get(rule.legal_preset)
    return rule.proxies_per_holder if legal is None else min(rule.proxies_per_holder, legal(members))


def require_proxy(
    *,
    giver: Hashable,
    holder: Hashable,
    existing: Iterable[Proxy],
    voted_in_person: frozenset[Hashable],
    electorate: Electorate,
    rule: VotingRule,
    now: datetime,
) -> None:
    """Let `giver` hand its vote to `holder`, or say why not. That the consultation is open is asked elsewhere.

    :param existing: the proxies of this consultation, revoked ones included.
    :raises ProxyRefused: to oneself, of or to a recused seat, passed on, one too many, or after voting.
    """
    active = [proxy for proxy in existing if proxy.is_active(now)]
    _require_two_eligible_seats(giver, holder, electorate)
    if giver in voted_in_person:
        raise ProxyAfterVote(seat=giver)
    if giver in {seat for proxy in active for seat in (proxy.giver, proxy.holder)}:
        raise ProxyChain(seat=giver)
    if holder in {proxy.giver for proxy in active}:
        raise ProxyChain(seat=holder)
    held = sum(1 for proxy in active if proxy.holder == holder)
    limit = proxy_limit(rule, members=len(electorate.seats))
    if held >= limit:
        raise ProxyLimitReached(seat=holder, held=held, limit=limit)


def _require_two_eligible_seats(giver: Hashable, holder: Hashable, electorate: Electorate) -> None:
    if giver == holder:
        raise ProxyToOneself(seat=giver)
    for seat in (giver, holder):
        if seat not in electorate.seats:
            raise InvalidElectorate(seat=seat)
        if seat in electorate.recused:
            raise ProxyOfRecused(seat=seat)
