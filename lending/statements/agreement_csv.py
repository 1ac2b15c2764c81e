"""The lenders of an agreement as CSV."""

from collections.abc import Iterator
from typing import Protocol

from django.utils.translation import override, pgettext

from lending.statements.agreement import Contract, Leg
from lending.statements.tables import Cell, Column, Profile, csv_lines


class Shared(Protocol):
    """A document that lists who lends how much."""

    @property
    def reference(self) -> str: ...
    @property
    def legs(self) -> tuple[Leg, ...]: ...


def agreement_csv(agreed: Shared, *, profile: Profile, language: str = "fr") -> Iterator[str]:
    """One line a lender, and no line of totals: the amounts sum to the loan."""
    with override(language):
        columns = [
            Column("loan", pgettext("document", "Loan")),
            Column("leg", pgettext("document", "No.")),
            Column("lender", pgettext("document", "Lender")),
            Column("siren", pgettext("document", "SIREN")),
            Column("amount", pgettext("document", "Amount")),
            Column("currency", pgettext("document", "Currency")),
        ]
    rows: Iterator[list[Cell]] = (
        [
            agreed.reference,
            leg.leg,
            leg.lender.name,
            leg.lender.siren,
            leg.amount,
            str(leg.amount.currency),
        ]
        for leg in agreed.legs
    )
    return csv_lines(columns, rows, profile=Profile(profile))


def agreement_name(agreed: Contract) -> str:
    """A file's name without its ending: `convention-P2026-014`."""
    return f"convention-{agreed.reference}"
