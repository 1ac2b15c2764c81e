"""List the accounts of a book; or open, freeze, unfreeze, close one, move its floor, tell what was done to it.

Every act needs --reason, which its trail keeps with who asked. Exit status 1 when the books refuse, 2 when what is
asked cannot be read.
"""

import getpass
import json
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from djmoney.money import Money

from ledger.domain.chart import check_nature
from ledger.domain.chart_errors import UnknownCurrency
from ledger.domain.currencies import DECIMALS
from ledger.domain.errors import InvalidAccount, LedgerError, UnknownAccount, UnknownBook
from ledger.domain.nature import Nature
from ledger.selectors.account_events import account_changes
from ledger.selectors.accounts import AccountNow, account_now, accounts_after
from ledger.selectors.books import book_by_code
from ledger.services.accounts import close_account, freeze_account, open_account, set_floor, unfreeze_account

ACTS: Mapping[str, Callable[..., None]] = {
    "freeze": freeze_account,
    "unfreeze": unfreeze_account,
    "close": close_account,
}
PAGE = 1000
COLUMNS = ("code", "name", "nature", "currency", "parent", "status", "floor", "balance", "available")


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--book", required=True)
        parser.add_argument("--json", action="store_true", help="one object a line")
        act = parser.add_mutually_exclusive_group()
        act.add_argument("--open", metavar="CODE", help="with --name and --nature")
        for name in ACTS:
            act.add_argument(f"--{name}", metavar="CODE")
        act.add_argument("--set-floor", metavar="CODE", help="with --floor")
        act.add_argument("--history", metavar="CODE", help="what was done to it, oldest first")
        parser.add_argument("--name")
        parser.add_argument("--nature", choices=[nature.value for nature in Nature])
        parser.add_argument("--currency", help="the book's own when it is left out")
        parser.add_argument("--parent", metavar="CODE", help="the collective account above it")
        parser.add_argument("--floor", metavar="AMOUNT", help="what it may never go below; “none”: it may go anywhere")
        parser.add_argument("--hot", action="store_true", help="most entries touch it: its balance is locked last")
        parser.add_argument("--reason", help="kept in the account's trail")
        parser.add_argument("--acting", help="who asks; the operator's name on this machine when it is left out")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._act(options)
        except (InvalidAccount, UnknownAccount, UnknownBook) as error:
            raise CommandError(str(error), returncode=2) from error
        except LedgerError as error:
            raise CommandError(str(error), returncode=1) from error

    def _act(self, options: dict[str, Any]) -> None:
        if options["history"]:
            self._tell([_change(change) for change in account_changes(book=options["book"], code=options["history"])])
            return
        code = _done(options)
        if code is None:
            rows = [_row(account) for account in _accounts(options["book"])]
        else:
            rows = [_row(account_now(book=options["book"], code=code))]
        if options["json"]:
            self._tell(rows)
        else:
            self.stdout.write("\n".join(_table(rows)))

    def _tell(self, told: list[dict[str, Any]]) -> None:
        for one in told:
            self.stdout.write(json.dumps(one, ensure_ascii=False))


def _done(options: dict[str, Any]) -> str | None:
    """Do what is asked and give the code of its account; none when nothing is."""
    asked = next((name for name in ("open", "set_floor", *ACTS) if options[name]), None)
    if asked is None:
        return None
    if not options["reason"]:
        raise CommandError("Say why with --reason: the account's trail keeps it.", returncode=2)
    acting = options["acting"] or f"operator:{getpass.getuser()}"
    told = {"book": options["book"], "code": options[asked], "acting": acting, "reason": options["reason"]}
    if asked == "open":
        _open(options, told)
    elif asked == "set_floor":
        if options["floor"] is None:
            raise CommandError("Say which with --floor: an amount, or none.", returncode=2)
        currency = account_now(book=options["book"], code=options[asked]).currency
        set_floor(**told, floor=_floor(options["floor"], currency=currency))
    else:
        ACTS[asked](**told)
    return str(options[asked])


def _open(options: dict[str, Any], told: dict[str, Any]) -> None:
    if not (options["name"] and options["nature"]):
        raise CommandError("An account opens with --name and --nature.", returncode=2)
    check_nature(code=options["open"], nature=options["nature"])
    currency = options["currency"] or book_by_code(options["book"]).currency
    open_account(
        **told,
        name=options["name"],
        nature=options["nature"],
        currency=currency,
        parent=options["parent"],
        floor=None if options["floor"] is None else _floor(options["floor"], currency=currency),
        hot=options["hot"],
    )


def _floor(text: str, *, currency: str) -> Money | None:
    if currency not in DECIMALS:
        raise UnknownCurrency(currency=currency)
    if text == "none":
        return None
    try:
        return Money(Decimal(text), currency)
    except InvalidOperation:
        raise CommandError(f"--floor {text}: an amount such as -100.00 is expected, or none.", returncode=2) from None


def _accounts(book: str) -> list[AccountNow]:
    found: list[AccountNow] = []
    while page := accounts_after(book=book, after=found[-1].code if found else "", limit=PAGE):
        found += page
    return found


def _row(account: AccountNow) -> dict[str, Any]:
    amounts = {name: getattr(account, name) for name in ("floor", "balance", "available")}
    texts = {name: getattr(account, name) for name in COLUMNS if name not in amounts}
    return texts | {name: None if amount is None else f"{amount.amount:f}" for name, amount in amounts.items()}


def _change(change: Any) -> dict[str, Any]:
    told = {name: getattr(change, name) for name in ("kind", "before", "after", "acting", "reason")}
    return {**told, "recorded_at": change.recorded_at.isoformat()}


def _table(rows: list[dict[str, Any]]) -> list[str]:
    cells = [COLUMNS, *(tuple(str(row[name] or "") for name in COLUMNS) for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(COLUMNS))]
    return [
        "  ".join(
            cell.rjust(width) if place > 5 else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]
