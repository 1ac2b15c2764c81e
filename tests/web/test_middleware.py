"""What one request chose does not answer the next: a thread of the server serves them one after the other."""

import pytest
from django.test import Client
from django.utils import timezone

pytestmark = pytest.mark.django_db


def test_the_zone_of_another_fund_is_forgotten(client: Client) -> None:
    timezone.activate("Pacific/Noumea")
    client.get("/")
    assert timezone.get_current_timezone_name() == "Europe/Paris"


def test_without_the_middleware_it_would_be_kept(client: Client, settings) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "FreshTimeZone" not in name]
    timezone.activate("Pacific/Noumea")
    client.get("/")
    assert timezone.get_current_timezone_name() == "Pacific/Noumea"
