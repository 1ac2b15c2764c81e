"""The hash of a version of a request: what is voted is what is paid out."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Protocol

from lending.domain.canonical import sha256_of


class Amount(Protocol):
    """An amount of money, with its currency."""

    @property
    def amount(self) -> Decimal: ...
    @property
    def currency(self) -> Any: ...


def request_hash(
    *,
    amount: Amount,
    terms: Mapping[str, Any],
    parties: Mapping[str, str | Iterable[str]],
    documents: Iterable[str] = (),
    purpose: str = "",
    change: Mapping[str, Any] | None = None,
) -> str:
    """SHA-256, in hexadecimal, of what the committee votes on: the same for the same request, however it is written.

    :param terms: of the loan, whole and frozen: rate, term, dates and all that the product fixes; without floats.
    :param parties: identifiers by role, such as borrower, guarantors, linked; their order is of no matter.
    :param documents: SHA-256 of each document of the file; their order is of no matter.
    :param change: of running loans: where they stand, what is asked, the new rows; nothing for a new loan.
    :raises TypeError: when the terms hold a float.
    """
    return sha256_of(
        {
            "format": "loan-request/1",
            "amount": plain_decimal(amount.amount),
            "currency": str(amount.currency),
            "terms": terms,
            "parties": {role: _identifiers(named) for role, named in parties.items()},
            "documents": sorted(set(documents)),
            "purpose": purpose,
            # Left out for a new loan, so that the hash of what was voted before changes existed stays what it was.
            **({} if change is None else {"change": change}),
        }
    )


def _identifiers(named: str | Iterable[str]) -> list[str]:
    return [named] if isinstance(named, str) else sorted(set(named))


def plain_decimal(value: Decimal) -> str:
    """A number without exponent or trailing zeros, so that 10 000 is always written alike.

    :raises ValueError: for what is not a finite number.

    >>> [plain_decimal(Decimal(text)) for text in ("10000.00", "1E+4", "0.030", "0", "-0.0")]
    ['10000', '10000', '0.03', '0', '0']
    """
    if not value.is_finite():
        raise ValueError("an amount is a finite number")
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
