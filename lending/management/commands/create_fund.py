"""`create_fund SLUG NAME`: a fund with its books, policy, voting rule and four loans to offer."""

from argparse import ArgumentParser
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from djmoney.money import Money

from lending.models import Fund
from lending.selectors.clock import database_now
from lending.services.create_fund import create_fund
from lending.services.offer_products import offer_standard_products


def decimal(text: str) -> Decimal:
    """A number with a point or a comma."""
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise ValueError(text) from error


class Command(BaseCommand):
    """Then: `import_members`, `appoint`, and people sign in."""

    help = (
        "Create a fund: its books, ceilings, voting rule (half of the seats, simple majority) and four loans to offer."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="short name, for addresses and for its book: letters, digits and hyphens")
        parser.add_argument("name")
        parser.add_argument("--custody", choices=Fund.Custody.values, default="fund", help="who holds the cash")
        parser.add_argument("--max-per-borrower", type=decimal, default=Decimal(100_000))
        parser.add_argument(
            "--max-share", type=decimal, default=Decimal("0.25"), help="of all placements, per borrower"
        )
        parser.add_argument("--reserve", type=decimal, default=Decimal(0), help="what must stay available after a loan")
        parser.add_argument("--annual-rate", type=decimal, default=Decimal("0.03"), help="a fraction: 0.03 is 3 %%")
        parser.add_argument("--min-amount", type=decimal, default=Decimal(1_000))

    def handle(self, *args: Any, **options: Any) -> None:
        if Fund.objects.filter(slug=options["slug"]).exists():
            raise CommandError(f"There is a fund {options['slug']} already: choose another short name.")
        ceiling = Money(options["max_per_borrower"], "EUR")
        with transaction.atomic():
            fund = create_fund(
                slug=options["slug"], name=options["name"], custody=options["custody"], max_per_borrower=ceiling,
                max_share_of_fund=options["max_share"], liquidity_reserve=Money(options["reserve"], "EUR"),
                voting_rule={}, now=database_now(),
            )  # fmt: skip
            products = offer_standard_products(
                fund=fund, annual_rate=options["annual_rate"], min_amount=Money(options["min_amount"], "EUR"),
                max_amount=ceiling, now=database_now(),
            )  # fmt: skip
        self.stdout.write(f"{fund.name} is open, with {len(products)} loans to offer. Next:")
        self.stdout.write(f"  manage.py import_members members.csv --fund {fund.slug}")
        self.stdout.write(f"  manage.py appoint EMAIL NAME --fund {fund.slug} --office treasurer")
