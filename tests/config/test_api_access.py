"""Keys to the interface, and how often it may be asked."""

from datetime import timedelta
from io import StringIO

import pytest
import redis
import time_machine
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.utils import timezone
from rest_framework.throttling import SimpleRateThrottle

from tests import factories as make

pytestmark = pytest.mark.django_db


def issue(email):
    out, err = StringIO(), StringIO()
    call_command("issue_api_token", email, stdout=out, stderr=err)
    return out.getvalue().strip(), err.getvalue()


def test_a_token_acts_as_the_person_it_was_issued_for(client):
    person = make.make_person()
    token, said = issue(person.email.upper())
    answer = client.get("/api/v1/me", headers={"authorization": f"Token {token}"})
    assert (answer.status_code, answer.json()["email"]) == (200, person.email)
    assert person.name in said
    assert token not in said


def test_a_token_is_kept_as_a_hash_alone():
    person = make.make_person()
    token, _ = issue(person.email)
    (row,) = person.auth_token_set.all()
    assert token not in {str(value) for value in vars(row).values()}


def test_a_token_expires(client):
    token, _ = issue(make.make_person().email)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        answer = client.get("/api/v1/me", headers={"authorization": f"Token {token}", "accept-language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (401, "sign-in-failed")


@pytest.mark.parametrize("given", ["Token made-up", "Token", "Bearer x", "Token a b c"])
def test_what_is_no_token_opens_nothing(client, given):
    answer = client.get("/api/v1/me", headers={"authorization": given})
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"] == "Token"


def test_no_token_is_issued_for_nobody_or_for_a_closed_account():
    closed = make.make_person(is_active=False)
    for email, why in (("nobody@test.example", "Nobody signs in"), (closed.email, "is closed")):
        with pytest.raises(CommandError, match=why):
            issue(email)


def test_a_page_of_another_site_acts_for_nobody(client):
    """A session without the form's token: the browser sends the cookie, the other site cannot send the rest."""
    client.handler.enforce_csrf_checks = True
    client.force_login(make.make_person())
    answer = client.post("/api/v1/placements", {}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "permission-denied")


@pytest.fixture
def limits(monkeypatch):
    """Two requests a minute for everybody."""
    cache.clear()
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", dict.fromkeys(("anon", "user", "simulations"), "2/min"))
    yield
    cache.clear()


def test_who_asks_too_often_is_told_when_to_ask_again(client, limits):
    client.force_login(make.make_person())
    statuses = [client.get("/api/v1/me").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    answer = client.get("/api/v1/me", headers={"accept-language": "en"})
    assert answer.json()["code"] == "throttled"
    assert 0 < int(answer["Retry-After"]) <= 60


def test_simulations_have_a_limit_of_their_own(client, limits):
    statuses = [client.post("/api/v1/simulations", "[]", content_type="application/json").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_without_redis_nobody_is_counted_and_everybody_is_served(client, limits, settings):
    """A Redis that is not there: nothing listens at this address."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    client.force_login(make.make_person())
    with pytest.raises(redis.ConnectionError):
        cache.get("anything")
    assert [client.get("/api/v1/me").status_code for _ in range(3)] == [200, 200, 200]
