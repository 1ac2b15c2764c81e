"""Pages that cannot be had say what happened and the way on, in our look."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from web.views import errors

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "title"), [("fr", "Rien ici"), ("en", "Nothing here")])
def test_what_is_not_there_is_said_in_the_readers_language(visitor, language, title):
    answer = visitor(language=language).get("/nulle-part/")
    assert answer.status_code == 404
    assert title in answer.content.decode()
    assert "site-head" in answer.content.decode()


def test_a_form_without_its_token_is_asked_for_again():
    answer = Client(enforce_csrf_checks=True).post(reverse("theme"), {"theme": "dark"})
    assert answer.status_code == 403
    assert "Merci de renvoyer" in answer.content.decode()


def test_what_broke_is_drawn_without_database_or_session():
    answer = errors.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Quelque chose a cassé" in answer.content.decode()


def test_a_page_for_those_who_signed_in_leads_to_sign_in(visitor):
    answer = visitor().get(reverse("requests"))
    assert answer.url == f"{reverse('account_login')}?next={reverse('requests')}"


def test_signing_out_is_a_post(visitor):
    page = visitor().text(reverse("account_login"))
    assert "Se connecter" in page
    assert 'name="login"' in page


def test_the_page_of_components_is_for_development_only(visitor, settings):
    assert visitor().get(reverse("components")).status_code == 404
    settings.DEBUG = True
    assert visitor().get(reverse("components")).status_code == 200
