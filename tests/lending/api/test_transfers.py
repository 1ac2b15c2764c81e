"""A lender's part goes to another lender, over HTTP alone."""

import pytest

from lending.models import TransferProposal
from lending.selectors.clock import database_now
from tests import factories as make
from tests.lending.services.loan_stories import make_story

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["fund", "members"])
def loan(request, kept):
    return kept(make_story, request.param)


def test_a_part_is_offered_accepted_and_booked_by_three_people(caller, loan):
    buyer = make.make_member(loan.fund, name="Reprise", placed=make.eur(20_000))
    seller = loan.participations.get(leg=1).membership
    lender = caller(make.manager_of(seller))
    (part,) = lender.read("participations", loan=loan.pk).json()["results"]
    assert (part["reference"], part["outstanding"], part["ceded"]) == (loan.reference, "6000.00", "0.00")
    offered = lender.act(f"participations/{part['id']}/transfers", {"buyer": str(buyer.pk), "amount": "2500,00"})
    assert (offered.status_code, offered.json()["state"]) == (201, "proposed")
    transfer = offered.json()["id"]
    taker, treasurer = caller(make.manager_of(buyer)), caller(make.treasurer_of(loan.fund))
    assert [one["id"] for one in taker.read("transfers", state="proposed").json()["results"]] == [transfer]
    early = treasurer.act(f"transfers/{transfer}/booking")
    assert (early.status_code, early.json()["code"]) == (409, "wrong-state")
    assert taker.act(f"transfers/{transfer}/acceptance").json()["state"] == "accepted"
    refused = taker.act(f"transfers/{transfer}/booking")
    assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")
    today = database_now().date().isoformat()
    first, again = (
        treasurer.act(f"transfers/{transfer}/booking", {"transferred_on": today}, key="once") for _ in range(2)
    )
    assert (first.json()["state"], first.json()["transferred_on"], again.json()) == ("booked", today, first.json())
    parts = treasurer.read("participations", loan=loan.pk).json()["results"]
    assert {one["lender"]: (one["outstanding"], one["acquired"], one["ceded"]) for one in parts} == {
        seller.cooperative.name: ("3500.00", "0.00", "2500.00"),
        loan.participations.get(leg=2).membership.cooperative.name: ("4000.00", "0.00", "0.00"),
        "Reprise": ("2500.00", "2500.00", "0.00"),
    }


def test_what_a_buyer_may_not_take_over_is_said_in_words(caller, loan):
    limited = make.make_member(loan.fund, name="Limitée")
    make.make_placement(limited, make.eur(9_000), ceiling_per_borrower=make.eur(500))
    leg = loan.participations.get(leg=1)
    lender = caller(make.manager_of(leg.membership))
    refused = lender.act(f"participations/{leg.pk}/transfers", {"buyer": str(limited.pk), "amount": "1000"})
    assert (refused.status_code, refused.json()["code"]) == (409, "buyer-may-not-lend")
    assert refused.json()["detail"] == (
        "Limitée can take over at most €500.00, and €1,000.00 were asked: Its own ceiling per borrower leaves €500.00."
    )
    itself = lender.act(f"participations/{leg.pk}/transfers", {"buyer": str(leg.membership_id), "amount": "1000"})
    assert (itself.status_code, itself.json()["code"]) == (400, "not-another-lender")


def test_an_offer_is_seen_by_the_two_lenders_and_those_who_keep_the_books(caller, loan):
    buyer = make.make_member(loan.fund, placed=make.eur(20_000))
    leg = loan.participations.get(leg=1)
    lender = caller(make.manager_of(leg.membership))
    transfer = lender.act(f"participations/{leg.pk}/transfers", {"buyer": str(buyer.pk), "amount": "1"}).json()["id"]
    other = loan.participations.get(leg=2).membership
    for stranger in (make.manager_of(other), make.manager_of(loan.membership), make.make_person()):
        assert caller(stranger).read(f"transfers/{transfer}").status_code == 404
        assert caller(stranger).act(f"transfers/{transfer}/end").status_code == 404
    assert caller(make.treasurer_of(loan.fund)).read(f"transfers/{transfer}").status_code == 200
    assert caller(make.manager_of(buyer)).act(f"transfers/{transfer}/end").json()["state"] == "declined"
    assert TransferProposal.objects.get().state == "declined"
