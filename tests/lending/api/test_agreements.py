"""Contracts over HTTP: read, accepted with a password, on paper, under a mandate; and the fund's own wording."""

from hashlib import sha256
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from lending.domain.standard_wording import standard_wording
from lending.models import Acceptance, IdempotentRequest, Loan, Office
from lending.selectors.agreements import missing_parties
from tests import factories as make
from tests.fixtures.kept import Kept

pytestmark = pytest.mark.django_db
SCAN = b"%PDF-1.7\n" + b"\x00" * 100 + b"\n%%EOF\n"


@pytest.fixture(autouse=True)
def no_attempts_before() -> None:
    """Failures to sign in are counted by address, and every test comes from the same one."""
    cache.clear()


@pytest.fixture
def loan(kept: Kept) -> Loan:
    return kept(make_unsigned_loan)


def make_unsigned_loan() -> Loan:
    fund = make.make_fund()
    make.treasurer_of(fund, 3)
    return make.make_agreed_loan(make.make_member(fund), is_accepted=False)


def said(loan: Loan, place: int, **changes: Any) -> tuple[str, dict[str, Any]]:
    contract = loan.agreements.get()
    party = contract.parties.get(place=place)
    body = {"party": str(party.pk), "sha256": contract.sha256, "password": make.PASSWORD, **changes}
    return f"agreements/{contract.pk}/acceptances", body


def test_the_borrower_reads_the_contract_and_accepts_it_once(caller, loan):
    client = caller(make.manager_of(loan.membership))
    (told,) = client.read(f"loans/{loan.pk}/agreements").json()["results"]
    assert (told["is_accepted"], [party["side"] for party in told["parties"]]) == (False, ["borrower", "fund"])
    content = client.read(f"loans/{loan.pk}/agreement.json").content
    assert sha256(content).hexdigest() == told["sha256"]
    assert client.read(f"agreements/{told['id']}/contract.json").content == content
    first, again = (client.act(*said(loan, 1), key="accept-once") for _ in range(2))
    assert (first.status_code, first.json()["sha256"]) == (201, told["sha256"])
    assert (again.json(), again["Idempotent-Replay"]) == (first.json(), "true")
    other = client.act(*said(loan, 1))
    assert (other.status_code, other.json()["code"]) == (409, "already-accepted")
    shown = client.read(f"agreements/{told['id']}").json()["parties"][0]
    assert shown["acceptance"]["id"] == first.json()["id"]


def test_a_wrong_password_accepts_nothing_and_is_never_kept(caller, loan):
    client = caller(make.manager_of(loan.membership))
    address, body = said(loan, 1, password="not-the-password")
    answer = client.act(address, body, key="k-1")
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong-password")
    assert not Acceptance.objects.exists()
    assert client.act(*said(loan, 1), key="k-1").status_code == 201
    # The fingerprint is the same whatever the password: nobody can try passwords against it.
    kept = IdempotentRequest.objects.get(key="k-1").fingerprint
    address, body = said(loan, 1)
    assert client.act(address, {**body, "password": make.PASSWORD}, key="k-1").status_code == 201
    assert IdempotentRequest.objects.get(key="k-1").fingerprint == kept


def test_too_many_wrong_passwords_lock_for_a_while(caller, loan):
    client = caller(make.manager_of(loan.membership))
    address, body = said(loan, 1, password="not-the-password")
    statuses = {client.act(address, body).status_code for _ in range(12)}
    assert statuses <= {403, 429}
    assert 429 in statuses or client.act(*said(loan, 1)).status_code != 201
    assert not Acceptance.objects.exists()


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"sha256": "0" * 64}, 409, "other-contract"),
        ({"sha256": "abc"}, 400, "validation-error"),
        ({"party": "01a00000-0000-7000-8000-000000000000"}, 404, "unknown-party"),
    ],
)
def test_what_is_not_this_contract_is_refused(caller, loan, changes, status, code):
    answer = caller(make.manager_of(loan.membership)).act(*said(loan, 1, **changes))
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_who_is_missing_is_named_and_reminded(caller, loan):
    payer = caller(make.treasurer_of(loan.fund, 3))
    refused = payer.act(f"loans/{loan.pk}/disbursement")
    assert (refused.status_code, refused.json()["code"]) == (409, "agreement-not-accepted")
    assert f"{loan.membership.cooperative.name}, {loan.fund.name}" in refused.json()["detail"]
    assert payer.act(f"loans/{loan.pk}/acceptance-reminders").json() == {"reminded": 3}
    assert payer.act(f"loans/{loan.pk}/acceptance-reminders").json() == {"reminded": 0}


def test_a_contract_signed_on_paper_is_sent_by_one_and_confirmed_by_another(caller, loan):
    contract, sender, other = loan.agreements.get(), *(caller(make.treasurer_of(loan.fund, n)) for n in (3, 1))
    address = f"agreements/{contract.pk}/signed-copies"
    wrong = sender.act(address, {"file": SimpleUploadedFile("a.pdf", b"PK")}, format="multipart")
    assert (wrong.status_code, wrong.json()["code"]) == (400, "wrong-signed-copy")
    sent = sender.act(address, {"file": SimpleUploadedFile("signé.pdf", SCAN)}, format="multipart")
    assert (sent.status_code, sent.json()["sha256"], sent.json()["is_confirmed"]) == (
        201, sha256(SCAN).hexdigest(), False,
    )  # fmt: skip
    copy = sent.json()["id"]
    assert sender.act(f"signed-copies/{copy}/confirmation").json()["code"] == "four-hands"
    accepted = other.act(f"signed-copies/{copy}/confirmation")
    assert (accepted.status_code, [one["way"] for one in accepted.json()]) == (201, ["paper", "paper"])
    assert other.read(f"signed-copies/{copy}.pdf").content == SCAN
    assert other.read(address).json()["results"][0]["is_confirmed"] is True
    assert caller(make.make_person()).read(f"signed-copies/{copy}.pdf").status_code == 404


def test_between_members_a_lender_reads_its_contract_and_gives_the_fund_its_mandate(caller):
    fund = make.make_fund(custody="members")
    lender = make.make_member(fund, placed=make.eur(50_000))
    loan = make.make_agreed_loan(make.make_member(fund), is_accepted=False)
    contract, client = loan.agreements.get(), caller(make.manager_of(lender))
    assert client.read(f"loans/{loan.pk}").status_code == 404
    assert client.read(f"agreements/{contract.pk}/contract.json").status_code == 200
    given = client.act(f"memberships/{lender.pk}/signing-mandates", {"password": make.PASSWORD})
    assert (given.status_code, given.json()["withdrawn_at"]) == (201, None)
    wrong = client.act(f"memberships/{lender.pk}/signing-mandates", {"password": "no"})
    assert wrong.json()["code"] == "wrong-password"
    assert caller(make.treasurer_of(fund)).act(*said(loan, 2)).status_code == 201
    assert [party.name for party in missing_parties(contract)] == [loan.membership.cooperative.name]
    taken_back = client.act(f"memberships/{lender.pk}/signing-mandates/withdrawal")
    assert (taken_back.status_code, taken_back.json()["withdrawn_at"] is None) == (201, False)
    assert len(client.read(f"memberships/{lender.pk}/signing-mandates").json()["results"]) == 1


def test_the_wording_is_the_funds_with_versions_and_a_preview(caller):
    fund = make.make_fund()
    client = caller(make.make_office(fund, Office.Kind.ADMINISTRATOR))
    address = f"funds/{fund.pk}/contract-wording"
    wording = {"fr": {**standard_wording(custody="fund")["fr"], "special": "Clause de {fund}."}}
    made = client.act(address, {"wording": wording})
    assert (made.status_code, made.json()["version"]) == (201, 2)
    assert [one["version"] for one in client.read(address).json()["results"]] == [2, 1]
    preview = client.post(f"/api/v1/{address}/preview.pdf", {"wording": wording})
    assert (preview.status_code, preview.content[:5]) == (200, b"%PDF-")
    wrong = client.act(address, {"wording": {"fr": {**wording["fr"], "legal": "{nom}", "title": ""}}})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "wrong-wording")
    assert {one["field"] for one in wrong.json()["errors"]} == {"fr.legal", "fr.title"}
    auditor = caller(make.make_office(fund, Office.Kind.AUDITOR))
    assert auditor.act(address, {"wording": wording}).status_code == 403
