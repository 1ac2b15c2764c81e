"""What the notice of a transfer says, section by section."""

from typing import Any

from django.utils.translation import pgettext

from lending.statements.addendum_parts import Section, section
from lending.statements.amendment import Amendment, party_said
from lending.statements.figures import instant, long_day, money, siren
from lending.statements.wording import address


def notice_title(said: Amendment) -> str:
    """Which loan it is of."""
    return pgettext("document", "Transfer of a part in loan %(loan)s") % {"loan": said.reference}


def notice_figures(said: Amendment, language: str) -> list[list[str]]:
    """How much went over, and when."""
    moved = said.content["transfer"]
    return [
        [pgettext("document", "Principal transferred"), money(said.money(moved["amount"]), language=language)],
        [pgettext("document", "On"), long_day(said.day(moved["transferred_on"]), language=language)],
    ]


def notice_sections(said: Amendment, language: str) -> list[Section]:
    """Who hands over what to whom, what follows from it, who agreed."""
    return [
        section(pgettext("document", "The transfer"), facts=_transfer(said, language)),
        section(pgettext("document", "What follows from it"), texts=_follows()),
        section(pgettext("document", "Who agreed"), facts=_hands(said, language)),
    ]


def _transfer(said: Amendment, language: str) -> list[list[str]]:
    moved, (loan,) = said.content["transfer"], said.content["loans"]
    unkept = pgettext("document", "accepted before contracts were kept here")
    why = [[pgettext("document", "Reason"), moved["reason"]]] if moved["reason"] else []
    return [
        [pgettext("document", "From lender"), _known(moved["seller"])],
        [pgettext("document", "To lender"), _known(moved["buyer"])],
        [pgettext("document", "Principal transferred"), money(said.money(moved["amount"]), language=language)],
        [pgettext("document", "Price"), pgettext("document", "the principal, at par")],
        [pgettext("document", "On"), long_day(said.day(moved["transferred_on"]), language=language)],
        *why,
        [
            pgettext("document", "Contract of loan %(loan)s") % {"loan": loan["reference"]},
            pgettext("document", "agreed on %(date)s")
            % {"date": long_day(said.day(loan["agreed_on"]), language=language)},
        ],
        [pgettext("document", "Its hash"), loan["contract_sha256"] or unkept],
    ]


def _known(lender: dict[str, Any]) -> str:
    said = party_said(lender)
    number = pgettext("document", "SIREN %(siren)s") % {"siren": siren(said.siren)}
    return ", ".join(part for part in (said.name, number, address(said)) if part)


def _follows() -> list[str]:
    return [
        pgettext(
            "document",
            "Interest to the evening of that day is the former lender's; what runs from then on is shared by what each "
            "lender has outstanding.",
        ),
        pgettext(
            "document",
            "For the borrower nothing changes but to whom it owes: amounts, dates, rate and the account it pays to "
            "stay as they are.",
        ),
    ]


def _hands(said: Amendment, language: str) -> list[list[str]]:
    moved, zone = said.content["transfer"], said.fund.time_zone

    def told(hand: dict[str, str]) -> str:
        return f"{hand['by']}, {instant(said.instant(hand['at']), language=language, zone=zone)}"

    return [
        [pgettext("document", "Offered by"), told(moved["proposed"])],
        [pgettext("document", "Accepted by"), told(moved["accepted"])],
        [pgettext("document", "Booked by"), moved["booked"]["by"]],
    ]
