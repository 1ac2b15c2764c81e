"""The statement of an account as CSV, streamed."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django.utils.translation import override, pgettext
from djmoney.money import Money

from lending.statements.account_statement import AccountStatement, Movement, Section, movements
from lending.statements.tables import Cell, Column, Profile, csv_lines

MARKS = ("opening", "movement", "closing")


def statement_csv(statement: AccountStatement, *, profile: Profile, language: str = "fr") -> Iterator[str]:
    """The statement line by line: each account's opening balance, movements and closing balance.

    Opening and closing lines carry a balance alone, so a column of debits or credits can be summed as it is.
    Machines get the same names and marks in every language.
    """
    read = {section.role: movements(statement, section) for section in statement.sections}
    return written_movements(statement, read, profile=Profile(profile), language=language)


def written_movements(
    statement: AccountStatement, read: Mapping[str, Iterable[Movement]], *, profile: Profile, language: str
) -> Iterator[str]:
    """The same for movements at hand, by role."""
    with override(language):
        columns = _columns()
        marks = _labels() if profile == Profile.EXCEL_FR else {mark: mark for mark in MARKS}
    return csv_lines(columns, _rows(statement, read, marks), profile=profile)


def statement_name(statement: AccountStatement) -> str:
    """A file's name without its ending: `releve-017-2026-01-01-2026-03-31`."""
    return f"releve-{statement.membership.tail}-{statement.start.isoformat()}-{statement.end.isoformat()}"


def _columns() -> list[Column]:
    return [
        Column("account", pgettext("document", "Account")),
        Column("line", pgettext("document", "Line")),
        Column("effective_on", pgettext("document", "Date")),
        Column("recorded_on", pgettext("document", "Recorded on")),
        Column("journal", pgettext("document", "Journal")),
        Column("reference", pgettext("document", "Reference")),
        Column("description", pgettext("document", "Description")),
        Column("debit", pgettext("document", "Debit")),
        Column("credit", pgettext("document", "Credit")),
        Column("balance", pgettext("document", "Balance")),
        Column("currency", pgettext("document", "Currency")),
        Column("entry", pgettext("document", "Entry")),
        Column("legal_number", pgettext("document", "Legal number")),
    ]


def _labels() -> dict[str, str]:
    return {
        "opening": pgettext("document", "Opening balance"),
        "movement": pgettext("document", "Movement"),
        "closing": pgettext("document", "Closing balance"),
    }


def _rows(
    statement: AccountStatement, read: Mapping[str, Iterable[Movement]], marks: Mapping[str, str]
) -> Iterator[list[Cell]]:
    for section in statement.sections:
        balance = section.opening
        yield _balance_row(section, marks["opening"], statement.start, balance)
        for line in read[section.role]:
            balance = line.balance
            yield [
                section.account, marks["movement"], line.effective_on, line.recorded_on, line.journal, line.reference,
                line.description, line.debit, line.credit, balance, str(balance.currency), str(line.entry_id),
                line.legal_number,
            ]  # fmt: skip
        yield _balance_row(section, marks["closing"], statement.end, balance)


def _balance_row(section: Section, mark: str, on: date, balance: Money) -> list[Cell]:
    return [section.account, mark, on, None, None, None, None, None, None, balance, str(balance.currency), None, None]
