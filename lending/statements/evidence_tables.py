"""A lender's year as tables: a workbook of six sheets, and its verdicts as CSV."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import override, pgettext

from lending.domain.money import from_minor
from lending.models import Loan
from lending.selectors.lender_year import PartMoved
from lending.statements.evidence import Evidence, FundedLoan, KeptCheck
from lending.statements.rule_wording import input_title, source_told, stage_name, title_of_rule
from lending.statements.tables import Cell, Column, Profile, csv_lines
from lending.statements.workbook import workbook
from lending.statements.yearly_rates import later_rates


def evidence_name(found: Evidence) -> str:
    """`dossier-2026-017`."""
    return f"dossier-{found.year}-{found.membership.tail}"


def evidence_csv(found: Evidence, *, profile: Profile, language: str = "fr") -> Iterator[str]:
    """One line a verdict: the loan, the stage, the rule, its figures and its source. Streamed."""
    people = profile == Profile.EXCEL_FR
    with override(language):
        columns, rows = _check_columns(), list(_checks(found, people=people))
    yield from csv_lines(columns, rows, profile=profile)


def evidence_xlsx(found: Evidence, *, issued_at: datetime, language: str = "fr") -> bytes:
    """Summary, loans, verdicts, form 2062, interest, transfers."""
    with override(language):
        sheets = [
            (pgettext("document", "Summary"), _summary_columns(), _summary(found)),
            (pgettext("document", "Loans"), _loan_columns(), [_loan(loan, language) for loan in found.loans]),
            (pgettext("document", "Verdicts"), _check_columns(), _checks(found, people=True)),
            (pgettext("document", "Form 2062"), _form_columns(), _form(found, language)),
            (pgettext("document", "Interest"), _interest_columns(), _interest(found)),
            (pgettext("document", "Transfers"), _transfer_columns(), _transfers(found)),
        ]
        return workbook(sheets, issued_at=issued_at)


def _summary_columns() -> list[Column]:
    return [Column("what", pgettext("document", "What")), Column("figure", pgettext("document", "Figure"))]


def _summary(found: Evidence) -> list[list[Cell]]:
    company = found.membership.cooperative
    return [
        [pgettext("document", "Lender"), company.name],
        [pgettext("document", "SIREN"), company.siren],
        [pgettext("document", "Fund"), found.membership.fund.name],
        [pgettext("document", "Accounting year from"), found.start],
        [pgettext("document", "to"), found.end],
        [pgettext("document", "Lent in the year"), found.lent],
        [pgettext("document", "of which through this fund"), found.lent_here],
        [pgettext("document", "Lent elsewhere, as declared"), _or_unknown(found.lent_elsewhere)],
        [pgettext("document", "Ceiling of the year"), _or_unknown(found.ceiling)],
        [
            pgettext("document", "Interest received in %(year)s") % {"year": found.year},
            found.interest_total,
        ],
    ]


def _or_unknown(value: Any) -> Cell:
    return pgettext("document", "not known") if value is None else value


def _loan_columns() -> list[Column]:
    return [
        Column("loan", pgettext("document", "Loan")),
        Column("borrower", pgettext("document", "Borrower")),
        Column("siren", pgettext("document", "SIREN")),
        Column("agreed_on", pgettext("document", "Agreed on the")),
        Column("disbursed_on", pgettext("document", "Paid out on")),
        Column("amount", pgettext("document", "Part lent")),
        Column("loan_amount", pgettext("document", "Whole loan")),
        Column("term_months", pgettext("document", "Term in months")),
        Column("annual_rate", pgettext("document", "Yearly rate")),
        Column("later_rates", pgettext("document", "Rates that follow")),
        Column("link", pgettext("document", "Economic link")),
        Column("document", pgettext("document", "Document")),
    ]


def _loan(funded: FundedLoan, language: str) -> list[Cell]:
    loan, company = funded.loan, funded.loan.membership.cooperative
    return [
        loan.reference,
        company.name,
        company.siren,
        loan.agreed_on,
        loan.disbursed_on,
        funded.leg.amount,
        loan.amount,
        funded.term_months,
        Decimal(loan.terms["annual_rate"]),
        _later(loan, language),
        str(funded.link.get_nature_display()) if funded.link else None,
        funded.link.document if funded.link else None,
    ]


def _later(loan: Loan, language: str) -> Cell:
    return ", ".join(later_rates(loan.terms, language=language)) or None


def _check_columns() -> list[Column]:
    return [
        Column("loan", pgettext("document", "Loan")),
        Column("stage", pgettext("document", "Stage")),
        Column("checked_on", pgettext("document", "Checked on")),
        Column("rule", pgettext("document", "Rule")),
        Column("source", pgettext("document", "Source")),
        Column("version", pgettext("document", "Version")),
        Column("inputs", pgettext("document", "Figures looked at")),
        Column("value", pgettext("document", "Value")),
        Column("limit", pgettext("document", "Limit")),
        Column("verdict", pgettext("document", "Verdict")),
        Column("override", pgettext("document", "Let through because")),
    ]


def _checks(found: Evidence, *, people: bool) -> Iterator[list[Cell]]:
    for funded in found.loans:
        for check in funded.checks:
            yield [funded.loan.reference, *check_row(check, people=people)]


def check_row(check: KeptCheck, *, people: bool) -> list[Cell]:
    """A verdict as a line: for people in words, for machines in codes."""
    verdict = check.verdict
    verdict_name = "passed" if verdict.passed else "overridden" if check.override else "failed"
    if people:
        words = {
            "passed": pgettext("document", "met"),
            "overridden": pgettext("document", "let through"),
            "failed": pgettext("document", "not met"),
        }
        verdict_name = words[verdict_name]
    inputs = "; ".join(
        f"{input_title(name) if people else name}: {_figure(name, figure, verdict.currency)}"
        for name, figure in verdict.inputs.items()
    )
    return [
        stage_name(check.stage) if people else check.stage,
        check.checked_at.date(),
        str(title_of_rule(verdict.rule)) if people else verdict.rule,
        source_told(verdict.source) if people else verdict.source,
        verdict.version,
        inputs,
        _shown(verdict.value, is_money=verdict.is_money, currency=verdict.currency),
        _shown(verdict.limit, is_money=verdict.is_money, currency=verdict.currency),
        verdict_name,
        check.override or None,
    ]


def _figure(name: str, figure: int | None, currency: str) -> str:
    if figure is None:
        return "?"
    return f"{from_minor(figure, currency):f}" if name.endswith("_minor") else str(figure)


def _shown(figure: int | None, *, is_money: bool, currency: str) -> Cell:
    if figure is None:
        return None
    return from_minor(figure, currency) if is_money else figure


def _form_columns() -> list[Column]:
    return [
        Column("loan", pgettext("document", "Loan")),
        Column("borrower", pgettext("document", "Borrower")),
        Column("siren", pgettext("document", "SIREN")),
        Column("city", pgettext("document", "City")),
        Column("agreed_on", pgettext("document", "Agreed on the")),
        Column("amount", pgettext("document", "Principal")),
        Column("annual_rate", pgettext("document", "Yearly rate")),
        Column("later_rates", pgettext("document", "Rates that follow")),
        Column("is_declared", pgettext("document", "To declare")),
    ]


def _form(found: Evidence, language: str) -> list[list[Cell]]:
    yes, no = pgettext("document", "yes"), pgettext("document", "no")
    return [
        [
            line.leg.loan.reference,
            line.leg.loan.membership.cooperative.name,
            line.leg.loan.membership.cooperative.siren,
            line.leg.loan.membership.cooperative.city,
            line.leg.loan.agreed_on,
            line.leg.amount,
            Decimal(line.leg.loan.terms["annual_rate"]),
            _later(line.leg.loan, language),
            yes if line.is_declared else no,
        ]
        for line in found.form_2062
    ]


def _interest_columns() -> list[Column]:
    return [
        Column("loan", pgettext("document", "Loan")),
        Column("borrower", pgettext("document", "Borrower")),
        Column("interest", pgettext("document", "Interest received")),
        Column("principal", pgettext("document", "Principal back")),
        Column("recovered_interest", pgettext("document", "Of which interest recovered after a loss")),
        Column("recovered_principal", pgettext("document", "Of which principal recovered after a loss")),
    ]


def _interest(found: Evidence) -> list[list[Cell]]:
    return [
        [
            line.loan.reference,
            line.loan.membership.cooperative.name,
            line.interest,
            line.principal,
            line.recovered_interest,
            line.recovered_principal,
        ]
        for line in found.interest
    ]


def _transfer_columns() -> list[Column]:
    return [
        Column("on", pgettext("document", "Transferred on")),
        Column("loan", pgettext("document", "Loan")),
        Column("borrower", pgettext("document", "Borrower")),
        Column("way", pgettext("document", "What was done")),
        Column("other", pgettext("document", "Other lender")),
        Column("amount", pgettext("document", "Principal")),
    ]


def _transfers(found: Evidence) -> list[list[Cell]]:
    return [
        [
            part.transfer.transferred_on,
            part.transfer.loan.reference,
            part.transfer.loan.membership.cooperative.name,
            way_of(part),
            part.other.cooperative.name,
            part.transfer.amount,
        ]
        for part in found.moved
    ]


def way_of(part: PartMoved) -> str:
    """Which way a part went, in words."""
    return pgettext("document", "taken over") if part.is_taken_over else pgettext("document", "handed over")
