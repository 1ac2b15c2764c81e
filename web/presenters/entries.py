"""Entries of the book for people: what they are about, the act that wrote them, and how it is undone."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from djmoney.money import Money

from ledger.domain.origin import Origin
from ledger.selectors.entries import PostedEntry
from lending.models import Loan, Placement, Withdrawal
from lending.statements.book_words import ACTS


def _number(code: str) -> str:
    """The number of the chart that an account is of: 4551 of 4551-017."""
    return code.partition("-")[0]


@dataclass(frozen=True)
class EntryLine:
    """An entry in the list."""

    entry: PostedEntry

    @property
    def amount(self) -> Money:
        """What one reads on a bank statement: the largest sum debited or credited under one number of the chart.

        The accounts of several lenders are one number, so a loan set aside by six of them shows its whole amount.
        """
        currency = self.entry.postings[0].amount.currency
        sums: dict[tuple[str, str], Money] = {}
        for line in self.entry.postings:
            if line.amount.currency == currency:
                for side in (("debit", _number(line.debit)), ("credit", _number(line.credit))):
                    sums[side] = sums.get(side, Money(0, currency)) + line.amount
        return max(sums.values())


@dataclass(frozen=True)
class Link:
    """A page, and what it is."""

    label: str
    url: str


@dataclass(frozen=True)
class Told:
    """The origin of an entry.

    :param undone_at: where its act is undone, if there is a page for it.
    """

    about: list[Link]
    act: str
    person: str
    at: datetime | None
    undo: str
    undone_at: str


def told(origin: Origin) -> Told:
    """An origin in the reader's language, with the pages it leads to."""
    event = origin.event
    ids = dict(origin.about)
    return Told(
        about=_links(ids),
        act=str(ACTS.get(event.kind, event.kind)) if event else "",
        person=event.person if event else "",
        at=event.at if event else None,
        undo=gettext(origin.undo) if origin.undo else "",
        undone_at=_undone_at(ids),
    )


def _links(ids: dict[str, UUID]) -> list[Link]:
    links = []
    if "loan" in ids:
        loan = Loan.objects.filter(pk=ids["loan"]).select_related("membership__cooperative").first()
        if loan:
            label = _("Loan %(reference)s · %(name)s") % {
                "reference": loan.reference,
                "name": loan.membership.cooperative.name,
            }
            links.append(Link(label, reverse("loan", args=[loan.pk])))
    for thing, rows, path, label in (
        ("placement", Placement.objects.all(), "membership", _("Placement · %(name)s")),
        ("withdrawal", Withdrawal.objects.all(), "placement__membership", _("Withdrawal · %(name)s")),
    ):
        if thing in ids and (row := rows.filter(pk=ids[thing]).values(f"{path}__cooperative__name").first()):
            name = row[f"{path}__cooperative__name"]
            links.append(Link(label % {"name": name}, reverse("fund-placements")))
    return links


def _undone_at(ids: dict[str, UUID]) -> str:
    if "repayment" in ids and "loan" in ids:
        return reverse("loan", args=[ids["loan"]])
    if "loan" in ids:
        return reverse("loan", args=[ids["loan"]])
    if "placement" in ids:
        return reverse("placement-notice", args=[ids["placement"]])
    return reverse("fund-placements") if "withdrawal" in ids else ""
