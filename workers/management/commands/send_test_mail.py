"""`send_test_mail ADDRESS`: sends one mail by the settings of this machine, and says what came of it."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import override

from members.domain.errors import MemberError
from members.models import Person
from members.services.validators import valid_email


class Command(BaseCommand):
    """The mail is in its reader's language, what the command says in English.

    Exit status: 0 accepted by the mail server; 1 refused or not reached; 2 no address.
    """

    help = "Send a test mail to ADDRESS with the mail settings in force."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", metavar="ADDRESS")

    def handle(self, *args: Any, **options: Any) -> None:
        address = _address(options["address"])
        reader = Person.objects.filter(email=address).first()
        with override(reader.language if reader else settings.LANGUAGE_CODE):
            mail = EmailMessage(
                subject=_("Test mail of %(service)s") % {"service": settings.BASE_URL},
                body=_("The mail settings of this service work: this message came through them."),
                to=[address],
                headers={"Auto-Submitted": "auto-generated"},
            )
        try:
            mail.send()
        except OSError as error:
            raise CommandError(f"{_where()} did not take the mail: {error}") from error
        self.stdout.write(f"{_where()} took the mail for {address}.")


def _address(text: str) -> str:
    try:
        return valid_email(text)
    except MemberError as error:
        raise CommandError(str(error), returncode=2) from error


def _where() -> str:
    """The server, or the folder where mails are written when no server is named."""
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        return f"The folder {settings.EMAIL_FILE_PATH}"
    if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return f"The server {settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    return settings.EMAIL_BACKEND
