"""A contract as a PDF to read, to sign and to keep, with the data that it consists of attached."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import override, pgettext

from lending.domain.canonical import canonical_json
from lending.statements.agreement import Contract, Leg, PlannedInstalment
from lending.statements.agreement_csv import agreement_name
from lending.statements.agreement_guarantee import guarantee_clauses, guarantee_facts
from lending.statements.agreement_wording import (
    business_day_name,
    day_count_name,
    languages_of,
    product_clauses,
    rounding_name,
    said,
    wished_facts,
)
from lending.statements.figures import figure, instant, long_day, money, rate, short_day, siren
from lending.statements.typesetting import Attachment, typeset
from lending.statements.wording import address, duration, frame, party, repayment_name, rhythm
from lending.statements.yearly_rates import rates_in_short, rates_said


def agreement_pdf(agreed: Contract, *, issued_at: datetime, language: str = "fr") -> bytes:
    """The contract with its data attached: the attachment's SHA-256 is the hash that the parties accept.

    The same contract and instant give the same bytes, paid out or not. In a language that the fund's wording lacks it
    is in French, which binds.
    """
    language = language if language in languages_of(agreed) else "fr"
    with override(language):
        data = _data(agreed, issued_at=issued_at, language=language)
        about = pgettext("document", "The contract as data: its SHA-256 is the hash that the parties accept")
    text = canonical_json(agreed.content).decode()
    attachment = Attachment(f"{agreement_name(agreed)}.json", "application/json", about, text)
    return typeset("agreement.typ", data, attachment=attachment, issued_at=issued_at)


def _data(agreed: Contract, *, issued_at: datetime, language: str) -> dict[str, Any]:
    agreed_on = pgettext("document", "Agreed on %(date)s") % {"date": long_day(agreed.agreed_on, language=language)}
    title = " ".join(said(agreed, "title", language=language))
    binding = pgettext("document", "Translation for information: the French contract binds.")
    return {
        **frame(
            fund=agreed.fund,
            language=language,
            title=title,
            subject=agreed.borrower.name,
            about=[party(agreed.borrower), agreed_on, *([] if language == "fr" else [binding])],
            issued_at=issued_at,
        ),
        "figures": _figures(agreed, language),
        "parties": {
            "title": pgettext("document", "Parties"),
            "facts": _parties(agreed),
            "preamble": said(agreed, "preamble", language=language),
            "lenders": _lenders(agreed, language),
        },
        "purpose": {"title": pgettext("document", "Purpose and decision"), "facts": _purpose(agreed, language)},
        "terms": {"title": pgettext("document", "Terms"), "facts": _terms(agreed, language)},
        "schedule": _schedule(agreed, language),
        "cost": {"title": pgettext("document", "Cost of the loan"), "facts": _cost(agreed, language)},
        "guarantee": {
            "title": pgettext("document", "Guarantee"),
            "facts": guarantee_facts(agreed, language=language),
            "sentences": guarantee_clauses(agreed),
        },
        "promises": {
            "title": pgettext("document", "Undertakings"),
            "sentences": [*said(agreed, "clauses", language=language), *product_clauses(agreed, language=language)],
        },
        "special": {
            "title": pgettext("document", "Special clauses"),
            "texts": said(agreed, "special", language=language),
        },
        "legal": {
            "title": pgettext("document", "Legal mentions"),
            "label": pgettext("document", "To be confirmed by counsel before signature"),
            "is_proposal": agreed.content["template"]["is_proposal"],
            "texts": said(agreed, "legal", language=language),
        },
        "signatures": {
            "title": pgettext("document", "Acceptance"),
            "told": pgettext(
                "document",
                "The parties accept this contract by its hash, signed in and with their password entered anew, or sign "
                "below. The loan is paid out once all of them have.",
            ),
            "facts": [[pgettext("document", "Hash of the contract"), agreed.sha256]],
            "names": _signatories(agreed),
        },
    }


def _figures(agreed: Contract, language: str) -> list[list[str]]:
    net = [[pgettext("document", "Paid to the borrower"), money(agreed.net_paid, language=language)]]
    return [
        [pgettext("document", "Amount"), money(agreed.amount, language=language)],
        *(net if agreed.net_paid != agreed.amount else []),
        [pgettext("document", "Rate a year"), rates_in_short(agreed.terms, language=language)],
        [pgettext("document", "Effective rate (TEG)"), _rate_or_absent(agreed.cost.proportional, language)],
        [pgettext("document", "Total cost"), money(agreed.cost.cost, language=language)],
    ]


def _drawdowns(agreed: Contract, language: str) -> list[list[str]]:
    """When it is not drawn at once: what is paid on which day, or later; a fee that is kept back, out of the first."""
    if len(agreed.drawdowns) == 1:
        return []
    label = pgettext("document", "To be drawn from %(date)s")
    return [
        [label % {"date": long_day(on, language=language)}, money(amount, language=language)]
        for on, amount in agreed.drawdowns
    ]


def _rate_or_absent(value: Decimal | None, language: str, *, places: int = 2) -> str:
    return "–" if value is None else rate(value, language=language, places=places)


def _parties(agreed: Contract) -> list[list[str]]:
    borrower, fund = agreed.borrower, agreed.fund
    keeper = pgettext("document", "Register kept by") if agreed.is_between_members else pgettext("document", "The fund")
    number = pgettext("document", "SIREN %(siren)s") % {"siren": siren(borrower.siren)}
    known = ", ".join(part for part in (borrower.name, number, address(borrower)) if part)
    return [[pgettext("document", "Borrower"), known], [keeper, fund.name]]


def _lenders(agreed: Contract, language: str) -> dict[str, Any]:
    return {
        "header": [
            pgettext("document", "No."),
            pgettext("document", "Lender"),
            pgettext("document", "SIREN"),
            pgettext("document", "Part"),
            pgettext("document", "Amount"),
        ],
        "rows": [_lender(agreed, leg, language) for leg in agreed.legs],
        "foot": [
            "",
            pgettext("document", "Total"),
            "",
            rate(Decimal(1), language=language),
            figure(agreed.amount, language=language),
        ],
    }


def _lender(agreed: Contract, leg: Leg, language: str) -> list[str]:
    where = address(leg.lender)
    return [
        str(leg.leg),
        f"{leg.lender.name}, {where}" if where else leg.lender.name,
        siren(leg.lender.siren),
        rate(agreed.share(leg), language=language),
        figure(leg.amount, language=language),
    ]


def _purpose(agreed: Contract, language: str) -> list[list[str]]:
    asked, decision = agreed.content["request"], agreed.content["decision"]
    decided = instant(agreed.instant("decided_at", of="decision"), language=language, zone=agreed.fund.time_zone)
    return [
        [pgettext("document", "Purpose"), asked["purpose"]],
        [pgettext("document", "Decision of the committee"), decided],
        [pgettext("document", "Request voted on"), f"{asked['reference']} v{asked['version']}"],
        [pgettext("document", "Hash of the request"), asked["sha256"]],
        [pgettext("document", "Head of the log"), decision["log_head"]],
    ]


def _terms(agreed: Contract, language: str) -> list[list[str]]:
    terms = agreed.terms
    return [
        *_drawdowns(agreed, language),
        [pgettext("document", "Rate a year"), rates_said(agreed.terms, language=language)],
        [pgettext("document", "Repayment"), repayment_name(terms["repayment"])],
        [pgettext("document", "Instalments"), rhythm(terms)],
        *wished_facts(agreed, language=language),
        [pgettext("document", "Day count"), day_count_name(terms.get("day_count", "equal_periods"))],
        [pgettext("document", "Rounding"), rounding_name(terms.get("rounding", {}))],
        [
            pgettext("document", "Business days"),
            business_day_name(terms.get("business_day", "unadjusted"), terms.get("calendar", "TARGET")),
        ],
    ]


def _schedule(agreed: Contract, language: str) -> dict[str, Any]:
    cost, has_fees = agreed.cost, any(instalment.fees.amount for instalment in agreed.schedule)
    fees = [pgettext("document", "Fees")] if has_fees else []
    return {
        "title": pgettext("document", "Planned schedule"),
        "header": [
            pgettext("document", "No."),
            pgettext("document", "Due on"),
            pgettext("document", "Principal"),
            pgettext("document", "Interest"),
            *fees,
            pgettext("document", "To pay"),
            pgettext("document", "Principal left"),
        ],
        "rows": [_instalment(instalment, language, has_fees=has_fees) for instalment in agreed.schedule],
        "foot": [
            "",
            pgettext("document", "Total"),
            figure(agreed.amount, language=language),
            figure(cost.interest, language=language),
            *([figure(sum((row.fees for row in agreed.schedule[1:]), agreed.schedule[0].fees), language=language)]
              if has_fees else []),
            figure(sum((row.total for row in agreed.schedule[1:]), agreed.schedule[0].total), language=language),
            "",
        ],
    }  # fmt: skip


def _instalment(instalment: PlannedInstalment, language: str, *, has_fees: bool) -> list[str]:
    fees = [instalment.fees] if has_fees else []
    amounts = (instalment.principal, instalment.interest, *fees, instalment.total, instalment.outstanding)
    return [
        str(instalment.number),
        short_day(instalment.due_on),
        *(figure(amount, language=language) for amount in amounts),
    ]


def _cost(agreed: Contract, language: str) -> list[list[str]]:
    cost = agreed.cost
    period = duration(cost.period_count, cost.period_unit)
    return [
        [pgettext("document", "Interest"), money(cost.interest, language=language)],
        [pgettext("document", "Fees"), money(cost.fees, language=language)],
        [pgettext("document", "Total cost"), money(cost.cost, language=language)],
        [pgettext("document", "Proportional TEG, a year"), _rate_or_absent(cost.proportional, language)],
        [
            pgettext("document", "Period rate and length"),
            f"{_rate_or_absent(cost.period_rate, language, places=6)} · {period}",
        ],
        [pgettext("document", "EU actuarial rate"), _rate_or_absent(cost.eu, language)],
    ]


def _signatories(agreed: Contract) -> list[str]:
    """Those who are bound: the borrower, the fund, each lender where it lends its part itself, each sponsor."""
    borrower = pgettext("document", "For the borrower, %(name)s") % {"name": agreed.borrower.name}
    fund = pgettext("document", "For the fund, %(name)s") % {"name": agreed.fund.name}
    sponsor = pgettext("document", "For the sponsor, %(name)s")
    sponsors = [sponsor % {"name": one.sponsor.name} for one in agreed.sponsors]
    if not agreed.is_between_members:
        return [borrower, fund, *sponsors]
    lender = pgettext("document", "For lender %(leg)s, %(name)s")
    return [borrower, fund, *(lender % {"leg": leg.leg, "name": leg.lender.name} for leg in agreed.legs), *sponsors]
