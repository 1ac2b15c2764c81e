"""Who could lend how much: what the database sums at once is what one reckons member by member, row by row."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.selectors.balances import balance
from ledger.selectors.reservations import reserved
from lending.domain.funding_words import FUND_CEILING, OWN_CEILING
from lending.models import FundPolicy, Loan, Membership, Participation, Placement, RequestVersion, Withdrawal
from lending.selectors.account_codes import accounts_of_member
from lending.selectors.amounts import minor
from lending.selectors.clock import database_now
from lending.selectors.lenders import FundLender, lenders_for
from lending.services.change_funding import change_funding
from tests.factories import eur, make_agreed_loan, make_draft, make_member, make_placement, treasurer_of
from tests.fixtures.kept import Kept
from tests.lending.services.loan_stories import make_story

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 5)


def cents(most: int) -> st.SearchStrategy[Decimal]:
    return st.integers(0, most).map(lambda minor: Decimal(minor) / 100)


@st.composite
def placements(draw: st.DrawFn) -> dict[str, Any]:
    amount = draw(cents(7_000_000)) + Decimal("0.01")
    return {
        "amount": amount,
        "withdrawn": draw(st.sampled_from([Decimal(0), amount, amount / 2 // Decimal("0.01") / 100])),
        "ceiling_per_borrower": draw(st.none() | cents(8_000_000)),
        "is_standing": draw(st.booleans()),
    }


@st.composite
def legs(draw: st.DrawFn) -> dict[str, Any]:
    amount, acquired = draw(cents(1_000_000)), draw(st.just(Decimal(0)) | cents(100_000))
    outstanding = min(draw(cents(1_100_000)), amount + acquired)
    undrawn = min(draw(cents(1_100_000)), amount + acquired - outstanding)
    lent_once = draw(st.just(Decimal(0)) | cents(1_200_000))
    return {
        "amount": amount, "acquired": acquired, "outstanding": outstanding, "undrawn": undrawn, "lent_once": lent_once
    }  # fmt: skip


def reckoned(version: RequestVersion) -> list[FundLender]:
    """The same, said plainly."""
    found = [reckoned_of(member, version) for member in Membership.objects.filter(fund=version.request.fund)]
    return sorted((one for one in found if one is not None), key=lambda one: one.number)


def reckoned_of(member: Membership, version: RequestVersion) -> FundLender | None:
    borrower = version.request.membership
    placed = [one for one in Placement.objects.filter(membership=member) if one.amount > one.withdrawn]
    if not placed:
        return None
    notices = Withdrawal.objects.filter(placement__membership=member, state="notice")
    standing = [leg for leg in Participation.objects.filter(membership=member) if leg.loan.state != "lapsed"]
    group = [leg for leg in standing if leg.loan.state != "closed" and in_group(leg.loan, version)]
    code = accounts_of_member(member).available
    book = member.fund.book
    held = balance(book=book, code=code) - reserved(book=book, codes=[code])[code]

    once = [one for one in Placement.objects.filter(membership=member) if not one.is_standing]
    still = sum(max(0, minor(leg.lent_once) - back(leg)) for leg in standing)
    there = max(0, sum(minor(one.amount - one.withdrawn) for one in once) - still)
    never = max(0, sum(minor(one.amount) for one in once) - sum(minor(leg.lent_once) for leg in standing))
    waiting = there - min(there, never)
    under_notice = sum(minor(one.amount) for one in notices if not one.placement.is_standing)
    kept_back = sum(minor(one.amount) for one in notices) + max(0, waiting - under_notice)
    available = max(0, minor(held) - kept_back)

    caps = {}
    if any(one.ceiling_per_borrower is not None for one in placed):
        own = sum(min(minor(one.amount - one.withdrawn), at_most(one)) for one in placed)
        caps[OWN_CEILING] = own - sum(lent(leg) for leg in group if leg.loan.membership == borrower)
    share = FundPolicy.objects.filter(fund=member.fund).order_by("-version")[0].max_share_of_lender
    if share is not None:
        kept = sum(minor(one.amount - one.withdrawn) for one in placed)
        caps[FUND_CEILING] = int(share * kept) - sum(lent(leg) for leg in group)
    return FundLender(
        id=member.pk, number=member.number, name=member.cooperative.name, available=available, caps=caps,
        once=min(available, there, never), is_borrower=member == borrower,
        is_linked=str(member.cooperative_id) in version.links,
    )  # fmt: skip


def at_most(placement: Placement) -> int:
    limit = placement.ceiling_per_borrower
    return minor(placement.amount if limit is None else limit)


def lent(leg: Participation) -> int:
    return minor(leg.undrawn + leg.outstanding)


def back(leg: Participation) -> int:
    return minor(leg.amount + leg.acquired) - lent(leg)


def in_group(loan: Loan, version: RequestVersion) -> bool:
    return loan.membership == version.request.membership or str(loan.membership.cooperative_id) in version.links


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(data=st.data(), share=st.none() | st.decimals("0.0001", 1, places=4), is_linked=st.booleans())
def test_sums_of_the_database_are_those_of_the_rows(world: Any, data: Any, share: Decimal, is_linked: bool) -> None:
    """Random placements, notices and legs, whether or not a fund could come there."""
    first, second = world
    with transaction.atomic():
        fund = first.fund
        change_funding(fund=fund, max_share_of_lender=share, now=database_now())
        for placement in Placement.objects.order_by("pk"):
            Placement.objects.filter(pk=placement.pk).update(**data.draw(placements()))
            if data.draw(st.booleans()):
                Withdrawal.objects.create(
                    fund=fund, placement=placement, amount=eur(data.draw(cents(900_000)) + 1), requested_on=DAY,
                    requested_by=treasurer_of(fund), payable_on=DAY,
                )  # fmt: skip
        for leg in Participation.objects.order_by("pk"):
            Participation.objects.filter(pk=leg.pk).update(**data.draw(legs()))
        Loan.objects.filter(pk=first.pk).update(state=data.draw(st.sampled_from(["active", "closed"])))
        Loan.objects.filter(pk=second.pk).update(state=data.draw(st.sampled_from(["agreed", "lapsed"])))
        links = [str(second.membership.cooperative_id)] if is_linked else []
        version = make_draft(first.membership, amount=eur(1_000), links=links).current
        assert lenders_for(version) == reckoned(version)
        transaction.set_rollback(True)


@pytest.fixture
def world(kept: Kept) -> tuple[Loan, Loan]:
    """A loan that runs, one that is agreed, and seven placements of four members, one of them a borrower."""
    first = kept(make_story)
    other = make_member(first.fund, placed=eur(30_000))
    second = make_agreed_loan(other)
    late = make_member(first.fund, placed=eur(1_000))
    for member in (*Membership.objects.filter(fund=first.fund, number__lte=2), late):
        make_placement(member, eur(20_000), ceiling_per_borrower=eur(5_000), is_standing=False)
    return first, second
