"""`change_funding FUND --method fewest_legs`: how a fund spreads the loans that are proposed from now on."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lending.management.commands.create_fund import share
from lending.models import Fund, FundPolicy
from lending.selectors.clock import database_now
from lending.services.change_funding import change_funding


class Command(BaseCommand):
    """A new version of the fund's policy; what is not given stays as it is."""

    help = "Change how a fund spreads loans over its lenders. Loans agreed before stay as they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fund", help="the fund's short name")
        parser.add_argument("--method", choices=FundPolicy.Funding.values)
        parser.add_argument(
            "--max-share-of-lender",
            type=share,
            help="of what a lender has placed, lent to one borrower at most: 1 is all",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        fund = Fund.objects.filter(slug=options["fund"]).first()
        if fund is None:
            raise CommandError(f"There is no fund {options['fund']}.")
        if options["method"] is None and options["max_share_of_lender"] is None:
            raise CommandError("Say what changes: --method, --max-share-of-lender, or both.")
        policy = change_funding(
            fund=fund, now=database_now(), method=options["method"],
            max_share_of_lender=options["max_share_of_lender"],
        )  # fmt: skip
        self.stdout.write(
            f"{fund.name}, policy version {policy.version}: {policy.funding_method}, "
            f"at most {policy.max_share_of_lender or 1} of what a lender has placed to one borrower."
        )
