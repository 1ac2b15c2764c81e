"""Lists: pages by cursor, filters, and as many queries for three rows as for one."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lending.selectors.clock import database_now
from lending.services.propose_transfer import propose_transfer
from lending.services.repay_loan import repay_loan
from lending.services.withdraw_placement import give_notice
from lending.services.write_comment import write_comment
from tests import factories as make
from tests import starts

pytestmark = pytest.mark.django_db


def repay(loan, number):
    """Record the next instalments of a loan."""
    for row in loan.schedules.get().instalments.order_by("number")[:number]:
        repay_loan(
            loan=loan, amount=row.principal + row.interest, received_on=row.due_on,
            acting_person=make.treasurer_of(loan.fund), now=database_now(),
        )  # fmt: skip


def many(fund, number):
    """A fund with so many of everything that is listed."""
    treasurer, now = make.treasurer_of(fund), database_now()
    make.make_committee(fund)
    lenders = [make.make_member(fund, placed=make.eur(50_000)) for _ in range(number)]
    for lender in lenders:
        placement = lender.placements.get()
        give_notice(placement=placement, amount=make.eur(10), requested_on=now.date(), acting_person=treasurer, now=now)
    loans = [make.make_active_loan(make.make_member(fund), product=make.make_product(fund)) for _ in range(number)]
    buyer = make.make_member(fund, placed=make.eur(50_000))
    for loan in loans:
        leg = loan.participations.filter(outstanding__gt=0).select_related("membership__cooperative")[0]
        propose_transfer(
            participation=leg, buyer=buyer, amount=make.eur(1), acting_person=make.manager_of(leg.membership), now=now
        )
    for loan in loans:
        repay(loan, number)
    for _ in range(number):
        consultation = make.make_consultation(make.make_member(fund))
    for _ in range(number):
        write_comment(consultation=consultation, acting_person=treasurer, text="Pourquoi ?", now=now)
    return {"loan": loans[-1].pk, "consultation": consultation.pk}


LISTS = [
    "funds", "products", "cooperatives", "memberships", "placements", "withdrawals", "loan-requests", "consultations",
    "loans", "events", "loans/{loan}/participations", "loans/{loan}/repayments", "loans/{loan}",
    "consultations/{consultation}/comments", "consultations/{consultation}", "funds/{fund}/overview",
    "participations", "transfers", "agreements", "loans/{loan}/payments", "loans/{loan}/funding",
    "funds/{fund}/withdrawal-queue", "funds/{fund}/liquidity", "funds/{fund}/arrears", "loans/{loan}/arrears",
]  # fmt: skip


def test_every_list_makes_as_many_queries_for_three_rows_as_for_one(caller):
    counts = {}
    for number in (1, 3):
        fund = make.make_fund()
        ids = {"fund": fund.pk, **many(fund, number)}
        client = caller(make.treasurer_of(fund))
        for address in LISTS:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                answer = client.read(address.format(**ids))
            assert answer.status_code == 200, answer.json()
            assert len(answer.json().get("results", [1] * number)) >= (1 if address == "funds" else number)
            counts.setdefault(address, []).append(len(queries))
    assert {address: pair for address, pair in counts.items() if pair[0] != pair[1]} == {}
    assert max(pair[0] for pair in counts.values()) <= 20


def test_a_list_is_read_page_by_page_newest_first_and_each_row_once(caller):
    fund = make.make_fund()
    member = make.make_member(fund)
    placed = [str(make.make_placement(member, make.eur(100)).pk) for _ in range(5)]
    client = caller(make.treasurer_of(fund))
    read, page = [], client.read("placements", page_size=2).json()
    while True:
        read += [row["id"] for row in page["results"]]
        if page["next"] is None:
            break
        page = client.get(page["next"]).json()
    assert read == placed[::-1]
    assert page["previous"] is not None


def test_what_is_added_meanwhile_shifts_no_page(caller):
    fund = make.make_fund()
    member = make.make_member(fund)
    placed = [str(make.make_placement(member, make.eur(100)).pk) for _ in range(4)]
    client = caller(make.treasurer_of(fund))
    page = client.read("placements", page_size=2).json()
    make.make_placement(member, make.eur(100))
    assert [row["id"] for row in client.get(page["next"]).json()["results"]] == placed[1::-1]


@pytest.mark.parametrize("cursor", ["", "x", "cD1ub3QtYW4taWQ=", "bz0xMDAwMDAwMA==", "🙂", "cD0wMA==", "%00"])
def test_a_made_up_cursor_breaks_nothing(caller, cursor):
    fund = make.make_fund()
    make.make_member(fund, placed=make.eur(100))
    answer = caller(make.treasurer_of(fund)).read("placements", cursor=cursor)
    assert answer.status_code in (200, 404)


@pytest.mark.parametrize(("asked", "given"), [("2", 2), ("100000", 3), ("0", 3), ("-1", 3), ("x", 3)])
def test_a_page_has_the_size_asked_for_within_limits(caller, asked, given):
    fund = make.make_fund()
    for _ in range(3):
        make.make_member(fund)
    answer = caller(make.treasurer_of(fund)).read("memberships", page_size=asked)
    assert len(answer.json()["results"]) == given


def test_lists_are_cut_down_by_fund_and_state(caller, kept):
    loan = kept(starts.agreed_loan)
    client = caller(make.treasurer_of(loan.fund))
    assert [row["id"] for row in client.read("loans", state="agreed").json()["results"]] == [str(loan.pk)]
    assert client.read("loans", state="active").json()["results"] == []
    assert client.read("loans", fund=uuid4()).json()["results"] == []
    assert [row["state"] for row in client.read("loan-requests", state="approved").json()["results"]] == ["approved"]
