"""POST /api/v1/simulations, open to anyone."""

import json

import pytest
from django.test import override_settings
from rest_framework.test import APIClient

from lending.api.simulations import SimulationView
from lending.domain.simulation import simulate
from tests.lending.domain.loans import terms_of


@pytest.fixture
def post():
    def send(body, **options):
        text = body if isinstance(body, bytes) else json.dumps(body)
        return APIClient().post("/api/v1/simulations", text, content_type="application/json", **options)

    return send


@pytest.mark.parametrize("payload", [terms_of(), [terms_of(), terms_of(repayment="bullet")], []])
def test_anyone_gets_the_schedule_and_its_cost(post, payload):
    response = post(payload)
    assert (response.status_code, response.json()) == (200, simulate(payload))


def test_wrong_terms_are_a_problem_that_names_every_field(post):
    response = post(terms_of(annual_rate="4", currency="EUX"), headers={"accept-language": "en"})
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["code"] == "wrong-terms"
    assert [error["field"] for error in body["errors"]] == ["currency", "annual_rate"]
    assert body["errors"][1]["detail"] == "4 was given; a fraction from 0 to 1 is expected, as text: 4 % is 0.04."


def test_a_number_with_decimals_stays_exact(post):
    exact = post(
        b'{"currency": "EUR", "annual_rate": 0.1, "repayment": "bullet", "instalments": 1,'
        b' "drawdowns": [{"on": "2026-01-15", "amount": 1365.20}]}'
    )
    assert exact.json()["totals"]["principal"] == "1365.20"


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"annual_rate": NaN}'])
def test_what_is_no_json_or_no_terms_is_a_problem(post, body):
    response = post(body)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


def test_too_many_terms_at_once_are_refused(post):
    response = post([{}] * 101)
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == ["terms"]


def test_an_invalid_token_keeps_nobody_out(post):
    assert post(terms_of(), headers={"authorization": "Token nonsense"}).status_code == 200


def test_who_asks_too_often_is_asked_to_wait(post, settings, monkeypatch):
    rates = {"simulations": "2/min"}
    with override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}):
        for throttle in SimulationView.throttle_classes:
            monkeypatch.setattr(throttle, "THROTTLE_RATES", {"anon": None, "user": None, **rates})
        assert [post(terms_of()).status_code for _ in range(3)] == [200, 200, 429]


def test_an_explanation_is_given_when_it_is_asked_for(client):
    terms = terms_of()
    plain = client.post("/api/v1/simulations", terms, content_type="application/json").json()
    explained = client.post("/api/v1/simulations?explain=true", terms, content_type="application/json").json()
    for row in explained["instalments"]:
        assert set(row.pop("explanation")) == {"segments", "carried", "unrounded", "rounded", "residue"}
    assert explained == plain
    wrong = client.post("/api/v1/simulations?explain=perhaps", terms, content_type="application/json")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "explain")
