"""What whoever watches the service is told."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings


def test_live_answers_without_asking_anybody(client: Client) -> None:
    response = client.get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_when_every_part_is(client: Client) -> None:
    response = client.get("/health/ready")
    expected = {"status": "ok", "database": "ok", "redis": "ok", "outbox": "ok"}
    assert (response.status_code, response.json()) == (200, expected)


@pytest.mark.django_db
def test_not_ready_when_redis_is_away(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = "unix:///nowhere/valkey.sock?db=0"
    response = client.get("/health/ready")
    expected = {"status": "unavailable", "database": "ok", "redis": "unavailable", "outbox": "ok"}
    assert (response.status_code, response.json()) == (503, expected)
