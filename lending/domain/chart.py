"""The accounts of a fund: which number stands for which role (PCG 2026), and what its nature is.

Of what a number allows: `ledger.domain.chart`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ledger.domain.chart import rule_of
from lending.domain.fund_errors import WrongChart
from lending.domain.sentences import Sentence, gettext_noop

# Of these a fund has one account, which gathers itself.
ONE_OF_A_FUND: Final = ("cash", "costs_income", "fee_income")
NUMBER = re.compile(r"[1-8][0-9]{2,7}")


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
    # A borrower's contribution to the mutual guarantee fund.
    "deposit": AccountRole("165", "liability", "Dépôt de garantie"),
    "loan": AccountRole("2748", "asset", "Prêt, capital"),
    "loan_interest": AccountRole("27684", "asset", "Prêt, intérêts courus"),
    # Passed through: what is recovered is the lenders'.
    "recovery": AccountRole("7583", "income", "Recouvrements sur pertes"),
    "loan_costs": AccountRole("4678", "asset", "Prêt, intérêts de retard et indemnités"),
    "credit": AccountRole("467", "liability", "Trop-perçu à rendre"),
    "fee_income": AccountRole("706", "income", "Frais de dossier", has_floor=False),
    "costs_income": AccountRole("768", "income", "Intérêts de retard et indemnités", has_floor=False),
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


def numbers(chart: Mapping[str, str]) -> dict[str, str]:
    """The number of each role: ours, and a fund's own where it has one."""
    return {role: chart.get(role, account.prefix) for role, account in CHART.items()}


def collective_code(role: str, *, chart: Mapping[str, str]) -> str | None:
    """The account that gathers all of a role; none where its number is another role's own account.

    >>> collective_code("available", chart={}), collective_code("own_treasury", chart={})
    ('4551', None)
    """
    of_role = numbers(chart)
    return None if role in ONE_OF_A_FUND or of_role[role] == of_role["cash"] else of_role[role]


def gathered_roles(codes: Iterable[str], *, chart: Mapping[str, str]) -> list[str]:
    """The roles of which there are accounts to gather.

    >>> gathered_roles(["512", "512-001", "4551-001", "27684"], chart={})
    ['available']
    """
    numbers_used = {code.partition("-")[0] for code in codes if "-" in code}
    return [role for role in CHART if collective_code(role, chart=chart) in numbers_used]


def check_chart(chart: Mapping[str, Any]) -> None:
    """Judge a fund's own numbers, all at once.

    A role has a number of three to eight digits, of a class that allows its nature, and to itself: only a member's own
    treasury may carry the number of cash, as it mirrors it.

    :raises WrongChart: naming every role that is wrong.
    """
    if wrong := {role: why for role, number in chart.items() if (why := _fault(role, number, chart=chart))}:
        raise WrongChart(fields=wrong)


def _fault(role: str, number: Any, *, chart: Mapping[str, Any]) -> Sentence | None:
    if role not in CHART:
        return Sentence(gettext_noop("there is no such role; there are %(roles)s."), {"roles": ", ".join(CHART)})
    if not isinstance(number, str) or not NUMBER.fullmatch(number):
        return Sentence(gettext_noop("a number of three to eight digits is expected, from class 1 to 8."))
    found = rule_of(number)
    if found is None or CHART[role].nature not in found[1].natures:
        title = "" if found is None else found[1].title
        return Sentence(
            gettext_noop("%(number)s (%(title)s) is not for this nature."), {"number": number, "title": title}
        )
    pair = {"cash", "own_treasury"}
    others = [
        other for other, its in numbers(chart).items() if its == number and other != role and {other, role} != pair
    ]
    if others:
        return Sentence(
            gettext_noop("%(number)s serves %(others)s too."), {"number": number, "others": ", ".join(others)}
        )
    return None
