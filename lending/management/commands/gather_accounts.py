"""`gather_accounts`: accounts that older versions opened side by side are filed under their collective accounts."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from lending.models import Fund
from lending.services.bookkeeping.accounts import gather_accounts


class Command(BaseCommand):
    """Needed once after an upgrade; what opens since is filed at once."""

    help = "File the accounts of funds under the collective account of their role (4551-001 under 4551)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fund", metavar="SLUG", help="this one alone")

    def handle(self, *args: Any, **options: Any) -> None:
        funds = Fund.objects.order_by("slug")
        for fund in funds.filter(slug=options["fund"]) if options["fund"] else funds:
            self.stdout.write(f"{fund.slug}: {gather_accounts(fund)} accounts filed.")
