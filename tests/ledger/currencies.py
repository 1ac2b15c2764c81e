"""A book of five currencies, of 0, 2, 3 and 4 decimals."""

from djmoney.money import Money

from ledger.services.accounts import AccountDraft, open_accounts, open_book
from tests.ledger.books import BOOK

CURRENCIES = ("CLF", "EUR", "JPY", "KWD", "TND")
ACCOUNTS = (
    *(
        AccountDraft(f"512-{code}", f"Banque, {code}", "asset", currency=code, floor=Money(0, code))
        for code in CURRENCIES
    ),
    *(AccountDraft(f"101-{code}", f"Capital, {code}", "equity", currency=code) for code in CURRENCIES),
)


def open_world_book() -> str:
    """Each currency has a bank account, which never goes below zero, and a capital."""
    open_book(code=BOOK, name="Caisse de plusieurs monnaies")
    open_accounts(book=BOOK, accounts=ACCOUNTS)
    return BOOK
