"""The statement of an account as JSON-ready data."""

from collections.abc import Mapping
from typing import Any

from lending.statements.account_statement import AccountStatement, Movement, Section, total, whole
from lending.statements.tables import plain_amount
from lending.statements.witness import head_json, proofs_json


def statement_json(statement: AccountStatement) -> dict[str, Any]:
    """The whole statement: amounts as strings with the currency's decimals, ISO dates, the same in every language."""
    return whole_json(*whole(statement))


def whole_json(statement: AccountStatement, read: Mapping[str, tuple[Movement, ...]]) -> dict[str, Any]:
    """The same of movements at hand, by role."""
    fund, cooperative = statement.membership.fund, statement.membership.cooperative
    return {
        "fund": {"slug": fund.slug, "name": fund.name, "is_demo": fund.is_demo, "custody": str(fund.custody)},
        "cooperative": {"id": str(cooperative.pk), "name": cooperative.name, "siren": cooperative.siren},
        "currency": fund.currency,
        "start": statement.start.isoformat(),
        "end": statement.end.isoformat(),
        "summary": [_section(section) for section in (*statement.summary, statement.total)],
        "reserved": {
            "opening": plain_amount(statement.set_aside.opening),
            "closing": plain_amount(statement.set_aside.closing),
        },
        "sections": [
            {
                **_section(section),
                "total_debit": plain_amount(total(statement, (line.debit for line in read[section.role]))),
                "total_credit": plain_amount(total(statement, (line.credit for line in read[section.role]))),
                "movements": [_movement(line) for line in read[section.role]],
            }
            for section in statement.sections
        ],
        "seal": head_json(statement),
        "proofs": proofs_json(statement, read),
    }


def _section(section: Section) -> dict[str, str]:
    return {
        "role": section.role,
        "account": section.account,
        "opening": plain_amount(section.opening),
        "change": plain_amount(section.change),
        "closing": plain_amount(section.closing),
    }


def _movement(line: Movement) -> dict[str, str | None]:
    return {
        "effective_on": line.effective_on.isoformat(),
        "recorded_on": line.recorded_on.isoformat(),
        "journal": line.journal,
        "reference": line.reference,
        "description": line.description,
        "debit": plain_amount(line.debit),
        "credit": plain_amount(line.credit),
        "balance": plain_amount(line.balance),
        "entry": str(line.entry_id),
        "legal_number": line.legal_number,
    }
