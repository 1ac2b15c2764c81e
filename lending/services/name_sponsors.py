"""Naming who answers for a loan: other members of the fund, each for an amount or a share; and keeping it as voted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from djmoney.money import Money

from lending.domain.request_hash import plain_decimal
from lending.domain.sponsor_errors import SponsorIsBorrower, SponsorNamedTwice, UnknownSponsor, WrongGuarantee
from lending.domain.sponsorship import guaranteed_minor
from lending.models import Guarantee, Loan, Membership, RequestVersion
from lending.selectors.amounts import as_money, minor
from lending.services.require_given import require_amount

Named = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SponsorAsked:
    """A member that the borrower names as its sponsor, with an amount, or a share of the loan as a fraction."""

    membership: UUID | str
    amount: Money | None = None
    share: Decimal | None = None


def named_sponsors(sponsors: Iterable[SponsorAsked], *, borrower: Membership, amount: Money) -> list[Named]:
    """What a version of a request keeps of its sponsors, in the order in which they are named.

    A share is kept with the amount that it makes of this loan.

    :raises UnknownSponsor, SponsorIsBorrower, SponsorNamedTwice, WrongGuarantee: naming the first that cannot be.
    """
    asked = list(sponsors)
    members = Membership.objects.filter(fund=borrower.fund_id, pk__in=[one.membership for one in asked])
    known = {str(member.pk): member for member in members.select_related("cooperative", "fund")}
    named: dict[str, Named] = {}
    for one in asked:
        key = str(one.membership)
        member = known.get(key)
        if member is None:
            raise UnknownSponsor(sponsor=key)
        name = member.cooperative.name
        if member.pk == borrower.pk:
            raise SponsorIsBorrower(sponsor=name)
        if key in named:
            raise SponsorNamedTwice(sponsor=name)
        guaranteed = _guaranteed(one, of=amount, member=member)
        named[key] = {
            "membership": key,
            "siren": member.cooperative.siren,
            "amount": plain_decimal(guaranteed.amount),
            "share": None if one.share is None else plain_decimal(one.share),
        }
    return list(named.values())


def _guaranteed(one: SponsorAsked, *, of: Money, member: Membership) -> Money:
    """The most that it answers for: as said, or its share of the loan.

    :raises WrongGuarantee: both, neither, none of it, more than the loan, or a share that is not kept to the digit.
    """
    wrong = WrongGuarantee(sponsor=member.cooperative.name, maximum=of)
    if (one.amount is None) == (one.share is None):
        raise wrong
    if one.amount is not None:
        if one.amount.currency == of.currency and not 0 < one.amount.amount <= of.amount:
            raise wrong
        require_amount(one.amount, fund=member.fund)
        return one.amount
    assert one.share is not None
    if not (one.share.is_finite() and 0 < one.share <= 1 and one.share == round(one.share, 4)):
        raise wrong
    made = as_money(guaranteed_minor(minor(of), share=Fraction(one.share)), of.currency.code)
    if not made.amount:
        raise wrong
    return made


def guarantors(version: RequestVersion) -> list[str]:
    """The sponsors of a version as its hash tells them."""
    return [_told(one["siren"], one["amount"], one["share"]) for one in version.sponsors]


def guarantors_of(loan: Loan) -> list[str]:
    """The same of the guarantees of a loan."""
    rows = loan.guarantees.select_related("membership__cooperative")
    return [
        _told(row.membership.cooperative.siren, plain_decimal(row.amount.amount), _plain_share(row.share))
        for row in rows
    ]


def keep_guarantees(loan: Loan) -> Sequence[Guarantee]:
    """Fix what each sponsor answers for, as it was voted; it accepts the contract that says so."""
    currency = loan.fund.currency
    return Guarantee.objects.bulk_create(
        Guarantee(
            fund=loan.fund, loan=loan, membership_id=UUID(one["membership"]), place=place,
            amount=Money(one["amount"], currency), share=_share(one),
        )
        for place, one in enumerate(loan.request_version.sponsors, start=1)
    )  # fmt: skip


def _told(siren: str, amount: str, share: str | None) -> str:
    return f"{siren} {amount}" if share is None else f"{siren} {amount} {share}"


def _share(one: Mapping[str, Any]) -> Decimal | None:
    return None if one["share"] is None else Decimal(one["share"])


def _plain_share(share: Decimal | None) -> str | None:
    return None if share is None else plain_decimal(share)
