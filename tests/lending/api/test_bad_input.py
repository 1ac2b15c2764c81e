"""Wrong input: a clear answer that names every wrong field, and nothing changed."""

import pytest

from lending.models import LoanRequest, Placement
from tests import factories as make
from tests import starts

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return make.make_member(make.make_fund())


@pytest.fixture
def place(caller, member):
    client = caller(make.treasurer_of(member.fund))

    def placing(**changes):
        body = {"membership": str(member.pk), "amount": "100.00", "placed_on": "2026-01-05", **changes}
        return client.act("placements", body)

    return placing


def fields(answer):
    assert answer["Content-Type"] == "application/problem+json"
    return {error["field"]: error["code"] for error in answer.json()["errors"]}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1365.20", "1365.20"),
        ("1 365,20", "1365.20"),
        ("1\u202f365,20", "1365.20"),
        ("1365,2", "1365.20"),
        ("1365", "1365.00"),
        (1365, "1365.00"),
        (1365.2, "1365.20"),
    ],
)
def test_an_amount_is_read_as_people_and_programs_write_it(place, typed, meant):
    answer = place(amount=typed)
    assert (answer.status_code, answer.json().get("amount")) == (201, meant)


@pytest.mark.parametrize(
    "amount",
    [
        "0", "-5", "-5,00", "0.00", "1.234", "12,345", "1,365.20", "1e3", "NaN", "Infinity", "", " ", "cent",
        "99999999999999", "10 EUR USD", "USD 10", 0, -1, 1.234, 1e300, True, None, [], {}, ["10"], {"amount": "10"},
    ],
)  # fmt: skip
def test_an_amount_that_cannot_be_is_refused(place, amount):
    answer = place(amount=amount)
    assert (answer.status_code, list(fields(answer))) == (400, ["amount"])
    assert Placement.objects.count() == 0


@pytest.mark.parametrize("body", [b'{"amount": NaN}', b'{"amount": -Infinity}', b'{"amount": 1e999999999}'])
def test_an_amount_that_is_no_number_of_json_is_refused(caller, member, body):
    client = caller(make.treasurer_of(member.fund))
    answer = client.post(
        "/api/v1/placements", body, content_type="application/json", headers={"Idempotency-Key": "k-1"}
    )
    assert (answer.status_code, fields(answer)["amount"]) == (400, "wrong-amount-text")


@pytest.mark.parametrize("body", [b"", b"{", b"[1, 2", b"\xff\xfe", b'"text"', b"[]", b"null", b"7", b"[" * 100_000])
def test_a_body_that_is_no_object_is_refused(caller, member, body):
    client = caller(make.treasurer_of(member.fund))
    answer = client.post(
        "/api/v1/placements", body, content_type="application/json", headers={"Idempotency-Key": "k-1"}
    )
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "day", ["2026-02-30", "30/02/2026", "2026-13-01", "tomorrow", "", 20260101, None, "0001-01-01", "9999-12-31"]
)
def test_a_day_that_does_not_exist_is_refused(place, day):
    answer = place(placed_on=day)
    assert (answer.status_code, list(fields(answer))) == (400, ["placed_on"])


def test_a_day_to_come_is_refused_with_today(place):
    answer = place(placed_on="2199-01-01")
    assert (answer.status_code, answer.json()["code"]) == (400, "date-in-future")
    assert answer.json()["date"] == "2199-01-01"


def test_every_wrong_field_is_named_at_once(caller, member):
    answer = caller(make.manager_of(member)).act(
        "loan-requests",
        {"membership": "7", "product": str(make.make_product(make.make_fund()).pk), "amount": "1.005", "instalments": 0,
         "start_on": "2026-02-30", "purpose": "", "links": ["x"]},
    )  # fmt: skip
    assert fields(answer) == {
        "product": "does_not_exist",
        "amount": "wrong-amount-text",
        "instalments": "min_value",
        "start_on": "invalid",
        "purpose": "blank",
        "links[0]": "invalid",
        "membership": "invalid",
    }
    assert answer.json()["title"] == "Some fields are wrong"
    assert LoanRequest.objects.count() == 0


def test_everything_that_is_missing_is_named_at_once(caller, member):
    answer = caller(make.manager_of(member)).act("loan-requests", {})
    assert fields(answer) == dict.fromkeys(
        ("product", "amount", "instalments", "start_on", "purpose", "membership"), "required"
    )


def test_a_wrong_field_is_explained_in_french(caller, member):
    client = caller(make.treasurer_of(member.fund), language="fr")
    answer = client.act("placements", {"membership": str(member.pk), "amount": "12,345", "placed_on": "2026-02-30"})
    assert answer.json()["title"] == "Certains champs sont faux"
    told = {error["field"]: error["detail"] for error in answer.json()["errors"]}
    assert "décimales" in told["amount"]


def test_a_control_character_is_refused_where_people_write(caller, kept):
    loan = kept(starts.active_loan)
    answer = caller(make.treasurer_of(loan.fund)).act(
        f"loans/{loan.pk}/repayments", {"amount": "10", "reference": "a\x00b"}
    )
    assert (answer.status_code, list(fields(answer))) == (400, ["reference"])


def test_an_unknown_linked_cooperative_is_refused(caller, member):
    body = {
        "membership": str(member.pk), "product": str(make.make_product(member.fund).pk), "amount": "5000",
        "instalments": 3, "start_on": "2026-03-01", "purpose": "Stock",
    }  # fmt: skip
    client = caller(make.manager_of(member))
    unknown = make.make_cooperative()
    fellow = make.make_member(member.fund).cooperative
    assert client.act("loan-requests", {**body, "links": [str(fellow.pk)]}).status_code == 201
    answer = client.act("loan-requests", {**body, "links": [str(fellow.pk), str(unknown.pk)]})
    assert (answer.status_code, list(fields(answer))) == (400, ["links"])
    assert str(unknown.pk) in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize("address", ["loans/7", "loans/not-an-id", "loans/00000000-0000-0000-0000-000000000000"])
def test_an_id_that_is_none_is_not_found(caller, member, address):
    answer = caller(make.treasurer_of(member.fund)).read(address)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize("query", [{"state": "made-up"}, {"fund": "7"}])
def test_a_filter_that_cannot_be_read_is_named(caller, member, query):
    answer = caller(make.treasurer_of(member.fund)).read("loans", **query)
    assert (answer.status_code, list(fields(answer))) == (400, list(query))


def test_another_form_than_json_is_refused(caller, member):
    answer = caller(make.treasurer_of(member.fund)).post(
        "/api/v1/placements",
        "amount=5",
        content_type="application/x-www-form-urlencoded",
        headers={"Idempotency-Key": "k"},
    )
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported-media-type")
