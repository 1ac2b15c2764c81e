"""Giving a program a key to the interface."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from knox.models import get_token_model
from knox.settings import knox_settings

from members.models import Person


class Command(BaseCommand):
    """`python manage.py issue_api_token EMAIL` prints a token; it is shown once and kept only as a hash."""

    help = "Issue a token for the API: send it as “Authorization: Token …”. It acts as the person, and expires."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="address of the person the program acts for")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            person = Person.objects.get_by_natural_key(options["email"])
        except Person.DoesNotExist as error:
            raise CommandError(f"Nobody signs in as {options['email']}: check the address.") from error
        if not person.is_active:
            raise CommandError(f"The account of {person.email} is closed: a token would open nothing.")
        row, token = get_token_model().objects.create(user=person)
        self.stdout.write(token)
        self.stderr.write(
            f"Acts as {person.name}, until {row.expiry or knox_settings.TOKEN_TTL}. It is not shown again."
        )
