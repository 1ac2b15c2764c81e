"""The accounts of a statement as the page shows them: opening, a page of lines, closing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from djmoney.money import Money

from ledger.selectors.balances import between
from ledger.selectors.lines import Line, Place, lines_after
from lending.statements.account_statement import AccountStatement, Section, SetAside
from lending.statements.wording import role_name

LINES_A_PAGE = 50


@dataclass(frozen=True)
class AccountSection:
    """A page of the lines of one account over the period.

    :param carried: what the account held before the first of these lines.
    :param debit: credit: of the whole period, whatever the page shows.
    :param next: where the page after this one begins; empty on the last.
    """

    section: Section
    name: str
    lines: Sequence[Line]
    carried: Money
    debit: Money
    credit: Money
    is_first: bool
    next: str


def sections(
    statement: AccountStatement, *, role: str = "", after: Place | None = None, limit: int = LINES_A_PAGE
) -> list[AccountSection]:
    """The detailed accounts, in order, each with its first lines; or one of them with the lines after a place.

    One query an account and one for all sums, however many lines the period has. A credit raises what the fund owes.
    """
    book = statement.membership.fund.book
    shown = [section for section in statement.sections if role in ("", section.role)]
    codes = [section.account for section in shown]
    sums = between(book=book, codes=codes, start=statement.start, end=statement.end)
    nothing = Money(0, statement.membership.fund.currency)
    found = []
    for section in shown:
        moved = sums.get(section.account)
        lines = _lines(statement, section.account, after=after, limit=limit + 1) if moved else []
        page = lines[:limit]
        found.append(
            AccountSection(
                section=section,
                name=role_name(section.role),
                lines=page,
                carried=page[0].balance - page[0].credit + page[0].debit if page else section.opening,
                debit=moved.debit if moved else nothing,
                credit=moved.credit if moved else nothing,
                is_first=after is None,
                next=cursor_of(page[-1]) if len(lines) > limit else "",
            )
        )
    return found


def _lines(statement: AccountStatement, code: str, *, after: Place | None, limit: int) -> list[Line]:
    return lines_after(
        book=statement.membership.fund.book, code=code, after=after, limit=limit,
        start=statement.start, end=statement.end,
    )  # fmt: skip


def cursor_of(line: Line) -> str:
    """A line as an address names it."""
    return f"{line.effective_on.isoformat()}_{line.entry_id}_{line.line}"


def place_of(cursor: str) -> Place | None:
    """The place that an address names; None for none.

    :raises ValueError: it names nothing.
    """
    if not cursor:
        return None
    day, entry, line = cursor.split("_")
    return Place(effective_on=date.fromisoformat(day), entry_id=UUID(entry), line=int(line))


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
