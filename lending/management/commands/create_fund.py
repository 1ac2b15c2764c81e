"""`create_fund SLUG NAME`: a fund with its books, policy, voting rule and four loans to offer."""

import re
from argparse import ArgumentParser, ArgumentTypeError
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from djmoney.money import Money

from lending.domain.amounts import WrongAmountText, parse_amount
from lending.domain.chart import check_chart
from lending.domain.fund_errors import WrongChart
from lending.models import Fund, FundPolicy
from lending.selectors.clock import database_now
from lending.services.create_fund import create_fund
from lending.services.offer_products import offer_standard_products

SLUG = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
SLUG_LENGTH_MAX = 32


def short_name(text: str) -> str:
    """What names a fund in addresses and in its books."""
    if not SLUG.fullmatch(text) or len(text) > SLUG_LENGTH_MAX:
        raise ArgumentTypeError(f"letters, digits and hyphens, {SLUG_LENGTH_MAX} at most: “{text}” was given.")
    return text


def amount(text: str) -> Money:
    """An amount in euros, as people write it."""
    try:
        return Money(parse_amount(text, currency="EUR"), "EUR")
    except WrongAmountText as error:
        raise ArgumentTypeError(str(error)) from error


def amount_or_nothing(text: str) -> Money:
    """The same, and zero."""
    return Money(0, "EUR") if re.fullmatch(r"0+(?:[.,]0{1,2})?", text) else amount(text)


def fraction(text: str) -> Decimal:
    """A fraction with a point or a comma, from 0 to 1."""
    try:
        found = Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise ArgumentTypeError(f"write a fraction, such as 0.03 for 3 %: “{text}” was given.") from error
    if not (found.is_finite() and 0 <= found <= 1):
        raise ArgumentTypeError(f"a fraction lies between 0 and 1, 0.03 is 3 %: “{text}” was given.")
    return found


def share(text: str) -> Decimal:
    """A fraction that is not zero."""
    found = fraction(text)
    if not found:
        raise ArgumentTypeError("with a share of zero nothing could be lent: give more than 0, 1 at most.")
    return found


def own_number(text: str) -> tuple[str, str]:
    """A role and the number that the fund gives it."""
    role, mark, number = text.partition("=")
    if not mark:
        raise ArgumentTypeError(f"write a role and its number, such as available=4671: “{text}” was given.")
    return role.strip(), number.strip()


class Command(BaseCommand):
    """Then: `import_members`, `appoint`, and people sign in."""

    help = (
        "Create a fund: its books, ceilings, voting rule (half of the seats, simple majority) and four loans to offer."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "slug", type=short_name, help="short name, for addresses and for its book: letters, digits and hyphens"
        )
        parser.add_argument("name")
        parser.add_argument("--custody", choices=Fund.Custody.values, default="fund", help="who holds the cash")
        parser.add_argument(
            "--guarantee-rate",
            type=Decimal,
            default=Decimal(0),
            help="of its loan, what a borrower puts into the mutual guarantee fund; a fraction: 0.02 is 2 %%",
        )
        parser.add_argument(
            "--accrual", choices=FundPolicy.Accrual.values, default="daily", help="when interest enters the books"
        )
        parser.add_argument("--max-per-borrower", type=amount, default=Money(100_000, "EUR"))
        parser.add_argument("--max-share", type=share, default=Decimal("0.25"), help="of all placements, per borrower")
        parser.add_argument(
            "--reserve", type=amount_or_nothing, default=Money(0, "EUR"), help="what must stay available after a loan"
        )
        parser.add_argument(
            "--funding", choices=FundPolicy.Funding.values, default="pro_rata", help="how loans are spread over lenders"
        )
        parser.add_argument(
            "--max-share-of-lender", type=share, help="of what a lender has placed, lent to one borrower at most"
        )
        parser.add_argument("--annual-rate", type=fraction, default=Decimal("0.03"), help="a fraction: 0.03 is 3 %%")
        parser.add_argument("--min-amount", type=amount, default=Money(1_000, "EUR"))
        parser.add_argument(
            "--account", type=own_number, action="append", default=[], metavar="ROLE=NUMBER",
            help="an account number of the fund's own, such as available=4671; once a role",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        if Fund.objects.filter(slug=options["slug"]).exists():
            raise CommandError(f"There is a fund {options['slug']} already: choose another short name.")
        ceiling, least = options["max_per_borrower"], options["min_amount"]
        if least > ceiling:
            raise CommandError(f"--min-amount {least} is above --max-per-borrower {ceiling}: nothing could be lent.")
        try:
            check_chart(chart := dict(options["account"]))
        except WrongChart as error:
            told = "\n".join(f"  {role}: {why}" for role, why in error.fields.items())
            raise CommandError(f"{error}\n{told}") from error
        with transaction.atomic():
            fund = create_fund(
                slug=options["slug"], name=options["name"], custody=options["custody"], max_per_borrower=ceiling,
                max_share_of_fund=options["max_share"], liquidity_reserve=options["reserve"],
                voting_rule={}, now=database_now(), chart=chart, funding_method=options["funding"],
                max_share_of_lender=options["max_share_of_lender"], accrual=options["accrual"],
                guarantee_rate=options["guarantee_rate"],
            )  # fmt: skip
            products = offer_standard_products(
                fund=fund, annual_rate=options["annual_rate"], min_amount=least,
                max_amount=ceiling, now=database_now(),
            )  # fmt: skip
        self.stdout.write(f"{fund.name} is open, with {len(products)} loans to offer. Next:")
        self.stdout.write(f"  manage.py import_members members.csv --fund {fund.slug}")
        self.stdout.write(f"  manage.py appoint EMAIL NAME --fund {fund.slug} --office treasurer")
