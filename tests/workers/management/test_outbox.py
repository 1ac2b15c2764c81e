"""The commands of whoever runs the service: what was given up, trying again, a test mail."""

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from lending.models import OutboxMessage
from tests.factories import make_person
from tests.fixtures.mail import Mailbox
from workers.tasks import deliver_message

pytestmark = pytest.mark.django_db
AskForMail = Callable[[], OutboxMessage]
Said = pytest.CaptureFixture[str]


@pytest.fixture
def dead(ask_for_mail: AskForMail) -> OutboxMessage:
    message = ask_for_mail()
    OutboxMessage.objects.update(state="dead", attempts=5, last_error="OSError: 550 no such user")
    return message


def test_it_counts_by_state(dead: OutboxMessage, capsys: Said) -> None:
    call_command("outbox")
    assert capsys.readouterr().out == (
        "pending: 0\nsending: 0\nsent: 0\ndead: 1\ndropped: 0\nLongest wait beyond its time: 0 s\n"
    )


def test_it_lists_what_was_given_up_and_why(dead: OutboxMessage, capsys: Said) -> None:
    call_command("outbox", "--dead")
    told = f"{dead.pk} invitation to {dead.recipient.email}: OSError: 550 no such user\n"
    assert capsys.readouterr().out == told


def test_a_dead_letter_is_retried_and_arrives(dead: OutboxMessage, smtp_server: Mailbox, capsys: Said) -> None:
    call_command("outbox", "--retry", str(dead.pk))
    assert capsys.readouterr().out == "1 message will be tried again.\n"
    deliver_message(str(dead.pk))
    assert smtp_server.recipients == [[dead.recipient.email]]


def test_all_dead_letters_are_retried(dead: OutboxMessage, capsys: Said) -> None:
    call_command("outbox", "--retry", "all")
    assert capsys.readouterr().out == "1 message will be tried again.\n"
    call_command("outbox", "--dead")
    assert capsys.readouterr().out == "No message was given up.\n"


@pytest.mark.parametrize(("which", "status"), [("not-an-id", 2), ("019c2000-0000-7000-8000-000000000001", 1)])
def test_a_message_that_is_not_dead_is_not_retried(which: str, status: int) -> None:
    with pytest.raises(CommandError) as failed:
        call_command("outbox", "--retry", which)
    assert failed.value.returncode == status


def test_a_test_mail_arrives(smtp_server: Mailbox, settings: Settings, capsys: Said) -> None:
    call_command("send_test_mail", "Tresor@Test.Example")
    assert smtp_server.recipients == [["tresor@test.example"]]
    told = f"The server 127.0.0.1:{settings.EMAIL_PORT} took the mail for tresor@test.example.\n"
    assert capsys.readouterr().out == told


@pytest.mark.parametrize(("language", "word"), [("fr", "réglages"), ("en", "mail settings")])
def test_a_test_mail_is_in_its_readers_language_and_the_command_in_english(
    smtp_server: Mailbox, capsys: Said, language: str, word: str
) -> None:
    make_person(email="tresor@test.example", language=language)
    call_command("send_test_mail", "tresor@test.example")
    assert word in smtp_server.messages[0].get_content()
    assert "took the mail for" in capsys.readouterr().out


def test_a_test_mail_that_is_refused_says_why(smtp_server: Mailbox) -> None:
    smtp_server.refuse_with = "554 not from you"
    with pytest.raises(CommandError, match="554") as failed:
        call_command("send_test_mail", "tresor@test.example")
    assert failed.value.returncode == 1


def test_a_wrong_address_is_refused_before_anything_is_sent(smtp_server: Mailbox) -> None:
    with pytest.raises(CommandError) as failed:
        call_command("send_test_mail", "tresor")
    assert (failed.value.returncode, smtp_server.messages) == (2, [])
