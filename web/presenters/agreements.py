"""Contracts as their pages show them."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from djmoney.money import Money

from lending.models import Acceptance, Agreement, AgreementParty, Loan, SignedCopy
from lending.policies import may_accept, may_sign_for_fund
from lending.selectors.addenda import amendments_of, is_open, may_be_accepted
from lending.selectors.agreements import missing_parties, parties_of
from lending.statements.wording import duration
from members.models import Person
from web.presenters.agreement_words import words_of
from web.templatetags.figures import day, money

BRIEF_LENGTH = 300


@dataclass(frozen=True)
class PartyLine:
    """A party, and whether the reader may accept for it."""

    party: AgreementParty
    acceptance: Acceptance | None
    may_accept: bool
    accept_at: str


@dataclass(frozen=True)
class CostLine:
    """What the loan costs; rates are fractions, None where no rate solves the equation."""

    total: Money
    fees: Money
    proportional: Decimal | None
    period_rate: Decimal | None
    period: str
    eu: Decimal | None


def party_lines(agreement: Agreement, *, person: Person) -> list[PartyLine]:
    """The parties in the order of the contract."""
    lines, awaits_hands = [], is_open(agreement)
    for party in parties_of(agreement):
        acceptance = getattr(party, "acceptance", None)
        is_missing = acceptance is None and awaits_hands
        here = address(agreement, "accept", party.pk)
        lines.append(PartyLine(party, acceptance, is_missing and may_accept(person, party, agreement), here))
    return lines


def address(agreement: Agreement, page: str = "", *ids: UUID) -> str:
    """Where a page of a contract is, or of what came after it: itself, `accept`, `remind`, `paper`, `file`."""
    is_first = agreement.number == 1
    name = f"{'agreement' if is_first else 'addendum'}{'-' + page if page else ''}"
    return reverse(name, args=[agreement.loan_id, *([] if is_first else [agreement.number]), *ids])


@dataclass(frozen=True)
class CopyLine:
    """A scan of the signed contract, and whether the reader may confirm it."""

    copy: SignedCopy
    is_confirmed: bool
    may_confirm: bool


def copy_lines(agreement: Agreement, *, person: Person) -> list[CopyLine]:
    """The scans that were sent, the latest first."""
    copies = list(
        SignedCopy.objects.filter(agreement=agreement)
        .defer("pdf")
        .select_related("uploaded_by")
        .prefetch_related("acceptances")
        .order_by("-uploaded_at")
    )
    awaits_hand = bool(copies) and is_open(agreement) and bool(missing_parties(agreement))
    may_sign = awaits_hand and may_sign_for_fund(person, agreement)
    return [
        CopyLine(copy, bool(copy.acceptances.all()), may_sign and copy.uploaded_by_id != person.pk) for copy in copies
    ]


@dataclass(frozen=True)
class Brief:
    """What a document says in short: labels and values, and the cost where it tells one."""

    facts: list[tuple[str, str]]
    cost: CostLine | None


@dataclass(frozen=True)
class LaterLine:
    """What came after a contract, in the list of a loan's documents."""

    name: str
    page: str
    file: str
    awaits: bool


def later_lines(loan: Loan) -> list[LaterLine]:
    """Addenda and notices in the order in which they came; those that still wait for an acceptance say so."""
    later = list(amendments_of(loan))
    waiting = AgreementParty.objects.filter(agreement__in=later, acceptance__isnull=True).values("agreement")
    open_ones = Agreement.objects.filter(may_be_accepted(), pk__in=waiting).order_by().values_list("pk", flat=True)
    awaits = set(open_ones) if later else set()
    return [LaterLine(words_of(one).name, address(one), address(one, "file"), one.pk in awaits) for one in later]


def brief_of(agreement: Agreement) -> Brief:
    """In brief, what is accepted or told."""
    said: dict[str, Any] = json.loads(agreement.content)
    currency, loan = said["currency"], agreement.loan
    if agreement.kind == Agreement.Kind.NOTICE:
        moved = said["transfer"]
        return Brief(
            [
                (_("From"), moved["seller"]["name"]),
                (_("To"), moved["buyer"]["name"]),
                (_("Principal, at par"), money(Money(moved["amount"], currency))),
                (_("On the day"), day(date.fromisoformat(moved["transferred_on"]))),
            ],
            None,
        )
    if agreement.kind == Agreement.Kind.ADDENDUM:
        return Brief(
            [
                (_("Loans"), ", ".join(each["reference"] for each in said["loans"])),
                (_("In force from"), day(date.fromisoformat(said["effective_on"]))),
                (_("Principal"), money(Money(said["loan"]["amount"], currency))),
                (_("Instalments"), str(said["terms"]["instalments"])),
                (_("Why"), Truncator(said["request"]["purpose"]).chars(BRIEF_LENGTH)),
            ],
            cost_line(said),
        )
    purpose = Truncator(loan.request_version.purpose).chars(BRIEF_LENGTH)
    return Brief([(_("Amount"), money(loan.amount)), (_("What for"), purpose)], cost_line(said))


def cost_line(said: dict[str, Any]) -> CostLine:
    """The cost that the contract tells."""
    cost, currency = said["cost"], said["currency"]
    return CostLine(
        total=Money(cost["cost"], currency),
        fees=Money(cost["fees"], currency),
        proportional=_rate(cost["proportional"]),
        period_rate=_rate(cost["period_rate"]),
        period=duration(cost["period"]["count"], cost["period"]["unit"]),
        eu=_rate(cost["eu"]),
    )


def _rate(told: str | None) -> Decimal | None:
    return None if told is None else Decimal(told)
