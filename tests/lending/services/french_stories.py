"""A fund whose members lend to each other under French law, with all that the law wants declared."""

from datetime import date
from typing import Any

from lending.models import Fund, LinkDeclaration, Membership
from lending.selectors.clock import database_now
from lending.services.choose_rules import choose_rules
from lending.services.declare_accounts import declare_accounts
from lending.services.declare_link import declare_link
from tests.factories import eur, make_fund, make_member, manager_of

LAST, BEFORE = date(2025, 12, 31), date(2024, 12, 31)
CAP = {"lender_borrower_share": "0.25"}
SOUND: dict[str, Any] = {
    "accounts_certified": True,
    "lending_is_ancillary": True,
    "size": "sme",
    "equity": eur(300_000),
    "share_capital": eur(100_000),
    "ebitda": eur(50_000),
    "net_treasury": eur(200_000),
    "turnover": eur(2_000_000),
    "lent_elsewhere": eur(0),
}


def make_french_fund(**changes: Any) -> Fund:
    """Members hold the cash; a lender may lend one borrower a quarter of its yearly ceiling."""
    fund = make_fund(custody="members", is_french=True, **changes)
    choose_rules(
        fund=fund, choice={"sets": ["fr-l511-6-3bis"], "settings": CAP}, reason="Counsel's letter of 12 March",
        now=database_now(), acting_person=None,
    )  # fmt: skip
    return fund


def declare(member: Membership, closing_on: date = LAST, **changes: Any) -> None:
    """The accounts of a closing, sound unless `changes` says otherwise, by the member's own people."""
    declare_accounts(
        membership=member, closing_on=closing_on, document="Liasse fiscale", acting_person=manager_of(member),
        now=database_now(), **{**SOUND, **changes},
    )  # fmt: skip


def link(
    lender: Membership, borrower: Membership, *, nature: str = "subcontracting", **changes: Any
) -> LinkDeclaration:
    """The link of a lender with a borrower."""
    return declare_link(
        lender=lender, borrower=borrower, nature=nature, document="Contrat-cadre 2024", now=database_now(),
        acting_person=manager_of(lender), **changes,
    )  # fmt: skip


def make_lender(fund: Fund, borrower: Membership, *, placed: int = 60_000, **changes: Any) -> Membership:
    """A member that may lend to this borrower: at most 100 000 € a year, 25 000 € of them to it."""
    lender = make_member(fund, placed=eur(placed))
    declare(lender, BEFORE)
    declare(lender, LAST, **changes)
    link(lender, borrower)
    return lender


def make_borrower(fund: Fund, **changes: Any) -> Membership:
    """A member whose size is declared."""
    borrower = make_member(fund)
    declare(borrower, LAST, **changes)
    return borrower
