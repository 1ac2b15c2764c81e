"""Which loan contracts are declared on form 2062 (CGI annexe III, art. 49 B): large ones, and small ones in number."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

THRESHOLD_MINOR = 5_000_00
"""5 000 €: a contract above it is declared by itself."""


@dataclass(frozen=True, kw_only=True)
class Contract:
    """One lender's contract with one borrower, concluded in the calendar year; the amount in minor units of euros."""

    creditor: Hashable
    debtor: Hashable
    amount_minor: int


def to_declare(contracts: Sequence[Contract]) -> tuple[bool, ...]:
    """Whether each contract is declared, in their order.

    One above 5 000 € is. Of those that are not, all are declared where a creditor, or a debtor, has several that
    together are above it.
    """
    small = [contract for contract in contracts if contract.amount_minor <= THRESHOLD_MINOR]
    of_creditor, of_debtor = Counter[Hashable](), Counter[Hashable]()
    for contract in small:
        of_creditor[contract.creditor] += contract.amount_minor
        of_debtor[contract.debtor] += contract.amount_minor
    return tuple(
        contract.amount_minor > THRESHOLD_MINOR
        or of_creditor[contract.creditor] > THRESHOLD_MINOR
        or of_debtor[contract.debtor] > THRESHOLD_MINOR
        for contract in contracts
    )
