"""What secures a loan, in the words of its contract: its sponsors and the mutual guarantee fund."""

from decimal import Decimal

from django.utils.translation import pgettext

from lending.statements.agreement import Contract, SponsorSaid
from lending.statements.figures import money, rate, siren
from lending.statements.wording import address


def guarantee_facts(agreed: Contract, *, language: str) -> list[list[str]]:
    """Who answers for how much; what the borrower puts in. Nothing where nothing secures the loan."""
    sponsors = [
        [pgettext("document", "Sponsor"), ", ".join([_named(one), _guaranteed(one, language)])]
        for one in agreed.sponsors
    ]
    if agreed.contribution is None:
        return sponsors
    part = rate(Decimal(agreed.content["guarantee"]["mutual"]["rate"]), language=language)
    told = pgettext("document", "%(amount)s (%(rate)s of the amount), kept back as the loan is paid out")
    kept = told % {"amount": money(agreed.contribution, language=language), "rate": part}
    return [*sponsors, [pgettext("document", "Mutual guarantee fund"), kept]]


def guarantee_clauses(agreed: Contract) -> list[str]:
    """What sponsors undertake, when they are called and released; what becomes of the contribution."""
    return [*(_sponsors() if agreed.sponsors else []), *([] if agreed.contribution is None else [_mutual()])]


def _named(one: SponsorSaid) -> str:
    number = pgettext("document", "SIREN %(siren)s") % {"siren": siren(one.sponsor.siren)}
    return ", ".join(part for part in (one.sponsor.name, number, address(one.sponsor)) if part)


def _guaranteed(one: SponsorSaid, language: str) -> str:
    values = {"amount": money(one.amount, language=language)}
    if one.share is None:
        return pgettext("document", "up to %(amount)s") % values
    told = pgettext("document", "%(share)s of what is owed at the default, up to %(amount)s")
    return told % {**values, "share": rate(one.share, language=language)}


def _sponsors() -> list[str]:
    return [
        pgettext(
            "document",
            "Each sponsor answers expressly (code civil 2294), jointly and severally with the borrower and without the "
            "benefit of discussion, for principal, interest and costs together, up to the amount said above and no "
            "further.",
        ),
        pgettext(
            "document",
            "A sponsor is called in writing once the loan has been called in, and has until the day named in the call "
            "to pay. Sponsors are called before the mutual guarantee fund, and before any loss of the lenders.",
        ),
        pgettext(
            "document",
            "Who has paid as a sponsor has its recourse against the borrower (code civil 2308, 2309), after the "
            "lenders for what they are still owed (code civil 1346-3).",
        ),
        pgettext(
            "document",
            "A postponement of due dates does not release a sponsor. Its guarantee ends with the loan, without any "
            "further act.",
        ),
    ]


def _mutual() -> str:
    return pgettext(
        "document",
        "The contribution to the mutual guarantee fund may pay for loans in default, this one first; what is left of "
        "it goes back to the borrower once the loan is repaid.",
    )
