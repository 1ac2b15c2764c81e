"""A lender's year as a PDF for its auditor, with its data attached."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import override, pgettext
from djmoney.money import Money

from lending.statements.evidence import Evidence, FundedLoan, KeptCheck
from lending.statements.evidence_json import evidence_json
from lending.statements.evidence_tables import evidence_name, way_of
from lending.statements.figures import figure, long_day, money, rate, short_day, siren
from lending.statements.rule_wording import rule_figure, source_told, stage_name, title_of_rule
from lending.statements.typesetting import Attachment, typeset
from lending.statements.wording import frame, party
from lending.statements.yearly_rates import yearly_said


def evidence_pdf(found: Evidence, *, issued_at: datetime, language: str = "fr") -> bytes:
    """The file with its data attached. The same data and instant give the same bytes."""
    with override(language):
        data = _data(found, issued_at=issued_at, language=language)
        about = pgettext("document", "The same file as data for machines")
    text = json.dumps(evidence_json(found), ensure_ascii=False, indent=2)
    attachment = Attachment(f"{evidence_name(found)}.json", "application/json", about, text)
    return typeset("evidence.typ", data, attachment=attachment, issued_at=issued_at)


def _data(found: Evidence, *, issued_at: datetime, language: str) -> dict[str, Any]:
    company = found.membership.cooperative
    year = pgettext("document", "Accounting year from %(start)s to %(end)s") % {
        "start": long_day(found.start, language=language),
        "end": long_day(found.end, language=language),
    }
    return {
        **frame(
            fund=found.membership.fund,
            language=language,
            title=pgettext("document", "File of a lender, %(year)s") % {"year": found.year},
            subject=company.name,
            about=[party(company), year],
            issued_at=issued_at,
        ),
        "figures": _figures(found, language),
        "loans": {
            "title": pgettext("document", "Loans funded in the year"),
            "empty": pgettext("document", "No loan was funded in this year."),
            "header": [
                pgettext("document", "Rule"),
                pgettext("document", "Source"),
                pgettext("document", "Stage"),
                pgettext("document", "Value"),
                pgettext("document", "Limit"),
                pgettext("document", "Verdict"),
            ],
            "each": [_loan(loan, language) for loan in found.loans],
        },
        "transfers": _transfers(found, language),
        "form": _form(found, language),
        "interest": _interest(found, language),
        "note": pgettext(
            "document",
            "Verdicts are those that were kept at each stage, with their source and version; their inputs are in the "
            "data attached. Counsel confirms the rules; the auditor attests.",
        ),
    }


def _figures(found: Evidence, language: str) -> list[list[str]]:
    unknown = pgettext("document", "not known")

    def told(amount: Money | None) -> str:
        return unknown if amount is None else money(amount, language=language)

    received = [pgettext("document", "Interest received"), told(found.interest_total)]
    if not found.asks_law:
        # Where no rule asks it, what a member lends is its parts in the fund's loans, and there is no ceiling.
        return [[pgettext("document", "Lent in the year"), told(found.lent_here)], received]
    return [
        [pgettext("document", "Lent in the year"), told(found.lent)],
        [pgettext("document", "Lent elsewhere"), told(found.lent_elsewhere)],
        [pgettext("document", "Ceiling of the year"), told(found.ceiling)],
        received,
    ]


def _loan(funded: FundedLoan, language: str) -> dict[str, Any]:
    loan, company = funded.loan, funded.loan.membership.cooperative
    months = pgettext("document", "%(months)s months at %(rates)s") % {
        "months": funded.term_months,
        "rates": yearly_said(loan.terms, language=language),
    }
    facts = [
        [pgettext("document", "Borrower"), f"{company.name} · {siren(company.siren)}"],
        [
            pgettext("document", "Part lent"),
            pgettext("document", "%(part)s of %(whole)s, agreed on %(date)s")
            % {
                "part": money(funded.leg.amount, language=language),
                "whole": money(loan.amount, language=language),
                "date": long_day(loan.agreed_on, language=language),
            },
        ],
        [pgettext("document", "Term"), months],
        [pgettext("document", "Economic link"), _link(funded)],
    ]
    checks = [_check(check, language) for check in funded.checks]
    return {"title": loan.reference, "facts": facts, "rows": checks}


def _link(funded: FundedLoan) -> str:
    if funded.link is None:
        return pgettext("document", "none declared")
    return f"{funded.link.get_nature_display()} · {funded.link.document}"


def _check(check: KeptCheck, language: str) -> list[str]:
    verdict = check.verdict
    if verdict.passed:
        told = pgettext("document", "met")
    elif check.override:
        told = pgettext("document", "let through by the committee: %(reason)s") % {"reason": check.override}
    else:
        told = pgettext("document", "not met")
    return [
        str(title_of_rule(verdict.rule)),
        f"{source_told(verdict.source)}, v{verdict.version}",
        stage_name(check.stage),
        rule_figure(verdict.value, verdict.measure, verdict.currency, language=language),
        rule_figure(verdict.limit, verdict.measure, verdict.currency, language=language),
        told,
    ]


def _transfers(found: Evidence, language: str) -> dict[str, Any]:
    return {
        "title": pgettext("document", "Parts that changed hands"),
        "header": [
            pgettext("document", "Transferred on"),
            pgettext("document", "Loan"),
            pgettext("document", "Borrower"),
            pgettext("document", "What was done"),
            pgettext("document", "Other lender"),
            pgettext("document", "Principal"),
        ],
        "rows": [
            [
                short_day(part.transfer.transferred_on),
                part.transfer.loan.reference,
                part.transfer.loan.membership.cooperative.name,
                way_of(part),
                part.other.cooperative.name,
                figure(part.transfer.amount, language=language),
            ]
            for part in found.moved
        ],
    }


def _form(found: Evidence, language: str) -> dict[str, Any]:
    yes, no = pgettext("document", "yes"), pgettext("document", "no")
    return {
        "title": pgettext("document", "Form 2062, contracts of %(year)s, due by 15 February") % {"year": found.year},
        "empty": pgettext(
            "document", "No contract of this lender's own: where the fund holds the cash, it is the fund's."
        ),
        "header": [
            pgettext("document", "Loan"),
            pgettext("document", "Borrower"),
            pgettext("document", "SIREN"),
            pgettext("document", "Agreed on the"),
            pgettext("document", "Principal"),
            pgettext("document", "Yearly rate"),
            pgettext("document", "To declare"),
        ],
        "rows": [
            [
                line.leg.loan.reference,
                line.leg.loan.membership.cooperative.name,
                siren(line.leg.loan.membership.cooperative.siren),
                short_day(line.leg.loan.agreed_on),
                figure(line.leg.amount, language=language),
                rate(Decimal(line.leg.loan.terms["annual_rate"]), language=language),
                yes if line.is_declared else no,
            ]
            for line in found.form_2062
        ],
    }


def _interest(found: Evidence, language: str) -> dict[str, Any]:
    return {
        "title": pgettext("document", "Interest certificate, %(year)s") % {"year": found.year},
        "empty": pgettext("document", "Nothing was received in this year."),
        "header": [
            pgettext("document", "Loan"),
            pgettext("document", "Borrower"),
            pgettext("document", "Interest received"),
            pgettext("document", "Principal back"),
            pgettext("document", "Of which recovered after a loss"),
        ],
        "rows": [
            [
                line.loan.reference,
                line.loan.membership.cooperative.name,
                figure(line.interest, language=language),
                figure(line.principal, language=language),
                figure(line.recovered, language=language),
            ]
            for line in found.interest
        ],
        "foot": [pgettext("document", "Total"), "", figure(found.interest_total, language=language), "", ""],
    }
