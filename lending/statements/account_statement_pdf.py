"""The statement of an account as a PDF to read and to keep."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import override, pgettext
from djmoney.money import Money

from lending.statements.account_statement import AccountStatement, Movement, Section, total, whole
from lending.statements.account_statement_csv import statement_name, written_movements
from lending.statements.account_statement_json import whole_json
from lending.statements.entry_words import told_entry
from lending.statements.errors import TooLongForPdf
from lending.statements.figures import figure, instant, long_day, money, short_day
from lending.statements.tables import Profile
from lending.statements.typesetting import Attachment, typeset
from lending.statements.witness import head_page
from lending.statements.wording import frame, party, role_name

# Setting a line in type takes one to three milliseconds: this is read in seconds, and is some eighty pages.
LINES_MAX = 2000


def statement_pdf(statement: AccountStatement, *, issued_at: datetime, language: str = "fr") -> bytes:
    """The statement with its machine CSV attached, and its JSON, which carries the proofs of its lines.

    The same data and instant give the same bytes.

    :raises TooLongForPdf: it has more than LINES_MAX lines.
    """
    statement, read = whole(statement)
    if (lines := sum(map(len, read.values()))) > LINES_MAX:
        raise TooLongForPdf(lines=lines, maximum=LINES_MAX, start=statement.start, end=statement.end)
    with override(language):
        data = _data(statement, read, issued_at=issued_at, language=language)
        about = pgettext("document", "The same statement as a table for machines")
        about_proofs = pgettext("document", "The same statement with the proofs of its lines")
    table = written_movements(statement, read, profile=Profile.MACHINE, language=language)
    attachment = Attachment(f"{statement_name(statement)}.csv", "text/csv", about, "".join(table))
    text = json.dumps(whole_json(statement, read), ensure_ascii=False, indent=2)
    proofs = Attachment(f"{statement_name(statement)}.json", "application/json", about_proofs, text)
    return typeset("account_statement.typ", data, attachment=attachment, others=[proofs], issued_at=issued_at)


def _data(
    statement: AccountStatement, read: Mapping[str, tuple[Movement, ...]], *, issued_at: datetime, language: str
) -> dict[str, Any]:
    fund, cooperative = statement.membership.fund, statement.membership.cooperative
    period = pgettext("document", "From %(start)s to %(end)s, both included, in %(currency)s") % {
        "start": long_day(statement.start, language=language),
        "end": long_day(statement.end, language=language),
        "currency": fund.currency,
    }
    return {
        **frame(
            fund=fund,
            language=language,
            title=pgettext("document", "Account statement"),
            subject=cooperative.name,
            about=[f"{party(cooperative)} · {_member(statement)}", period, *_custody(statement)],
            issued_at=issued_at,
        ),
        "summary": _summary(statement, language=language),
        "sections": [
            _section(statement, section, read[section.role], language=language) for section in statement.sections
        ],
        "seal": _seal(statement, language=language),
    }


def _seal(statement: AccountStatement, *, language: str) -> dict[str, Any] | None:
    """The last seal of the book, and what keeping it is good for."""
    head, zone = statement.head, statement.membership.fund.time_zone
    if head is None:
        return None
    return {
        "title": pgettext("document", "You are a witness of these books"),
        "facts": [
            [
                pgettext("document", "Last seal"),
                f"{head.number}, {instant(head.sealed_at, language=language, zone=zone)}",
            ],
            [pgettext("document", "Its hash"), head.hash.hex()],
            [pgettext("document", "To be compared at"), head_page(head)],
        ],
        "said": pgettext(
            "document",
            "The hash stands for every entry sealed so far, the numbered ones above among them: keep this statement,"
            " and nobody can change one without your being able to tell. The JSON file attached to it carries the"
            " proofs.",
        ),
    }


def _member(statement: AccountStatement) -> str:
    return pgettext("document", "member no. %(number)s") % {"number": statement.membership.tail}


def _custody(statement: AccountStatement) -> list[str]:
    """What a placement is where each member keeps its own cash."""
    if not statement.membership.fund.members_hold_cash:
        return []
    return [
        pgettext(
            "document",
            "The member keeps its own cash: these are its commitments, and what it has lent to borrowers directly.",
        )
    ]


def _summary(statement: AccountStatement, *, language: str) -> dict[str, Any]:
    return {
        "title": pgettext("document", "At a glance"),
        "header": [
            pgettext("document", "Account"),
            "",
            pgettext("document", "Opening"),
            pgettext("document", "Change"),
            pgettext("document", "Closing"),
        ],
        "rows": _summary_rows(statement, language),
        "foot": _summary_row(statement.total, language),
    }


def _summary_rows(statement: AccountStatement, language: str) -> list[list[str]]:
    """Each account; and below what is available, how much of it is reserved, where anything is."""
    rows = []
    for section in statement.summary:
        rows.append(_summary_row(section, language))
        if section.role == "available" and statement.set_aside:
            held = statement.set_aside
            amounts = (figure(amount, language=language) for amount in (held.opening, held.change, held.closing))
            rows.append([role_name("set_aside"), "", *amounts])
    return rows


def _summary_row(section: Section, language: str) -> list[str]:
    amounts = (section.opening, section.change, section.closing)
    return [role_name(section.role), section.account, *(figure(amount, language=language) for amount in amounts)]


def _section(
    statement: AccountStatement, section: Section, lines: tuple[Movement, ...], *, language: str
) -> dict[str, Any]:
    debit = total(statement, (line.debit for line in lines))
    credit = total(statement, (line.credit for line in lines))
    totals = [figure(amount, language=language) for amount in (debit, credit, section.closing)]
    return {
        "title": f"{role_name(section.role)} · {section.account}",
        "figures": [
            [_balance_on("opening", statement), money(section.opening, language=language)],
            [pgettext("document", "Debits"), money(debit, language=language)],
            [pgettext("document", "Credits"), money(credit, language=language)],
            [_balance_on("closing", statement), money(section.closing, language=language)],
        ],
        "header": [
            pgettext("document", "Date"),
            pgettext("document", "Recorded on"),
            pgettext("document", "No. and reference"),
            pgettext("document", "Description"),
            pgettext("document", "Debit"),
            pgettext("document", "Credit"),
            pgettext("document", "Balance"),
        ],
        "rows": [_row(line, language) for line in lines],
        "foot": ["", "", "", pgettext("document", "Total"), *totals],
        "empty": pgettext("document", "No movement in this period."),
    }  # fmt: skip


def _balance_on(which: str, statement: AccountStatement) -> str:
    if which == "opening":
        return pgettext("document", "Balance before %(date)s") % {"date": short_day(statement.start)}
    return pgettext("document", "Balance on %(date)s") % {"date": short_day(statement.end)}


def _row(line: Movement, language: str) -> list[str]:
    return [
        short_day(line.effective_on),
        short_day(line.recorded_on),
        "\n".join(said for said in (line.legal_number, line.reference) if said),
        told_entry(line.description),
        _unless_zero(line.debit, language),
        _unless_zero(line.credit, language),
        figure(line.balance, language=language),
    ]


def _unless_zero(amount: Money, language: str) -> str:
    """A movement is on one side: the other stays empty."""
    return figure(amount, language=language) if amount.amount else ""
