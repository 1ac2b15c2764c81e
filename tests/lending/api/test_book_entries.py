"""Entries of a fund's book over HTTP: where they come from, and what may be reversed."""

from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from ledger.selectors.entries import entries_after
from ledger.services.accounts import AccountDraft, open_accounts
from ledger.services.posting import EntryDraft, PostingDraft, post
from lending.models import Event, Office
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund():
    fund = make.make_fund()
    make.make_member(fund, placed=make.eur(40_000))
    open_accounts(
        book=fund.book, accounts=[AccountDraft("627", "Frais", "expense"), AccountDraft("768", "P", "income")]
    )
    draft = EntryDraft(
        effective_on=make.JOINED_ON,
        journal="OD",
        description="Frais",
        postings=[PostingDraft("627", "768", make.eur(2))],
    )
    post(book=fund.book, entries=[draft], idempotency_key="f")
    return fund


def client_of(person) -> APIClient:
    client = APIClient(headers={"accept-language": "en"})
    client.force_authenticate(person)
    return client


def act(client, address):
    return client.post(f"/api/v1/{address}", {"reason": "x"}, headers={"Idempotency-Key": str(uuid4())})


def entries(fund):
    return {entry.kind: entry.id for entry in entries_after(book=fund.book, after=None, limit=None)}


def test_an_entry_tells_its_event_and_how_it_is_undone(fund):
    client = client_of(make.make_office(fund, Office.Kind.AUDITOR))
    placement = Event.objects.get(kind="place_treasury")
    told = client.get(f"/api/v1/books/{fund.book}/entries", {"kind": "placement"}).json()["results"][0]
    assert told["about"] == [{"type": "placement", "id": str(placement.subject_id)}]
    assert told["event"].pop("at")
    assert told["event"] == {"id": str(placement.id), "kind": "place_treasury", "person": placement.person.name}
    assert told["undo"] == "Record a notice on the placement and pay it back."
    by_hand = client.get(f"/api/v1/books/{fund.book}/entries", {"account": "627"}).json()["results"][0]
    assert (by_hand["about"], by_hand["event"], by_hand["undo"]) == ([], None, None)


def test_what_an_act_wrote_is_refused_with_the_way_out_at_both_addresses(fund):
    treasurer = client_of(make.treasurer_of(fund))
    entry_id = entries(fund)["placement"]
    for address in (f"books/{fund.book}/entries/{entry_id}/reversal", f"funds/{fund.pk}/entries/{entry_id}/reversal"):
        refused = act(treasurer, address)
        assert (refused.status_code, refused.json()["code"]) == (409, "entry-belongs-to-an-act")
        assert "Record a notice on the placement" in refused.json()["detail"]


def test_a_treasurer_reverses_by_the_funds_address_what_was_written_by_hand(fund):
    entry_id = entries(fund)[""]
    address = f"funds/{fund.pk}/entries/{entry_id}/reversal"
    for person, status in (
        (make.make_office(fund, Office.Kind.AUDITOR), 403),
        (make.manager_of(fund.memberships.first()), 403),
        (make.treasurer_of(make.make_fund()), 404),
    ):
        assert act(client_of(person), address).status_code == status
    assert act(client_of(make.treasurer_of(fund)), f"books/{fund.book}/entries/{entry_id}/reversal").status_code == 403
    done = act(client_of(make.treasurer_of(fund)), address)
    assert done.status_code == 201
    assert done.json() == {"entry": str(entry_id), "reversal": str(entries(fund)["reversal"])}


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_of_entries_takes_as_many_questions_however_many(fund, rows, django_assert_num_queries):
    for _ in range(rows):
        make.make_placement(fund.memberships.get(), make.eur(10))
    client = client_of(make.treasurer_of(fund))
    with django_assert_num_queries(7):
        assert client.get(f"/api/v1/books/{fund.book}/entries", {"kind": "placement"}).status_code == 200
