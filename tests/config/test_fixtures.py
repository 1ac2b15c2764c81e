"""What tests stand on: a mail server that listens, a page that a browser opens."""

from django.core.mail import send_mail
from playwright.sync_api import Page

from tests.fixtures.mail import Mailbox


def test_a_message_goes_over_real_smtp(smtp_server: Mailbox) -> None:
    send_mail("Échéance", "5 000,00 € le 5 février", "caisse@example.org", ["atelier@example.org"])
    assert [message["Subject"] for message in smtp_server.messages] == ["Échéance"]
    assert smtp_server.messages[0].get_content().strip() == "5 000,00 € le 5 février"
    assert smtp_server.recipients == [["atelier@example.org"]]


def test_a_browser_reaches_the_fund(page: Page) -> None:
    response = page.goto("/")
    assert response is not None
    assert response.status < 500
