"""Post an exchange of one currency for another; amounts are written "100.00 EUR".

Exit status 1 when the books refuse it, 2 when what is asked cannot be read. The same key posts it once.
"""

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from djmoney.money import Money

from ledger.domain.chart_errors import UnknownCurrency
from ledger.domain.currencies import DECIMALS
from ledger.domain.errors import LedgerError, PostingRefused
from ledger.management.arguments import day
from ledger.services.exchange import JOURNAL, PREFIX, exchange_currency
from ledger.services.posting import require_posted


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--book", required=True)
        parser.add_argument("--from", dest="from_account", required=True, metavar="CODE", help="what gives, credited")
        parser.add_argument("--to", dest="to_account", required=True, metavar="CODE", help="what receives, debited")
        parser.add_argument("--given", required=True, metavar="AMOUNT")
        parser.add_argument("--received", required=True, metavar="AMOUNT")
        parser.add_argument("--on", type=day, required=True)
        parser.add_argument("--description", required=True)
        parser.add_argument("--reference", default="")
        parser.add_argument("--journal", default=JOURNAL)
        parser.add_argument("--prefix", default=PREFIX, help="number of the exchange accounts")
        parser.add_argument("--key", required=True, help="idempotency key: the same when you try again")

    def handle(self, *args: Any, **options: Any) -> None:
        told = ("book", "from_account", "to_account", "description", "reference", "journal", "prefix")
        try:
            result = exchange_currency(
                **{name: options[name] for name in told},
                given=_amount(options["given"]),
                received=_amount(options["received"]),
                effective_on=options["on"],
                idempotency_key=options["key"],
            )
            require_posted(result, key=options["key"])
        except PostingRefused as error:
            raise CommandError(str(error), returncode=1) from error
        except LedgerError as error:
            raise CommandError(str(error), returncode=2) from error
        balances = {code: f"{held.amount:f} {held.currency.code}" for code, held in result.balances.items()}
        answer = {"status": result.status, "entry_id": str(result.outcomes[0].entry_id), "balances": balances}
        self.stdout.write(json.dumps(answer))


def _amount(text: str) -> Money:
    number, _space, currency = text.strip().partition(" ")
    if currency not in DECIMALS:
        raise UnknownCurrency(currency=currency or text)
    try:
        return Money(Decimal(number), currency)
    except InvalidOperation:
        raise CommandError(f"{text}: an amount such as 100.00 EUR is expected.", returncode=2) from None
