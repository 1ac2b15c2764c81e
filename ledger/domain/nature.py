"""The six natures of an account, and the side on which each one grows."""

from enum import StrEnum


class Nature(StrEnum):
    """What an account stands for; it never changes once the account is open."""

    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"
    MEMO = "memo"


GROWS_BY_DEBIT = frozenset({Nature.ASSET, Nature.EXPENSE, Nature.MEMO})


def sign(nature: str) -> int:
    """Give 1 for an account that grows by debit, -1 for one that grows by credit.

    :raises ValueError: the nature is none of the six.
    """
    return 1 if Nature(nature) in GROWS_BY_DEBIT else -1
