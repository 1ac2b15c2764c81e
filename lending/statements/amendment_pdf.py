"""An addendum or a notice as a PDF to read, to sign and to keep, with the data that it consists of attached."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import override, pgettext

from lending.domain.canonical import canonical_json
from lending.models import Agreement
from lending.statements.addendum_sections import addendum_figures, addendum_sections, addendum_title
from lending.statements.agreement import Leg
from lending.statements.amendment import Amendment, amendment_name
from lending.statements.figures import figure, rate
from lending.statements.notice_sections import notice_figures, notice_sections, notice_title
from lending.statements.typesetting import Attachment, typeset
from lending.statements.wording import frame, party


def amendment_pdf(said: Amendment, *, issued_at: datetime, language: str = "fr") -> bytes:
    """The paper with its data attached: the attachment's SHA-256 is the hash of the document.

    The same document and instant give the same bytes. In a language that the fund's wording lacks it is in French.
    """
    language = language if language in said.content["wording"] else "fr"
    with override(language):
        data = _data(said, issued_at=issued_at, language=language)
        about = pgettext("document", "The document as data: its SHA-256 is its hash")
    text = canonical_json(said.content).decode()
    attachment = Attachment(f"{amendment_name(said)}.json", "application/json", about, text)
    return typeset("addendum.typ", data, attachment=attachment, issued_at=issued_at)


def _data(said: Amendment, *, issued_at: datetime, language: str) -> dict[str, Any]:
    is_notice = said.kind == Agreement.Kind.NOTICE
    binding = pgettext("document", "Translation for information: the French document binds.")
    place = pgettext("document", "Document %(number)s of the loan, whose contract is 1") % {"number": said.number}
    title = notice_title(said) if is_notice else addendum_title(said)
    sections = notice_sections(said, language) if is_notice else addendum_sections(said, language)
    return {
        **frame(
            fund=said.fund,
            language=language,
            title=title,
            subject=said.borrower.name,
            about=[party(said.borrower), place, *([] if language == "fr" else [binding])],
            issued_at=issued_at,
        ),
        "figures": notice_figures(said, language) if is_notice else addendum_figures(said, language),
        "sections": [*sections, _lenders(said, language)],
        "closing": _known_by(said) if is_notice else _accepted(said),
    }


def _lenders(said: Amendment, language: str) -> dict[str, Any]:
    total = sum((leg.amount for leg in said.legs), said.money("0.00"))
    return {
        "title": pgettext("document", "Lenders"),
        "texts": [],
        "facts": [],
        "table": {
            "kinds": ["figure", "text", "figure", "figure"],
            "header": [
                pgettext("document", "No."),
                pgettext("document", "Lender"),
                pgettext("document", "Part"),
                pgettext("document", "Principal left"),
            ],
            "rows": [_lender(said, leg, language) for leg in said.legs],
            "foot": ["", pgettext("document", "Total"), rate(Decimal(1), language=language),
                     figure(total, language=language)],
        },
    }  # fmt: skip


def _lender(said: Amendment, leg: Leg, language: str) -> list[str]:
    total = sum((each.amount.amount for each in said.legs), Decimal(0))
    part = rate(leg.amount.amount / total, language=language)
    return [str(leg.leg), leg.lender.name, part, figure(leg.amount, language=language)]


def _accepted(said: Amendment) -> dict[str, Any]:
    """Those who are bound: the borrower, the fund, and each lender where it lends its part itself."""
    lender = pgettext("document", "For lender %(leg)s, %(name)s")
    lenders = [lender % {"leg": leg.leg, "name": leg.lender.name} for leg in said.legs]
    return {
        "title": pgettext("document", "Acceptance"),
        "told": pgettext(
            "document",
            "The parties accept this addendum by its hash, signed in and with their password entered anew, or sign "
            "below. It takes effect once all of them have.",
        ),
        "facts": [[pgettext("document", "Hash of the addendum"), said.sha256]],
        "names": [
            pgettext("document", "For the borrower, %(name)s") % {"name": said.borrower.name},
            pgettext("document", "For the fund, %(name)s") % {"name": said.fund.name},
            *(lenders if said.fund.is_between_members else []),
            *(
                pgettext("document", "For the sponsor, %(name)s") % {"name": sponsor["name"]}
                for sponsor in said.content.get("sponsors", [])
            ),
        ],
    }


def _known_by(said: Amendment) -> dict[str, Any]:
    return {
        "title": pgettext("document", "How it is known"),
        "told": pgettext(
            "document",
            "Both lenders have agreed to it in the fund's register, and a third person has booked it. This notice "
            "tells the borrower to whom it owes (code civil 1324); it asks for no acceptance.",
        ),
        "facts": [[pgettext("document", "Hash of the notice"), said.sha256]],
        "names": [],
    }
