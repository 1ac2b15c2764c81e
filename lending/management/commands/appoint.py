"""`appoint EMAIL NAME --fund SLUG --office treasurer`: somebody serves the fund."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lending.domain.errors import LendingError
from lending.models import Fund, Office
from lending.selectors.clock import database_now
from lending.services.appoint_person import appoint_person
from members.domain.errors import MemberError
from members.models import Cooperative


class Command(BaseCommand):
    """Given twice, an office is held once."""

    help = "Give a person an office in a fund. A new person chooses a password through “forgotten password”."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--fund", required=True, metavar="SLUG")
        parser.add_argument("--office", required=True, choices=Office.Kind.values)
        parser.add_argument("--cooperative", metavar="SIREN", help="whose seat of the committee it is")

    def handle(self, *args: Any, **options: Any) -> None:
        fund = Fund.objects.filter(slug=options["fund"]).first()
        if fund is None:
            known = ", ".join(Fund.objects.values_list("slug", flat=True)) or "none yet: create_fund makes one"
            raise CommandError(f"There is no fund {options['fund']}; known: {known}.")
        siren = options["cooperative"]
        cooperative = Cooperative.objects.filter(siren=siren, memberships__fund=fund).first() if siren else None
        if siren and cooperative is None:
            raise CommandError(f"No member of {fund.name} has the SIREN {siren}: import_members admits members.")
        try:
            office = appoint_person(
                fund=fund, email=options["email"], name=options["name"], kind=options["office"],
                cooperative=cooperative, now=database_now(),
            )  # fmt: skip
        except (LendingError, MemberError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{office.person.name} is {Office.Kind(office.kind).value} of {fund.name}.")
