"""Names of accounts that hledger and beancount both accept, one for each account of a book."""

import re
from collections.abc import Iterable

# Beancount knows five roots and no memo accounts, so those hang under assets.
ROOTS = {
    "asset": "Assets",
    "liability": "Liabilities",
    "equity": "Equity",
    "income": "Income",
    "expense": "Expenses",
    "memo": "Assets:Memo",
}
NOT_ALLOWED = re.compile(r"[^0-9A-Za-z-]")


def account_names(accounts: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Give a name to each (code, nature): its root, then its code with what tools refuse replaced.

    Two codes that would share a name are told apart by a number, the lower code first.

    >>> account_names([("2748-7", "asset"), ("cash.eur", "memo"), ("cash-eur", "memo")])
    {'2748-7': 'Assets:2748-7', 'cash-eur': 'Assets:Memo:Cash-eur', 'cash.eur': 'Assets:Memo:Cash-eur-2'}
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for code, nature in sorted(accounts):
        plain = NOT_ALLOWED.sub("-", code)
        base = f"{ROOTS[nature]}:{plain[0].upper()}{plain[1:]}"
        name, number = base, 1
        while name in taken:
            number += 1
            name = f"{base}-{number}"
        taken.add(name)
        names[code] = name
    return names
