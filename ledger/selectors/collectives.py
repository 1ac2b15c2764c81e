"""A trial balance by collective account: rows under the account that gathers them, with its totals."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from djmoney.money import Money

from ledger.domain.nature import sign
from ledger.models import Account
from ledger.selectors.amounts import money
from ledger.selectors.books import book_by_code
from ledger.selectors.trial_balance import TrialBalanceRow


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A row and its place; a collective one holds the totals of all that stand under it, and its own.

    :param depth: 0 for what stands under nothing.
    """

    row: TrialBalanceRow
    depth: int
    is_collective: bool


def parents_of(*, book: str) -> dict[str, str]:
    """Give the code of the collective account above each account that has one."""
    found = Account.objects.filter(book=book_by_code(book), parent__isnull=False)
    return dict(found.values_list("code", "parent__code"))


def as_tree(rows: Sequence[TrialBalanceRow], *, parents: Mapping[str, str]) -> list[TreeRow]:
    """Arrange rows under their collective accounts, in order of code at each level.

    A collective account has one row of totals a currency, and before its accounts a row of its own where it moved
    itself. A balance is signed by the nature of its own row. Rows that are not collective are those given, each once.
    """
    known = {row.code: row for row in rows}
    under: dict[str | None, list[TrialBalanceRow]] = defaultdict(list)
    for row in rows:
        parent = parents.get(row.code)
        under[parent if parent in known else None].append(row)
    return [placed for row in under[None] for placed in _placed(row, under, depth=0)]


def _placed(
    row: TrialBalanceRow, under: Mapping[str | None, list[TrialBalanceRow]], *, depth: int
) -> Iterator[TreeRow]:
    if row.code not in under:
        yield TreeRow(row, depth, is_collective=False)
        return
    inside = [placed for child in under[row.code] for placed in _placed(child, under, depth=depth + 1)]
    if row.debit.amount or row.credit.amount:
        inside.insert(0, TreeRow(row, depth + 1, is_collective=False))
    leaves = [placed.row for placed in inside if not placed.is_collective]
    for currency in sorted({leaf.debit.currency.code for leaf in leaves}):
        yield TreeRow(_sum(row, leaves, currency), depth, is_collective=True)
    yield from inside


def _sum(row: TrialBalanceRow, leaves: Sequence[TrialBalanceRow], currency: str) -> TrialBalanceRow:
    of_currency = [leaf for leaf in leaves if leaf.debit.currency.code == currency]
    debit: Money = sum((leaf.debit for leaf in of_currency), money(0, currency))
    credit: Money = sum((leaf.credit for leaf in of_currency), money(0, currency))
    # Not by a product: minus one times nothing is written -0.00.
    balance = debit - credit if sign(row.nature) == 1 else credit - debit
    return TrialBalanceRow(row.code, row.name, row.nature, debit, credit, balance)
