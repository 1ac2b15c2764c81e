"""The description of the interface: whole, valid, and true."""

import re

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema


@pytest.fixture(scope="module")
def schema():
    """The description as it is served; making it says nothing."""
    GENERATOR_STATS.reset()
    return SchemaGenerator().get_schema(request=None, public=True)


def operations(schema):
    """(method, path, operation) of everything under /api/v1/."""
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            if path.startswith("/api/v1/"):
                yield method, path, operation


def test_it_is_made_without_a_warning(schema):
    assert (dict(GENERATOR_STATS._warn_cache), dict(GENERATOR_STATS._error_cache)) == ({}, {})


def test_it_is_valid_openapi_3_1(schema):
    assert schema["openapi"].startswith("3.1")
    validate_schema(schema)


def test_every_operation_says_what_it_is_for(schema):
    assert [path for _, path, operation in operations(schema) if not operation.get("description")] == []


def test_every_operation_has_a_name_of_its_own(schema):
    names = [operation["operationId"] for _, _, operation in operations(schema)]
    assert len(names) == len(set(names))
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z0-9_]*", name)] == []


def test_every_operation_says_its_problems(schema):
    for method, path, operation in operations(schema):
        assert {"429"} <= set(operation["responses"]), (method, path)
        if method != "get":
            assert {"400", "415"} <= set(operation["responses"]), (method, path)
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"], (method, path, status)


def test_what_moves_money_or_votes_requires_a_key(schema):
    required = {
        path
        for method, path, operation in operations(schema)
        for parameter in operation.get("parameters", ())
        if parameter["name"] == "Idempotency-Key" and parameter.get("required") and method == "post"
    }
    assert {
        "/api/v1/placements",
        "/api/v1/withdrawals/{id}/payment",
        "/api/v1/consultations/{id}/ballots",
        "/api/v1/loan-requests/{id}/agreement",
        "/api/v1/loans/{id}/disbursement",
        "/api/v1/loans/{id}/repayments",
        "/api/v1/loans/{id}/early-repayment",
        "/api/v1/repayments/{id}/reversal",
    } <= required


def test_the_paths_that_outside_programs_rely_on_are_there(schema):
    assert {
        "/api/v1/simulations",
        "/api/v1/loan-requests/{id}/submit",
        "/api/v1/consultations/{id}/ballots",
        "/api/v1/loans/{id}/disbursement",
        "/api/v1/loans/{id}/repayments",
        "/api/v1/loans/{id}/statement.{file_type}",
        "/api/v1/books/{book}/entries",
        "/api/v1/books/{book}/accounts/{code}",
        "/api/v1/books/{book}/accounts/{code}/lines",
        "/api/v1/books/{book}/trial-balance",
    } <= set(schema["paths"])


def test_it_is_served_to_anyone_as_yaml_and_json(client):
    assert client.get("/api/schema/").content.startswith(b"openapi: 3.1")
    assert client.get("/api/schema/?format=json").json()["info"]["title"] == "Caisse commune"


def test_the_readable_page_has_nothing_inline(client):
    page = client.get("/api/docs/")
    assert page.status_code == 200
    body = page.content.decode()
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", body) == []
    assert "https://" not in body
    script = client.get("/api/docs/?script=")
    assert script["Content-Type"].startswith("application/javascript")


@pytest.mark.browser
def test_the_readable_page_is_drawn_under_the_content_security_policy(page, live_fund_url):
    problems = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{live_fund_url}/api/docs/")
    page.get_by_text("/api/v1/agreements", exact=False).first.wait_for(timeout=60_000)
    # Operations are drawn as one comes to them.
    paid_out = page.get_by_text("/api/v1/loans/{id}/disbursement", exact=False).first
    for _ in range(200):
        if paid_out.is_visible():
            break
        page.mouse.wheel(0, 800)
        page.wait_for_timeout(100)
    assert paid_out.is_visible()
    assert problems == []
