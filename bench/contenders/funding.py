"""A fund with five thousand placements, and how long `propose_funding` takes over them; run by `bench.funding`."""

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from statistics import median, quantiles
from time import perf_counter, process_time

import django
from django.apps import apps

if not apps.ready:
    django.setup()

from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from djmoney.money import Money

from config.collector import spare_what_is_loaded
from ledger.services.posting import EntryDraft, PostingDraft, post
from lending.models import Membership, Placement, RequestVersion
from lending.selectors.account_codes import accounts_of_member
from lending.services.bookkeeping.accounts import open_member_accounts
from lending.services.create_fund import create_fund
from lending.services.draft_request import draft_request
from lending.services.offer_products import offer_standard_products
from lending.services.propose_funding import propose_funding
from members.models import Cooperative, Person, Role

PLACEMENTS, CALLS, WARM = 5_000, 40, 5
LENDERS = (5_000, 500)
MILLISECONDS_MAX = 50
ON, NOW = date(2026, 1, 5), datetime(2026, 1, 5, 12, tzinfo=UTC)
BATCH = 1_000


def main() -> None:
    """For each number of lenders: make the fund, ask both methods, print what it took. In a process like the web's."""
    spare_what_is_loaded()
    for count in LENDERS:
        version = asked_of_a_fund(count)
        for method in ("pro_rata", "fewest_legs"):
            told = taken(version, method)
            print(f"funding over {PLACEMENTS} placements of {count} lenders, {method}: {told}", flush=True)
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"load average: {load} on {os.cpu_count()} cores")


def taken(version: RequestVersion, method: str) -> str:
    """The median and the ninety-fifth percentile of the calls, and how many queries one makes."""
    with CaptureQueriesContext(connection) as queries:
        funding = propose_funding(version, method=method)
    assert sum(part.amount for part in funding.parts) == int(version.amount.amount * 100)
    for _ in range(WARM):
        propose_funding(version, method=method)
    times, own = [], []
    for _ in range(CALLS):
        start, own_start = perf_counter(), process_time()
        propose_funding(version, method=method)
        times.append((perf_counter() - start) * 1000)
        own.append((process_time() - own_start) * 1000)
    return (
        f"{len(funding.parts)} legs, {len(queries)} queries, median {median(times):.1f} ms (at most "
        f"{MILLISECONDS_MAX}), least {min(times):.1f} ms, 95 % under {quantiles(times, n=20)[-1]:.1f} ms, "
        f"Python's own processor time {median(own):.1f} ms"
    )


def asked_of_a_fund(lender_count: int) -> RequestVersion:
    """A request for half of what a new fund can lend; a third of its placements have a ceiling per borrower."""
    most = Money(900_000_000, "EUR")
    fund = create_fund(
        slug=f"mesure-{lender_count}", name="Caisse de mesure", max_per_borrower=most, max_share_of_fund=Decimal(1),
        liquidity_reserve=Money(0, "EUR"), voting_rule={}, now=NOW, max_share_of_lender=Decimal("0.9"),
    )  # fmt: skip
    (product, *_) = offer_standard_products(
        fund=fund, annual_rate=Decimal("0.03"), min_amount=Money(1_000, "EUR"), max_amount=most, now=NOW
    )
    person = Person.objects.create_user(f"mesure{lender_count}@mesure.example", "un-mot-de-passe", name="Mesure")
    members = [
        Membership(fund=fund, cooperative=one, number=number, joined_on=ON)
        for number, one in enumerate(cooperatives(lender_count + 1, prefix=len(str(lender_count))), start=1)
    ]
    Membership.objects.bulk_create(members)
    for member in members:
        open_member_accounts(member)
    *lenders, borrower = members
    amounts = [Money(1_000 + (place * 7_919) % 50_000, "EUR") for place in range(PLACEMENTS)]
    placements = [
        Placement(
            fund=fund, membership=lenders[place % lender_count], amount=amount, placed_on=ON, recorded_by=person,
            ceiling_per_borrower=None if place % 3 else Money(500 + place, "EUR"),
        )
        for place, amount in enumerate(amounts)
    ]  # fmt: skip
    Placement.objects.bulk_create(placements)
    post_placements(fund.book, placements)
    with connections["owner"].cursor() as cursor:
        # As autovacuum would have by the time anybody asks; only the owner of a table may.
        cursor.execute("ANALYZE")
    Role.objects.create(person=person, cooperative=borrower.cooperative, kind=Role.Kind.MANAGER)
    asked = draft_request(
        membership=borrower, product=product, amount=Money(30_000_000, "EUR"), instalments=12, start_on=ON,
        purpose="Mesure", acting_person=person, now=NOW,
    )  # fmt: skip
    return asked.current


def cooperatives(count: int, *, prefix: int) -> list[Cooperative]:
    """That many, whose keys nobody has checked: what is measured does not look at them."""

    rows = [
        Cooperative(
            name=f"Coopérative {number}", siren=f"{prefix}{number:08d}", iban="FR7630006000011234567890189",
            email=f"c{prefix}-{number}@mesure.example",
        )
        for number in range(count)
    ]  # fmt: skip
    return list(Cooperative.objects.bulk_create(rows))


def post_placements(book: str, placements: Sequence[Placement]) -> None:
    """The entries of the placements, in batches."""

    def drafts(some: Sequence[Placement]) -> Iterator[EntryDraft]:
        for one in some:
            member = accounts_of_member(one.membership)
            posting = PostingDraft(member.cash, member.available, one.amount)
            yield EntryDraft(
                effective_on=ON, journal="BQ", description="Placement", kind="placement", postings=[posting]
            )

    for start in range(0, len(placements), BATCH):
        result = post(book=book, entries=list(drafts(placements[start : start + BATCH])), idempotency_key=f"{start}")
        assert result.status == "created", result


if __name__ == "__main__":
    main()
