"""The fund of a journey, made by the commands its administrator types, and its people, who are met over HTTP."""

from datetime import date
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management import call_command
from rest_framework.test import APIClient

from config.engines.places import ROOT
from lending.models import Fund, Membership
from lending.selectors.clock import database_now
from lending.services.change_voting_rule import change_voting_rule
from members.models import Person

# Nine cooperatives, each with a manager: the file that the demonstration is made from.
MEMBERS = ROOT / "lending" / "demo" / "members.csv"
# Seats are held for Ateliers 1 to 5: the first one takes the chair.
SIRENS = ("000000117", "000000224", "000000331", "000000448", "000000554")
keys = count(1)
PASSWORD = "un-mot-de-passe-de-parcours"


# What the law on lending between companies wants to know of a closing (CMF R511-2-1-2): a sound one.
CLOSING = {
    "accounts_certified": True, "lending_is_ancillary": True, "size": "sme", "turnover": "2000000", "equity": "300000",
    "share_capital": "100000", "ebitda": "50000", "net_treasury": "400000", "lent_elsewhere": "0", "document": "Liasse",
}  # fmt: skip


class Program(APIClient):
    """What somebody's program does over HTTP with their token."""

    def act(self, address: str, body: Any = None, *, key: str = "") -> Any:
        """POST under a new Idempotency-Key, or the one given."""
        headers = {"Idempotency-Key": key or f"journey-{next(keys)}"}
        return self.post(f"/api/v1/{address}", {} if body is None else body, headers=headers)

    def done(self, address: str, body: Any = None) -> Any:
        """What a POST answers that succeeds."""
        answer = self.act(address, body)
        assert answer.status_code in (200, 201), (address, answer.json())
        return answer.json()

    def refused(self, address: str, body: Any = None, *, key: str = "") -> Any:
        """Status, and the problem that a POST answers which does not."""
        answer = self.act(address, body, key=key)
        assert answer["Content-Type"] == "application/problem+json", (address, answer.content)
        return answer.status_code, answer.json()

    def read(self, address: str, **query: Any) -> Any:
        """The JSON of a GET that succeeds."""
        answer = self.get(f"/api/v1/{address}", query)
        assert answer.status_code == 200, (address, answer.content)
        return answer.json()

    def text(self, address: str, **query: Any) -> str:
        """The text of a file."""
        answer = self.get(f"/api/v1/{address}", query)
        assert answer.status_code == 200, (address, answer.content)
        return answer.getvalue().decode()


def program(email: str, *, language: str = "en") -> Program:
    """A program of the person with this address, by a token that the administrator issued."""
    token = command("issue_api_token", email).split()[0]
    return Program(headers={"authorization": f"Token {token}", "accept-language": language})


def manager(number: int, *, language: str = "en") -> Program:
    """Whoever manages Atelier `number`."""
    return program(f"gerance.atelier{number}@demo.example", language=language)


def treasurer(number: int) -> Program:
    return program(f"tresorerie{number}@fund.example")


def seat(number: int) -> Program:
    """Who sits in the committee for Atelier `number`."""
    return program(f"siege{number}@fund.example")


def auditor() -> Program:
    return program("audit@fund.example")


def declare_what_law_asks(fund: Fund, *, borrower: int, lenders: tuple[int, ...], on: date) -> None:
    """Where members lend to each other, each says what the law wants to know of it, before a loan granted on a day.

    Their closings end with the year; the fund lets each lend all of its yearly ceiling to one borrower.
    """
    if fund.custody == Fund.Custody.FUND:
        return
    whole = {"sets": ["fr-l511-6-3bis"], "settings": {"lender_borrower_share": "1"}, "reason": "Avis du conseil"}
    treasurer(1).done(f"funds/{fund.pk}/rules", whole)
    for number in (borrower, *lenders):
        place = f"memberships/{member(fund, number).pk}"
        for year in (on.year - 2, on.year - 1):
            manager(number).done(f"{place}/declarations", {"closing_on": f"{year}-12-31", **CLOSING})
        if number != borrower:
            link = {"borrower": str(member(fund, borrower).pk), "nature": "subcontracting", "document": "Contrat-cadre"}
            manager(number).done(f"{place}/economic-links", link)


def accept(loan: str, *, email: str, number: int = 1) -> Any:
    """What somebody's program does, who chose a password before, to accept a contract for whom they bind.

    :param number: of the loan's documents; an addendum comes after the contract.
    """
    who = person(email)
    who.set_password(PASSWORD)
    who.save()
    acting = program(email)
    (found,) = [one for one in acting.read("agreements", loan=loan)["results"] if one["number"] == number]
    contract = acting.read(f"agreements/{found['id']}")
    own = set(who.roles.values_list("cooperative__memberships", flat=True))
    party = next(
        one
        for one in contract["parties"]
        if (UUID(one["membership"]) in own if own and one["membership"] else not own and not one["membership"])
    )
    body = {"party": party["id"], "sha256": contract["sha256"], "password": PASSWORD}
    return acting.done(f"agreements/{contract['id']}/acceptances", body)


def accept_all(fund: Fund, loan: str, *, borrower: int, lenders: tuple[int, ...]) -> list[Any]:
    """The borrower and the fund accept the contract, and each lender where it lends its part itself. Their receipts."""
    numbers = (borrower, *(lenders if fund.custody == Fund.Custody.MEMBERS else ()))
    people = [f"gerance.atelier{number}@demo.example" for number in numbers]
    return [accept(loan, email=email) for email in (*people, "tresorerie1@fund.example")]


def command(name: str, *arguments: str) -> str:
    """What `manage.py name …` prints when it succeeds."""
    out = StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


def open_fund(
    slug: str = "parcours", *arguments: str, custody: str = "fund", members: Path = MEMBERS, **voting_rule: Any
) -> Fund:
    """A fund with nine members, three treasurers, an auditor and a committee of five, as an administrator opens it."""
    command("create_fund", slug, "Caisse du parcours", "--custody", custody, *arguments)
    command("import_members", str(members), "--fund", slug, "--apply")
    appoint(slug)
    fund = Fund.objects.get(slug=slug)
    if voting_rule:
        change_voting_rule(fund=fund, voting_rule=voting_rule, now=database_now())
    return fund


def appoint(slug: str) -> None:
    """Give the fund those who serve it."""
    for number in (1, 2, 3):
        command(
            "appoint",
            f"tresorerie{number}@fund.example",
            f"Trésorerie {number}",
            "--fund",
            slug,
            "--office",
            "treasurer",
        )
    command("appoint", "audit@fund.example", "Audit", "--fund", slug, "--office", "auditor")
    for number, siren in enumerate(SIRENS, start=1):
        office = "chair" if number == 1 else "committee"
        command(
            "appoint", f"siege{number}@fund.example", f"Siège {number}",
            "--fund", slug, "--office", office, "--cooperative", siren,
        )  # fmt: skip


def member(fund: Fund, number: int) -> Membership:
    """Atelier `number` as a member of this fund."""
    return Membership.objects.get(fund=fund, number=number)


def person(email: str) -> Person:
    return Person.objects.get(email=email)
