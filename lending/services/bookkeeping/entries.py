"""What every event of the accounting manual has in common: one entry, its words, and what the ledger refuses.

The manual is this package: one function per event, saying which accounts it moves. It is the only door from lending to
the ledger. In every posting the debited account stands first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from djmoney.money import Money

from ledger.selectors.reservations import Place
from ledger.services.posting import EntryDraft, PostingDraft
from ledger.services.reversal import mirror_of
from lending.models import Fund, Loan, Membership
from lending.selectors.account_codes import MemberAccounts, accounts_of_member
from lending.services.bookkeeping.batch import post_before, write

BANK, MISCELLANEOUS = "BQ", "OD"
# The journal of each event, and the words an accountant reads.
EVENTS = {
    "placement": (BANK, "Placement"),
    "withdrawal": (BANK, "Retrait"),
    "reservation": (MISCELLANEOUS, "Engagement"),
    "release": (MISCELLANEOUS, "Engagement caduc"),
    "disbursement": (BANK, "Déblocage"),
    "interest": (MISCELLANEOUS, "Intérêts échus"),
    "accrual": (MISCELLANEOUS, "Intérêts courus"),
    "repayment": (BANK, "Remboursement"),
    "consolidation": (MISCELLANEOUS, "Regroupement"),
    "contribution": (BANK, "Dépôt de garantie"),
    "contribution_returned": (BANK, "Restitution du dépôt de garantie"),
    "guarantee_payment": (MISCELLANEOUS, "Appel du fonds de garantie"),
    "sponsor_payment": (BANK, "Paiement de la caution"),
    "loss": (MISCELLANEOUS, "Perte"),
    "recovery": (BANK, "Recouvrement"),
    "late_interest": (MISCELLANEOUS, "Intérêts de retard"),
    "indemnity": (MISCELLANEOUS, "Indemnité de remboursement anticipé"),
    "fee": (MISCELLANEOUS, "Frais de dossier"),
    "refund": (BANK, "Remboursement de trop-perçu"),
    "waiver": (MISCELLANEOUS, "Remise"),
    "transfer": (MISCELLANEOUS, "Cession de participation"),
}


@dataclass(frozen=True, slots=True)
class LegAmount:
    """What an event moves for one lender's leg of a loan.

    :param reservation: where the ledger holds the principal back, once the loan is agreed.
    """

    membership: Membership
    principal: Money
    interest: Money
    reservation: Place | None = None

    @property
    def lender(self) -> MemberAccounts:
        """The lender's accounts."""
        return accounts_of_member(self.membership)


def reverse(*, fund: Fund, entry_id: UUID, on: date, reason: str, key: str) -> UUID:
    """Undo an entry by its mirror."""
    post_before(entry_id)
    return write(fund, mirror_of(book=fund.book, entry_id=entry_id, effective_on=on, reason=reason), key=key)


def source_of(loan: Loan) -> str:
    """What an entry about a loan as a whole comes from."""
    return f"loan:{loan.id}"


def book_entry(
    fund: Fund,
    kind: str,
    postings: Iterable[PostingDraft],
    *,
    on: date,
    about: Loan | Membership,
    source: str,
    key: str,
    reference: str = "",
) -> UUID:
    """One entry of this kind; what moves nothing is left out of it."""
    journal, words = EVENTS[kind]
    entry = EntryDraft(
        effective_on=on,
        journal=journal,
        description=f"{words} {about.reference if isinstance(about, Loan) else about.cooperative.name}",
        reference=reference,
        kind=kind,
        source=source,
        postings=[posting for posting in postings if posting.amount.amount],
    )
    return write(fund, entry, key=key)
