"""The loan agreement as a PDF to sign and keep."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import override, pgettext

from lending.statements.agreement import Agreement, PlannedInstalment
from lending.statements.agreement_csv import agreement_name
from lending.statements.agreement_json import agreement_json
from lending.statements.agreement_wording import (
    business_day_name,
    day_count_name,
    preamble,
    promises,
    rounding_name,
    to_confirm,
)
from lending.statements.figures import figure, instant, long_day, money, rate, short_day, siren
from lending.statements.typesetting import Attachment, typeset
from lending.statements.wording import duration, frame, party, repayment_name, rhythm


def agreement_pdf(agreed: Agreement, *, issued_at: datetime, language: str = "fr") -> bytes:
    """The agreement with its data attached. The same loan and instant give the same bytes, paid out or not."""
    with override(language):
        data = _data(agreed, issued_at=issued_at, language=language)
        about = pgettext("document", "The same agreement as data for machines")
    text = json.dumps(agreement_json(agreed), ensure_ascii=False, indent=2)
    attachment = Attachment(f"{agreement_name(agreed)}.json", "application/json", about, text)
    return typeset("agreement.typ", data, attachment=attachment, issued_at=issued_at)


def _data(agreed: Agreement, *, issued_at: datetime, language: str) -> dict[str, Any]:
    loan, borrower = agreed.loan, agreed.loan.membership.cooperative
    agreed_on = pgettext("document", "Agreed on %(date)s") % {"date": long_day(loan.agreed_on, language=language)}
    return {
        **frame(
            fund=loan.fund,
            language=language,
            title=pgettext("document", "Loan agreement %(reference)s") % {"reference": loan.reference},
            subject=borrower.name,
            about=[party(borrower), agreed_on],
            issued_at=issued_at,
        ),
        "figures": _figures(agreed, language),
        "parties": {
            "title": pgettext("document", "Parties"),
            "facts": _parties(agreed),
            "preamble": preamble(agreed),
            "lenders": _lenders(agreed, language),
        },
        "purpose": {"title": pgettext("document", "Purpose and decision"), "facts": _purpose(agreed, language)},
        "terms": {"title": pgettext("document", "Terms"), "facts": _terms(agreed, language)},
        "schedule": _schedule(agreed, language),
        "cost": {"title": pgettext("document", "Cost of the loan"), "facts": _cost(agreed, language)},
        "promises": {"title": pgettext("document", "Undertakings"), "sentences": promises()},
        "legal": {
            "title": pgettext("document", "Legal mentions"),
            "label": pgettext("document", "To be confirmed by counsel before signature"),
            "texts": to_confirm(agreed),
        },
        "signatures": {"title": pgettext("document", "Signatures"), "names": _signatories(agreed)},
    }


def _figures(agreed: Agreement, language: str) -> list[list[str]]:
    return [
        [pgettext("document", "Amount"), money(agreed.loan.amount, language=language)],
        [pgettext("document", "Rate a year"), rate(Decimal(agreed.terms["annual_rate"]), language=language)],
        [pgettext("document", "Effective rate (TEG)"), _rate_or_absent(agreed.cost.proportional, language)],
        [pgettext("document", "Interest, total"), money(agreed.cost.interest, language=language)],
    ]


def _rate_or_absent(value: Decimal | None, language: str, *, places: int = 2) -> str:
    return "–" if value is None else rate(value, language=language, places=places)


def _parties(agreed: Agreement) -> list[list[str]]:
    borrower, fund = agreed.loan.membership.cooperative, agreed.loan.fund
    keeper = pgettext("document", "Register kept by") if agreed.is_between_members else pgettext("document", "The fund")
    return [
        [pgettext("document", "Borrower"), f"{borrower.name}, {party(borrower)}"],
        [keeper, fund.name],
    ]


def _lenders(agreed: Agreement, language: str) -> dict[str, Any]:
    return {
        "header": [
            pgettext("document", "No."),
            pgettext("document", "Lender"),
            pgettext("document", "SIREN"),
            pgettext("document", "Part"),
            pgettext("document", "Amount"),
        ],
        "rows": [
            [
                str(leg.leg),
                leg.membership.cooperative.name,
                siren(leg.membership.cooperative.siren),
                rate(agreed.share(leg), language=language),
                figure(leg.amount, language=language),
            ]
            for leg in agreed.legs
        ],
        "foot": [
            "",
            pgettext("document", "Total"),
            "",
            rate(Decimal(1), language=language),
            figure(agreed.loan.amount, language=language),
        ],
    }


def _purpose(agreed: Agreement, language: str) -> list[list[str]]:
    loan = agreed.loan
    decided = instant(loan.decision.decided_at, language=language, zone=loan.fund.time_zone)
    return [
        [pgettext("document", "Purpose"), loan.request_version.purpose],
        [pgettext("document", "Decision of the committee"), decided],
        [pgettext("document", "Request voted on"), str(loan.request_version)],
        [pgettext("document", "Hash of the request"), loan.request_version.sha256],
        [pgettext("document", "Head of the log"), loan.decision.log_head],
    ]


def _terms(agreed: Agreement, language: str) -> list[list[str]]:
    terms = agreed.terms
    return [
        [pgettext("document", "Repayment"), repayment_name(terms["repayment"])],
        [pgettext("document", "Instalments"), rhythm(terms)],
        [pgettext("document", "Day count"), day_count_name(terms.get("day_count", "equal_periods"))],
        [pgettext("document", "Rounding"), rounding_name(terms.get("rounding", {}))],
        [
            pgettext("document", "Business days"),
            business_day_name(terms.get("business_day", "unadjusted"), terms.get("calendar", "TARGET")),
        ],
    ]


def _schedule(agreed: Agreement, language: str) -> dict[str, Any]:
    cost = agreed.cost
    return {
        "title": pgettext("document", "Planned schedule"),
        "header": [
            pgettext("document", "No."),
            pgettext("document", "Due on"),
            pgettext("document", "Principal"),
            pgettext("document", "Interest"),
            pgettext("document", "To pay"),
            pgettext("document", "Principal left"),
        ],
        "rows": [_instalment(instalment, language) for instalment in agreed.schedule],
        "foot": [
            "",
            pgettext("document", "Total"),
            figure(agreed.loan.amount, language=language),
            figure(cost.interest, language=language),
            figure(cost.total, language=language),
            "",
        ],
    }


def _instalment(instalment: PlannedInstalment, language: str) -> list[str]:
    amounts = (instalment.principal, instalment.interest, instalment.total, instalment.outstanding)
    return [
        str(instalment.number),
        short_day(instalment.due_on),
        *(figure(amount, language=language) for amount in amounts),
    ]


def _cost(agreed: Agreement, language: str) -> list[list[str]]:
    cost = agreed.cost
    period = duration(cost.period_count, cost.period_unit)
    return [
        [pgettext("document", "Interest"), money(cost.interest, language=language)],
        [pgettext("document", "Fees"), money(cost.fees, language=language)],
        [pgettext("document", "Proportional TEG, a year"), _rate_or_absent(cost.proportional, language)],
        [
            pgettext("document", "Period rate and length"),
            f"{_rate_or_absent(cost.period_rate, language, places=6)} · {period}",
        ],
        [pgettext("document", "EU actuarial rate"), _rate_or_absent(cost.eu, language)],
    ]


def _signatories(agreed: Agreement) -> list[str]:
    """Those who are bound: the borrower, and each lender or the fund."""
    borrower = pgettext("document", "For the borrower, %(name)s") % {"name": agreed.loan.membership.cooperative.name}
    if not agreed.is_between_members:
        return [pgettext("document", "For the fund, %(name)s") % {"name": agreed.loan.fund.name}, borrower]
    lender = pgettext("document", "For lender %(leg)s, %(name)s")
    lenders = [lender % {"leg": leg.leg, "name": leg.membership.cooperative.name} for leg in agreed.legs]
    return [*lenders, borrower]
