"""The accounts of a fund: which number stands for which role (PCG 2026), and what its nature is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class AccountRole:
    """What an account of this role is. `has_floor`: its balance may not go below zero."""

    prefix: str
    nature: str
    name: str
    has_floor: bool = True


CHART: Final[Mapping[str, AccountRole]] = {
    "cash": AccountRole("512", "asset", "Banque"),
    "own_treasury": AccountRole("512", "memo", "Trésorerie propre", has_floor=False),
    "available": AccountRole("4551", "liability", "Placement disponible"),
    # Of funds that lent before the ledger could reserve; no member gets one any more.
    "reserved": AccountRole("4553", "liability", "Placement réservé"),
    "lent": AccountRole("4552", "liability", "Placement prêté"),
    "interest_due": AccountRole("4558", "liability", "Intérêts à recevoir des prêts"),
    "loan": AccountRole("2748", "asset", "Prêt, capital"),
    "loan_interest": AccountRole("27684", "asset", "Prêt, intérêts courus"),
}


def account_code(role: str, tail: str = "", *, chart: Mapping[str, str] | None = None) -> str:
    """The code of an account: the role's number and, for what belongs to somebody, a tail.

    >>> account_code("available", "017")
    '4551-017'
    >>> account_code("cash")
    '512'

    :param tail: the member's number, or the loan's.
    :param chart: a fund's own numbers by role, where they differ from ours.
    """
    prefix = (chart or {}).get(role, CHART[role].prefix)
    return f"{prefix}-{tail}" if tail else prefix
