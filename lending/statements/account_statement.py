"""A cooperative's accounts at the fund over a period: opening, movements, closing."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from djmoney.money import Money

from ledger.selectors.balances import balances
from ledger.selectors.lines import account_lines
from ledger.selectors.reservations import reserved
from ledger.selectors.seal_heads import Head, last_head
from ledger.selectors.sealed_entries import sealed_entries
from lending.domain.chart import account_code
from lending.models import Membership
from lending.statements.errors import WrongPeriod

# A member has an account of what is reserved only in a fund that lent before the ledger could reserve.
ROLES = ("available", "reserved", "lent", "interest_due")


@dataclass(frozen=True, slots=True)
class Movement:
    """A line of the account. A credit raises what the fund owes the member, a debit lowers it.

    :param legal_number: None until the entry is sealed.
    """

    effective_on: date
    recorded_on: date
    journal: str
    entry_id: UUID
    reference: str
    description: str
    debit: Money
    credit: Money
    balance: Money
    legal_number: str | None


@dataclass(frozen=True, slots=True)
class Section:
    """One account of the member: its balance before the period and at its end."""

    role: str
    account: str
    opening: Money
    closing: Money

    @property
    def change(self) -> Money:
        """What the period added, or took when negative."""
        return self.closing - self.opening


@dataclass(frozen=True, slots=True)
class SetAside:
    """What of the available account is reserved for agreed loans, before the period and at its end.

    It is part of that account's balance and moves it only when the loan is paid out.
    """

    opening: Money
    closing: Money

    def __bool__(self) -> bool:
        return bool(self.opening or self.closing)

    @property
    def change(self) -> Money:
        """What the period reserved, or released or drew when negative."""
        return self.closing - self.opening


@dataclass(frozen=True, slots=True)
class AccountStatement:
    """What is known before the movements are read: whose, when, and each account's opening and closing.

    :param head: of the last seal of the book; it covers every movement that has a legal number.
    """

    membership: Membership
    start: date
    end: date
    summary: tuple[Section, ...]
    detailed: tuple[str, ...]
    set_aside: SetAside
    head: Head | None

    @property
    def sections(self) -> tuple[Section, ...]:
        """The accounts whose movements are shown."""
        return tuple(section for section in self.summary if section.role in self.detailed)

    @property
    def total(self) -> Section:
        """All the member's accounts together, as one line."""
        return Section(
            role="total",
            account="",
            opening=total(self, (section.opening for section in self.summary)),
            closing=total(self, (section.closing for section in self.summary)),
        )


def account_statement(
    *, membership: Membership, start: date, end: date, roles: Sequence[str] = ("available",)
) -> AccountStatement:
    """The statement of a member from `start` to `end`, both included; queries do not grow with it.

    :param roles: the accounts whose movements are wanted: available, reserved, lent, interest_due.
    :raises WrongPeriod: when the end comes before the start.
    :raises ValueError: for a role that no member has an account of.
    """
    if end < start:
        raise WrongPeriod(start=start, end=end)
    if unknown := set(roles) - set(ROLES):
        raise ValueError(f"no account of a member is {', '.join(sorted(unknown))}")
    fund = membership.fund
    codes = {role: account_code(role, membership.tail, chart=fund.chart) for role in ROLES}
    before = start - timedelta(days=1)
    opening = balances(book=fund.book, codes=list(codes.values()), on=before)
    closing = balances(book=fund.book, codes=list(codes.values()), on=end)
    zero = Money(0, fund.currency)
    available = codes["available"]
    held = [reserved(book=fund.book, codes=[available], on=day).get(available, zero) for day in (before, end)]
    return AccountStatement(
        membership=membership,
        start=start,
        end=end,
        summary=tuple(
            Section(role=role, account=code, opening=opening.get(code, zero), closing=closing.get(code, zero))
            for role, code in codes.items()
            if role != "reserved" or code in closing
        ),
        detailed=tuple(role for role in ROLES if role in roles),
        set_aside=SetAside(*held),
        head=last_head(book=fund.book),
    )


def movements(statement: AccountStatement, section: Section) -> Iterator[Movement]:
    """The movements of one account over the period, in order, one at a time; memory does not grow with their number.

    The running balance starts at the section's opening, so opening plus movements is the last balance, always.
    """
    fund = statement.membership.fund
    zone = ZoneInfo(fund.time_zone)
    balance = section.opening
    number_of = _legal_numbers(statement, section)
    for line in account_lines(book=fund.book, codes=[section.account], start=statement.start, end=statement.end):
        balance = balance + line.credit - line.debit
        yield Movement(
            effective_on=line.effective_on,
            recorded_on=line.recorded_at.astimezone(zone).date(),
            journal=line.journal,
            entry_id=line.entry_id,
            reference=line.reference,
            description=line.description,
            debit=line.debit,
            credit=line.credit,
            balance=balance,
            legal_number=number_of(line.effective_on, line.entry_id),
        )


def _legal_numbers(statement: AccountStatement, section: Section) -> Callable[[date, UUID], str | None]:
    """Tells the number of each line, when asked in the order of the lines: both are streams in one order."""
    if statement.head is None:
        return lambda _on, _entry: None
    sealed = sealed_entries(
        book=statement.membership.fund.book,
        code=section.account,
        start=statement.start,
        end=statement.end,
        seal=statement.head.number,
    )
    current = next(sealed, None)

    def number_of(on: date, entry_id: UUID) -> str | None:
        nonlocal current
        # An entry may be written and sealed between the two readings: it has no line here.
        while current and (current.effective_on, current.entry_id) < (on, entry_id):
            current = next(sealed, None)
        return current.legal_number if current and current.entry_id == entry_id else None

    return number_of


def whole(statement: AccountStatement) -> tuple[AccountStatement, Mapping[str, tuple[Movement, ...]]]:
    """The statement with the movements of each detailed account, by role.

    Closings are then the last balances read, so that an entry posted between two readings contradicts nothing.
    """
    read = {section.role: tuple(movements(statement, section)) for section in statement.sections}
    summary = tuple(
        replace(section, closing=closing_of(section, read[section.role])) if section.role in read else section
        for section in statement.summary
    )
    return replace(statement, summary=summary), read


def closing_of(section: Section, read: Sequence[Movement]) -> Money:
    """The balance after the last movement, or the opening when nothing moved."""
    return read[-1].balance if read else section.opening


def total(statement: AccountStatement, amounts: Iterable[Money]) -> Money:
    """The sum of some amounts of the statement, zero when there are none."""
    return sum(amounts, Money(0, statement.membership.fund.currency))
