"""Nobody sees, or acts on, what is not theirs: every address of the interface is asked by a stranger."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from lending.models import (
    Consultation,
    Event,
    Fund,
    Guarantee,
    GuaranteeCall,
    Loan,
    LoanRequest,
    Membership,
    Office,
    Placement,
    Recovery,
    SignedCopy,
    Withdrawal,
)
from lending.selectors.clock import database_now
from lending.services.prepare_act import prepare_calling_in
from lending.services.propose_transfer import propose_transfer
from lending.services.repay_loan import repay_loan
from lending.services.withdraw_placement import give_notice
from members.models import Cooperative
from tests import factories as make
from tests.fixtures.kept import Kept
from tests.lending.services.default_stories import call_in, recover, write_off
from tests.lending.services.sponsor_stories import answers, call_sponsor, sponsor_pays

pytestmark = pytest.mark.django_db
PREFIX = "api/v1/"
# Open to anyone, and telling nothing of anybody.
PUBLIC = {"simulations", "seal-heads", "seal-heads/<ledger_code:book>/<int:number>"}
METHODS = ("get", "post", "put", "patch", "delete")


def patterns(resolver: Any = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the service with its view."""
    for entry in (resolver or get_resolver()).url_patterns:
        address = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, address)
        else:
            yield address, entry


ADDRESSES = sorted({address.removeprefix(PREFIX) for address, _ in patterns() if address.startswith(PREFIX)})
OF_OBJECTS = [address for address in ADDRESSES if "<" in address]
OF_LISTS = [address for address in ADDRESSES if "<" not in address]


@pytest.fixture
def fund(kept: Kept) -> Fund:
    return kept(make_one_of_everything)


def make_one_of_everything() -> Fund:
    """A fund in which there is one of everything."""
    fund = make.make_fund()
    borrower = make.make_member(fund)
    loan = make.make_active_loan(borrower)
    SignedCopy.objects.create(
        fund=fund, agreement=loan.agreements.get(), pdf=b"", sha256=sha256().hexdigest(), size_bytes=0,
        uploaded_by=make.treasurer_of(fund), uploaded_at=database_now(),
    )  # fmt: skip
    make.make_consultation(make.make_member(fund))
    treasurer, now = make.treasurer_of(fund), database_now()
    due = loan.schedules.get().instalments.order_by("number")[0]
    repay_loan(loan=loan, amount=due.principal + due.interest, received_on=due.due_on, acting_person=treasurer, now=now)
    placement = Placement.objects.filter(fund=fund)[0]
    give_notice(placement=placement, amount=make.eur(100), requested_on=now.date(), acting_person=treasurer, now=now)
    sponsors = [answers(make.make_member(fund), 1)]
    gone = make.make_active_loan(make.make_member(fund), disbursed_on=due.due_on, sponsors=sponsors)
    called_on = due.due_on + timedelta(days=60)
    call_in(gone, called_on, notice_on=due.due_on + timedelta(days=45))
    sponsor_pays(call_sponsor(gone.guarantees.get(), called_on), 1, called_on)
    write_off(gone, due.due_on + timedelta(days=60))
    recover(gone, "1.00", due.due_on + timedelta(days=60))
    leg = loan.participations.select_related("membership__cooperative").all()[0]
    buyer = make.make_member(fund, placed=make.eur(5_000))
    propose_transfer(
        participation=leg, buyer=buyer, amount=make.eur(10), acting_person=make.manager_of(leg.membership), now=now
    )
    prepare_calling_in(loan=loan, reason="Retard", notice_on=due.due_on, acting_person=treasurer, now=now)
    return fund


@pytest.fixture
def known(fund: Fund) -> Callable[[str], str]:
    """`known(address)`: with the ids of things of this fund in it, which are looked up once for all addresses.

    A kind of thing that is not here must be added here.
    """
    loan = Loan.objects.filter(fund=fund).earliest("number")
    contract = loan.agreements.get()
    ids: dict[str, UUID] = {
        "funds": fund.pk,
        "products": fund.products.get().pk,
        "cooperatives": Cooperative.objects.filter(memberships__fund=fund)[0].pk,
        "memberships": Membership.objects.filter(fund=fund)[0].pk,
        "placements": Placement.objects.filter(fund=fund)[0].pk,
        "withdrawals": Withdrawal.objects.get(fund=fund).pk,
        "loan-requests": LoanRequest.objects.filter(fund=fund)[0].pk,
        "consultations": Consultation.objects.get(fund=fund, state="open").pk,
        "loans": loan.pk,
        "agreements": contract.pk,
        "signed-copies": contract.signed_copies.get().pk,
        "repayments": loan.repayments.get().pk,
        "participations": loan.participations.all()[0].pk,
        "transfers": loan.transfer_proposals.get().pk,
        "prepared-acts": loan.prepared_acts.get().pk,
        "recoveries": Recovery.objects.get(fund=fund).pk,
        "guarantees": Guarantee.objects.get(fund=fund).pk,
        "guarantee-calls": GuaranteeCall.objects.get(fund=fund).pk,
    }
    parts = {
        "<ledger_code:book>": fund.book,
        "<ledger_code:code>": "512",
        "<uuid:entry_id>": loan.repayments.get().entry_id,
        "<int:number>": "1",
        "<file_type:file_type>": "json",
        "<table_type:file_type>": "json",
    }

    def with_ids(address: str) -> str:
        of_kind = {"<uuid:id>": ids[address.split("/", maxsplit=1)[0]]} if "<uuid:id>" in address else {}
        for place, value in (parts | of_kind).items():
            address = address.replace(place, str(value))
        assert "<" not in address, f"say here what {address} is"
        return address

    return with_ids


@pytest.fixture
def stranger():
    """Somebody with a cooperative and every office, in another fund."""
    elsewhere = make.make_fund()
    person = make.manager_of(make.make_member(elsewhere))
    for kind in (Office.Kind.TREASURER, Office.Kind.AUDITOR, Office.Kind.ADMINISTRATOR):
        make.make_office(elsewhere, kind, person=person)
    return person


def test_there_are_addresses_to_ask():
    assert len(OF_OBJECTS) > 40
    assert {"loans", "placements", "me"} <= set(OF_LISTS)


def test_a_stranger_gets_nothing_at_any_address_of_an_object(caller, known, stranger):
    client = caller(stranger)
    rows_before = Event.objects.count()
    answers = {
        f"{method} {address}": getattr(client, method)(
            f"/{PREFIX}{known(address)}", headers={"Idempotency-Key": f"{method} {address}"}
        ).status_code
        for address in OF_OBJECTS
        for method in METHODS
    }
    assert {asked: status for asked, status in answers.items() if status not in (404, 405)} == {}
    assert all(404 in [answers[f"{method} {address}"] for method in METHODS] for address in OF_OBJECTS)
    assert Event.objects.count() == rows_before


def test_a_stranger_gets_none_of_the_fund_in_any_list(caller, fund, stranger):
    client = caller(stranger)
    ids = {str(fund.pk), *(str(pk) for pk in Membership.objects.filter(fund=fund).values_list("pk", flat=True))}
    for address in set(OF_LISTS) - PUBLIC - {"verify"}:
        answer = client.read(address, page_size=200)
        assert answer.status_code == 200, address
        assert not any(one in answer.content.decode() for one in ids), address


def test_a_stranger_is_told_nothing_of_a_receipt(caller, fund, stranger):
    consultation = Consultation.objects.get(fund=fund, state="open")
    entry = consultation.log.first()
    answer = caller(stranger).read("verify", consultation=consultation.pk, height=entry.height, sha256=entry.sha256)
    assert answer.status_code == 404


def test_nobody_gets_anything_without_signing_in(caller, known):
    client = caller(None)
    for address in set(ADDRESSES) - PUBLIC:
        for method in METHODS:
            answer = getattr(client, method)(f"/{PREFIX}{known(address)}")
            assert answer.status_code == 401, (method, address)
            assert answer["Content-Type"] == "application/problem+json"
            assert answer.json()["code"] == "not-signed-in"


def test_somebody_whose_account_is_closed_gets_nothing(client, fund):
    person = make.treasurer_of(fund)
    client.force_login(person)
    assert client.get("/api/v1/funds").status_code == 200
    person.is_active = False
    person.save()
    assert client.get("/api/v1/funds").status_code == 401


def test_a_borrower_sees_its_own_request_and_not_that_of_another(caller, fund):
    own, other = LoanRequest.objects.filter(fund=fund).order_by("id")[:2]
    client = caller(make.manager_of(own.membership))
    assert client.read(f"loan-requests/{own.pk}").status_code == 200
    assert client.read(f"loan-requests/{other.pk}").status_code == 404
    assert [row["id"] for row in client.read("loan-requests").json()["results"]] == [str(own.pk)]


def test_a_draft_is_seen_by_its_cooperative_alone(caller, fund):
    draft = make.make_draft(make.make_member(fund))
    assert caller(make.manager_of(draft.membership)).read(f"loan-requests/{draft.pk}").status_code == 200
    assert caller(make.treasurer_of(fund)).read(f"loan-requests/{draft.pk}").status_code == 404


def test_a_member_cannot_place_for_another_or_ask_in_its_name(caller, fund):
    one, other = Membership.objects.filter(fund=fund)[:2]
    client = caller(make.manager_of(one))
    answer = client.act("placements", {"membership": str(other.pk), "amount": "10.00", "placed_on": "2026-01-05"})
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (400, ["membership"])
    assert client.act("loan-requests", {"membership": str(other.pk)}).status_code == 400
