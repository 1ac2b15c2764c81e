"""The words that every document shares, in the language in force."""

from datetime import datetime
from typing import Any, Protocol

from django.utils.translation import npgettext, pgettext

from lending.statements.figures import instant, siren


class Named(Protocol):
    """What a page says of the fund."""

    @property
    def name(self) -> str: ...
    @property
    def time_zone(self) -> str: ...
    @property
    def is_demo(self) -> bool: ...


class Registered(Protocol):
    """A cooperative as the register knows it."""

    @property
    def siren(self) -> str: ...
    @property
    def street(self) -> str: ...
    @property
    def postal_code(self) -> str: ...
    @property
    def city(self) -> str: ...


def frame(
    *, fund: Named, language: str, title: str, subject: str, about: list[str], issued_at: datetime
) -> dict[str, Any]:
    """What the page frame of `templates/document.typ` says: the fund, the title, whose it is, when, page numbers."""
    at = instant(issued_at, language=language, zone=fund.time_zone)
    return {
        "language": language,
        "fund": fund.name,
        "title": title,
        "subject": subject,
        "about": about,
        "keywords": [fund.name, title],
        "issued": pgettext("document", "Issued on %(instant)s") % {"instant": at},
        "demo": demonstration() if fund.is_demo else None,
        "page": pgettext("document", "Page {page} of {pages}"),
    }


def demonstration() -> str:
    """Said on each page of a fund that is an example."""
    return pgettext("document", "Demonstration data – not a real document")


def party(cooperative: Registered) -> str:
    """A cooperative as documents introduce it: SIREN and town."""
    named = pgettext("document", "SIREN %(siren)s") % {"siren": siren(cooperative.siren)}
    return f"{named} · {cooperative.city}" if cooperative.city else named


def address(cooperative: Registered) -> str:
    """Where a cooperative is, on one line: street, postal code and town, as far as they are known."""
    town = " ".join(part for part in (cooperative.postal_code, cooperative.city) if part)
    return ", ".join(part for part in (cooperative.street, town) if part)


def role_name(role: str) -> str:
    """An account of a member, as the member calls it."""
    return {
        "available": pgettext("document", "Available"),
        "reserved": pgettext("document", "Reserved for an agreed loan"),
        "set_aside": pgettext("document", "of which reserved for an agreed loan"),
        "lent": pgettext("document", "Lent"),
        "interest_due": pgettext("document", "Interest to be received"),
        "total": pgettext("document", "Total"),
    }[role]


def settlement_name(settlement: str) -> str:
    """Where an instalment stands."""
    return {
        "paid": pgettext("document", "paid"),
        "late": pgettext("document", "late"),
        "due": pgettext("document", "to come"),
    }[settlement]


def repayment_name(repayment: str) -> str:
    """How a loan is repaid."""
    return {
        "equal_instalments": pgettext("document", "equal instalments"),
        "equal_principal": pgettext("document", "equal principal"),
        "interest_only": pgettext("document", "interest only, principal at the end"),
        "bullet": pgettext("document", "principal and interest at the end"),
    }[repayment]


def rhythm(terms: dict[str, Any]) -> str:
    """How often a loan is repaid: `3, every month`; `1, after 6 months` for what is repaid at once.

    `3, on the days agreed` where due dates are its own: its schedule says them.
    """
    every = terms.get("every", {"count": 1, "unit": "months"})
    if terms.get("due_dates") or (terms["instalments"] == 1 and terms.get("first_due_on")):
        told = npgettext(
            "document", "%(count)s, on the day agreed", "%(count)s, on the days agreed", terms["instalments"]
        )
        return told % {"count": terms["instalments"]}
    if terms["instalments"] == 1:
        return pgettext("document", "1, after %(duration)s") % {"duration": duration(every["count"], every["unit"])}
    return f"{terms['instalments']}, {frequency(every['count'], every['unit'])}"


def frequency(count: int, unit: str) -> str:
    """The regular distance between two due dates: `every month`, `every quarter`, `every 2 weeks`."""
    if (count, unit) == (3, "months"):
        return pgettext("document", "every quarter")
    if (count, unit) == (6, "months"):
        return pgettext("document", "every half-year")
    told = {
        "days": npgettext("document", "every day", "every %(count)s days", count),
        "weeks": npgettext("document", "every week", "every %(count)s weeks", count),
        "months": npgettext("document", "every month", "every %(count)s months", count),
        "years": npgettext("document", "every year", "every %(count)s years", count),
    }[unit]
    return told % {"count": count} if count > 1 else told


def duration(count: int, unit: str) -> str:
    """A length of time: `3 months`."""
    told = {
        "days": npgettext("document", "%(count)s day", "%(count)s days", count),
        "weeks": npgettext("document", "%(count)s week", "%(count)s weeks", count),
        "months": npgettext("document", "%(count)s month", "%(count)s months", count),
        "years": npgettext("document", "%(count)s year", "%(count)s years", count),
    }[unit]
    return told % {"count": count}
