"""Keeping what a contract, an addendum or a notice says, by its hash, and who is bound by it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max

from lending.domain.canonical import canonical_json, sha256_of
from lending.models import Agreement, AgreementParty, AgreementTemplate, Fund, Loan, Membership
from members.models import Person

Side = AgreementParty.Side


def next_number(loan: Loan) -> int:
    """The number of what amends a loan's contract next; 1 is the contract's, kept here or not."""
    last: int | None = Agreement.objects.filter(loan=loan).aggregate(last=Max("number"))["last"]
    return max(last or 1, 1) + 1


def store_agreement(
    loan: Loan,
    *,
    kind: Agreement.Kind,
    content: Mapping[str, Any],
    template: AgreementTemplate,
    person: Person,
    now: datetime,
    **of: Any,
) -> Agreement:
    """Keep the content as canonical JSON with its SHA-256. The caller holds the loan's lock.

    :param of: `decision` of an addendum, `proposal` of a notice.
    """
    return Agreement.objects.create(
        fund=loan.fund, loan=loan, number=content["number"], kind=kind, template=template,
        content=canonical_json(content).decode(), sha256=sha256_of(content), prepared_by=person, prepared_at=now, **of,
    )  # fmt: skip


def name_parties(
    agreement: Agreement,
    *,
    borrower: Membership,
    fund: Fund,
    lenders: Iterable[Membership],
    sponsors: Iterable[Membership],
) -> None:
    """The borrower, the fund and each sponsor; and each lender, where the members hold the cash and lend themselves."""
    bound: list[tuple[AgreementParty.Side, Membership | None]] = [(Side.BORROWER, borrower), (Side.FUND, None)]
    if fund.members_hold_cash:
        bound += [(Side.LENDER, lender) for lender in lenders]
    bound += [(Side.SPONSOR, sponsor) for sponsor in sponsors]
    AgreementParty.objects.bulk_create(
        AgreementParty(fund=fund, agreement=agreement, side=side, membership=membership, place=place)
        for place, (side, membership) in enumerate(bound, start=1)
    )
