"""Sponsors over HTTP: named, shown, called by two hands, paid; and nobody else's to see."""

from datetime import date

import pytest

from tests import factories as make
from tests.lending.services.default_stories import call_in
from tests.lending.services.sponsor_stories import answers, make_sponsored_loan

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund():
    return make.make_fund()


def test_a_request_names_sponsors_and_keeps_them_when_something_else_changes(caller, fund):
    borrower, sponsor, half = (make.make_member(fund) for _ in range(3))
    product = make.make_product(fund)
    asked = {
        "membership": str(borrower.pk), "product": str(product.pk), "amount": "10000.00", "instalments": 3,
        "start_on": "2026-01-15", "purpose": "TVA",
        "sponsors": [
            {"membership": str(sponsor.pk), "amount": "2500.00"}, {"membership": str(half.pk), "share": "0.5"},
        ],
    }  # fmt: skip
    person = caller(make.manager_of(borrower))
    written = person.act("loan-requests", asked)
    assert written.status_code == 201
    told = [
        {"membership": str(sponsor.pk), "siren": sponsor.cooperative.siren, "amount": "2500.00", "share": None},
        {"membership": str(half.pk), "siren": half.cooperative.siren, "amount": "5000.00", "share": "0.5000"},
    ]
    assert written.json()["current"]["sponsors"] == told
    address = f"loan-requests/{written.json()['id']}"
    changed = person.patch(f"/api/v1/{address}", {"instalments": 4})
    assert (changed.status_code, changed.json()["current"]["sponsors"]) == (200, told)
    assert person.patch(f"/api/v1/{address}", {"sponsors": []}).json()["current"]["sponsors"] == []


def test_what_cannot_be_is_named(caller, fund):
    borrower, stranger = make.make_member(fund), make.make_member(make.make_fund())
    person = caller(make.manager_of(borrower))
    draft = make.make_draft(borrower)
    one = person.patch(
        f"/api/v1/loan-requests/{draft.pk}", {"sponsors": [{"membership": str(stranger.pk), "amount": "1"}]}
    )
    assert one.status_code == 400
    assert one.json()["errors"][0]["field"].startswith("sponsors")
    itself = person.patch(
        f"/api/v1/loan-requests/{draft.pk}", {"sponsors": [{"membership": str(borrower.pk), "amount": "1"}]}
    )
    assert (itself.status_code, itself.json()["code"]) == (400, "sponsor-is-borrower")


def test_a_sponsor_is_called_by_two_hands_and_pays(caller, kept):
    loan, (sponsor,) = kept(make_sponsored_loan, ("Parrain A", 4_000))
    call_in(loan)
    first, second = (caller(make.treasurer_of(loan.fund, number)) for number in (1, 2))
    own, borrower = caller(make.manager_of(sponsor)), caller(make.manager_of(loan.membership))
    (secured,) = first.read(f"loans/{loan.pk}/guarantees").json()["sponsors"]
    shown = {name: secured[name] for name in ("sponsor", "amount", "standing", "called", "paid", "callable")}
    assert shown == {
        "sponsor": "Parrain A", "amount": "4000.00", "standing": "in_force", "called": "0.00", "paid": "0.00",
        "callable": "4000.00",
    }  # fmt: skip
    asked = {"reason": "Plus de paiement", "pay_by": "2199-01-01"}
    assert borrower.act(f"guarantees/{secured['id']}/calls", asked).status_code == 403
    prepared = first.act(f"guarantees/{secured['id']}/calls", asked).json()
    assert (prepared["kind"], prepared["amount"], prepared["guarantee"]) == ("sponsor", "4000.00", secured["id"])
    address = f"prepared-acts/{prepared['id']}/confirmation"
    assert first.act(address, {"on": "2026-03-02"}).json()["code"] == "four-hands"
    assert [second.act(address, {"on": "2026-03-02"}, key="k").status_code for _ in range(2)] == [201, 201]
    (given,) = own.read(f"memberships/{sponsor.pk}/guarantees").json()
    (call,) = given["calls"]
    assert (given["standing"], call["left"], call["called_on"]) == ("called", "4000.00", "2026-03-02")
    paid = first.act(f"guarantee-calls/{call['id']}/payments", {"amount": "1500.00", "received_on": "2026-03-09"})
    assert (paid.status_code, paid.json()["kind"], paid.json()["amount"]) == (201, "sponsor", "1500.00")
    (given,) = own.read(f"memberships/{sponsor.pk}/guarantees").json()
    assert (given["paid"], given["calls"][0]["left"]) == ("1500.00", "2500.00")
    refused = first.act(f"guarantee-calls/{call['id']}/reversal", {"reason": "Erreur"})
    assert (refused.status_code, refused.json()["code"]) == (409, "call-paid")


def test_what_a_member_answers_for_is_no_other_members_to_see(caller, kept):
    loan, (sponsor,) = kept(make_sponsored_loan, ("Parrain A", 4_000))
    stranger = caller(make.manager_of(make.make_member(loan.fund)))
    assert stranger.read(f"memberships/{sponsor.pk}/guarantees").status_code == 404
    assert stranger.act(f"guarantees/{loan.guarantees.get().pk}/calls", {}).status_code == 404
    # Its own people, and who keeps the books.
    assert len(caller(make.manager_of(sponsor)).read(f"memberships/{sponsor.pk}/guarantees").json()) == 1
    assert len(caller(make.treasurer_of(loan.fund)).read(f"memberships/{sponsor.pk}/guarantees").json()) == 1


@pytest.mark.parametrize("loans", [1, 3])
def test_what_a_member_answers_for_is_read_in_the_same_queries(caller, fund, loans, django_assert_max_num_queries):
    sponsor = make.make_member(fund)
    for _ in range(loans):
        make.make_active_loan(
            make.make_member(fund), disbursed_on=date(2026, 1, 15), sponsors=[answers(sponsor, 1_000)]
        )
    person = caller(make.manager_of(sponsor))
    with django_assert_max_num_queries(8):
        assert len(person.read(f"memberships/{sponsor.pk}/guarantees").json()) == loans


def test_sponsors_of_loans_that_become_one_go_along_or_are_released(caller, kept):
    loan, (staying, released) = kept(make_sponsored_loan, ("Parrain A", 4_000), ("Parrain B", "0.5"))
    other = make.make_active_loan(loan.membership, amount=make.eur(4_000))
    person = caller(make.manager_of(loan.membership))
    asked = {
        "kind": "consolidation", "on": "2026-03-01", "instalments": 4, "first_due_on": "2026-04-01",
        "others": [str(other.pk)], "released_sponsors": [str(released.pk)],
    }  # fmt: skip
    simulated = person.act(f"loans/{loan.pk}/change-simulation", asked)
    assert (simulated.status_code, simulated.json()["sponsors"]) == (
        200,
        [
            {"membership": str(staying.pk), "name": "Parrain A", "amount": "4000.00"},
            {"membership": str(released.pk), "name": "Parrain B", "amount": None},
        ],
    )
    written = person.act(f"loans/{loan.pk}/changes", {**asked, "purpose": "Un seul échéancier"})
    assert written.json()["current"]["sponsors"] == [
        {"membership": str(staying.pk), "siren": staying.cooperative.siren, "amount": "4000.00", "share": None}
    ]
    wrong = person.act(f"loans/{loan.pk}/change-simulation", {**asked, "released_sponsors": [str(loan.membership_id)]})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "released_sponsors")
