"""What moves money or votes is done once per key, and says so when it is asked again."""

import pytest
from django.urls import URLPattern, get_resolver

from lending.api.acts import Act
from lending.models import IdempotentRequest, Placement, Repayment
from tests import factories as make
from tests import starts
from tests.lending.api.test_isolation import patterns

pytestmark = pytest.mark.django_db
ACTS = sorted(
    {
        (address.removeprefix("api/v1/"), entry.callback.view_class.key_is_required)
        for address, entry in patterns(get_resolver())
        if isinstance(entry, URLPattern) and issubclass(getattr(entry.callback, "view_class", object), Act)
    }
)
FREE = {
    "loan-requests",
    "loan-requests/<uuid:id>",
    "loan-requests/<uuid:id>/submit",
    "loan-requests/<uuid:id>/withdraw",
    "loan-requests/<uuid:id>/change",
    "consultations/<uuid:id>/comments",
    "loans/<uuid:id>/changes",
    "loans/<uuid:id>/change-simulation",
    "memberships/<uuid:id>/declarations",
    "memberships/<uuid:id>/economic-links",
    "funds/<uuid:id>/rules",
}


@pytest.fixture
def place(caller):
    """Place treasury of a member with a key."""
    member = make.make_member(make.make_fund())
    client = caller(make.treasurer_of(member.fund))

    def placing(amount="100.00", **options):
        body = {"membership": str(member.pk), "amount": amount, "placed_on": "2026-01-05"}
        return client.act("placements", body, **options)

    return placing


def test_only_what_moves_neither_money_nor_votes_goes_without_a_key():
    assert {address for address, key_is_required in ACTS if not key_is_required} == FREE


def test_the_same_key_with_the_same_body_gives_the_same_answer_and_one_effect(place):
    first, second = place(key="k-1"), place(key="k-1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert "Idempotent-Replay" not in first
    assert second["Idempotent-Replay"] == "true"
    assert Placement.objects.count() == 1


def test_the_same_key_with_another_body_is_refused_and_changes_nothing(place):
    place(key="k-1")
    answer = place("200.00", key="k-1")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reused")
    assert answer.json()["key"] == "k-1"
    assert Placement.objects.count() == 1


def test_the_same_key_at_another_address_is_refused(caller, kept):
    loan = kept(starts.active_loan)
    client = caller(make.treasurer_of(loan.fund))
    body = {"received_on": "2026-02-15"}
    assert client.act(f"loans/{loan.pk}/repayments", {"amount": "10.00", **body}, key="k-1").status_code == 201
    answer = client.act(f"loans/{loan.pk}/early-repayment", body, key="k-1")
    assert answer.status_code == 422
    assert Repayment.objects.count() == 1


@pytest.mark.parametrize("key", ["", "x" * 201, "a\tb"])
def test_a_key_that_is_missing_or_too_long_is_asked_for(place, key):
    headers = {"Idempotency-Key": key}
    answer = place(headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency-key-missing")
    assert Placement.objects.count() == 0


def test_two_people_may_use_the_same_key(caller):
    fund = make.make_fund()
    member = make.make_member(fund)
    body = {"membership": str(member.pk), "amount": "100.00", "placed_on": "2026-01-05"}
    for number in (1, 2):
        assert caller(make.treasurer_of(fund, number)).act("placements", body, key="k-1").status_code == 201
    assert Placement.objects.count() == 2


def test_what_was_refused_can_be_sent_again_under_its_key(place):
    assert place("0", key="k-1").status_code == 400
    assert IdempotentRequest.objects.count() == 0
    assert place(key="k-1").status_code == 201


def test_an_act_that_needs_no_key_keeps_to_one_that_is_given(caller):
    member = make.make_member(make.make_fund())
    client = caller(make.manager_of(member))
    body = {
        "membership": str(member.pk), "product": str(make.make_product(member.fund).pk), "amount": "5000",
        "instalments": 3, "start_on": "2026-03-01", "purpose": "Stock",
    }  # fmt: skip
    first, second = (client.act("loan-requests", body, key="k-1") for _ in range(2))
    assert first.json()["id"] == second.json()["id"]
    assert client.post("/api/v1/loan-requests", body).json()["id"] != first.json()["id"]


def test_a_vote_replayed_is_one_ballot_and_the_same_receipt(caller, kept):
    consultation = kept(starts.consultation)
    person = consultation.seats.filter(recusal__isnull=True)[0].person
    first, second = (
        caller(person).act(f"consultations/{consultation.pk}/ballots", {"choice": "for"}, key="k-1") for _ in range(2)
    )
    assert first.json() == second.json()
    assert consultation.log.filter(type="ballot").count() == 1
