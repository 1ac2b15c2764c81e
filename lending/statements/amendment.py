"""An addendum or a notice as its paper reads it, out of the data that it consists of."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from djmoney.money import Money

from lending.models import Agreement
from lending.statements.agreement import FundSaid, Leg, Party


@dataclass(frozen=True, slots=True)
class Amendment:
    """What came after a contract. Its content does not change, whatever becomes of the loan.

    :param number: 2 is the first one; the contract is 1.
    :param sha256: of the canonical JSON of `content`.
    """

    content: dict[str, Any]
    sha256: str
    kind: str
    number: int
    reference: str
    fund: FundSaid
    borrower: Party
    legs: tuple[Leg, ...]
    currency: str

    @property
    def loans(self) -> str:
        """The loans whose contracts it is about, by name."""
        return ", ".join(loan["reference"] for loan in self.content["loans"])

    def money(self, told: str) -> Money:
        """An amount that it tells."""
        return Money(told, self.currency)

    def day(self, told: str) -> date:
        """A day that it tells."""
        return date.fromisoformat(told)

    def instant(self, told: str) -> datetime:
        """An instant that it tells."""
        return datetime.fromisoformat(told)


def amendment(agreement: Agreement) -> Amendment:
    """An addendum or a notice that is kept, as it was written."""
    content = json.loads(agreement.content)
    fund, currency = content["fund"], content["currency"]
    return Amendment(
        content=content,
        sha256=agreement.sha256,
        kind=content["kind"],
        number=content["number"],
        reference=content["loan"]["reference"],
        fund=FundSaid(fund["name"], fund["custody"], fund["time_zone"], fund["is_demo"]),
        borrower=party_said(content["borrower"]),
        legs=tuple(Leg(leg["leg"], party_said(leg), Money(leg["amount"], currency)) for leg in content["lenders"]),
        currency=currency,
    )


def party_said(said: dict[str, Any]) -> Party:
    """A cooperative as the document names it."""
    return Party(said["name"], said["siren"], said["street"], said["postal_code"], said["city"])


def amendment_name(said: Amendment) -> str:
    """A file's name without its ending: `avenant-P2026-014-2`, `cession-P2026-014-3`."""
    return f"{'cession' if said.kind == Agreement.Kind.NOTICE else 'avenant'}-{said.reference}-{said.number}"
