"""The accounts of a statement as the page shows them: opening, movements, closing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from djmoney.money import Money

from lending.statements.account_statement import AccountStatement, Movement, Section, SetAside
from lending.statements.wording import role_name


@dataclass(frozen=True)
class AccountSection:
    """One account of the member over the period."""

    section: Section
    name: str
    movements: Sequence[Movement]
    debit: Money
    credit: Money


def sections(statement: AccountStatement, movements: Mapping[str, Sequence[Movement]]) -> list[AccountSection]:
    """The detailed accounts, in order, with their sums."""
    nothing = Money(0, statement.membership.fund.currency)
    return [
        AccountSection(
            section=section,
            name=role_name(section.role),
            movements=movements[section.role],
            debit=sum((line.debit for line in movements[section.role]), nothing),
            credit=sum((line.credit for line in movements[section.role]), nothing),
        )
        for section in statement.sections
    ]


@dataclass(frozen=True)
class NamedSection:
    """One account of the member at a glance; or what of it is set aside, which is no account."""

    section: Section | SetAside
    name: str


def summary(statement: AccountStatement) -> list[NamedSection]:
    """All accounts of the member, in order; below what is available, how much of it is reserved."""
    named = []
    for section in statement.summary:
        named.append(NamedSection(section=section, name=role_name(section.role)))
        if section.role == "available" and statement.set_aside:
            named.append(NamedSection(section=statement.set_aside, name=role_name("set_aside")))
    return named
