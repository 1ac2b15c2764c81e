"""What must be true between transfers of parts, the legs and the books; `verify_ledger` asks it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from ledger.selectors.checks import Breach
from ledger.selectors.entries import PostedEntry, entries_after
from ledger.selectors.entry_filters import EntryFilter
from lending.models import Fund, Membership, Participation, Transfer
from lending.selectors.account_codes import accounts_of_member
from lending.selectors.book_checks import each_fund

KIND, SOURCE = "transfer", "transfer:"


def _legs(fund: Fund) -> Iterator[Breach]:
    """What a leg acquired and ceded is what stands of its transfers."""
    standing = Transfer.objects.filter(fund=fund, reversed_on__isnull=True)
    acquired, ceded = _sums(standing, "buyer"), _sums(standing, "seller")
    legs = Participation.objects.filter(fund=fund).select_related("loan").order_by("loan__number", "leg")
    for leg in legs:
        for name, kept, rows in (("acquired", leg.acquired, acquired), ("ceded", leg.ceded, ceded)):
            told = rows.get(leg.pk, Decimal(0))
            if kept.amount != told:
                fault = f"has {name} {kept.amount}, its transfers say {told}"
                yield Breach(fund.book, f"leg {leg.leg} of loan {leg.loan.number}", fault)


def _sums(rows: Any, side: str) -> dict[Any, Decimal]:
    return {row[side]: row["total"] for row in rows.order_by().values(side).annotate(total=Sum("amount"))}


def _entries(fund: Fund) -> Iterator[Breach]:
    """Each transfer has its entry and nothing else does; what is taken back is taken back in both."""
    entries = {
        entry.id: entry for entry in entries_after(book=fund.book, after=None, limit=None, where=EntryFilter(kind=KIND))
    }
    # Legs apart: seven tables joined at once have been seen to be read in a ruinous order.
    transfers = list(Transfer.objects.filter(fund=fund).select_related("loan").order_by("transferred_on", "id"))
    ids = {leg for transfer in transfers for leg in (transfer.seller_id, transfer.buyer_id)}
    legs = Participation.objects.select_related("membership__fund").in_bulk(ids)
    for transfer in transfers:
        entry = entries.pop(transfer.entry_id, None)
        sides = legs[transfer.seller_id].membership, legs[transfer.buyer_id].membership
        fault = _fault(transfer, entry, *sides) if entry else "has no entry of its own"
        if fault:
            yield Breach(fund.book, f"transfer {transfer.pk} of loan {transfer.loan.number}", fault)
    others = (entry for entry in entries.values() if entry.source.startswith(SOURCE))
    for entry in others:
        yield Breach(fund.book, f"entry {entry.id}", "is of a transfer that is not there")


def _fault(transfer: Transfer, entry: PostedEntry, seller: Membership, buyer: Membership) -> str | None:
    giver, taker = accounts_of_member(seller), accounts_of_member(buyer)
    wanted = [(taker.available, giver.available), (giver.lent, taker.lent)]
    wanted += [(giver.cash, taker.cash)] if giver.cash != taker.cash else []
    expected = [(debit, credit, transfer.amount) for debit, credit in wanted]
    if [(line.debit, line.credit, line.amount) for line in entry.postings] != expected:
        return "its entry is of other accounts, or of another amount"
    if entry.effective_on != transfer.transferred_on and not _is_late(transfer, entry):
        return f"its entry is of {entry.effective_on}, the transfer of {transfer.transferred_on}"
    if entry.reversed_by != transfer.reversal_entry_id:
        return "its entry is taken back and it is not, or the other way round"
    return None


def _is_late(transfer: Transfer, entry: PostedEntry) -> bool:
    """What belongs to a closed period is booked on a later day."""
    return entry.effective_on > transfer.transferred_on


CHECKS = (
    each_fund("legs-follow-transfers", "What a leg acquired and ceded is what stands of its transfers.", _legs),
    each_fund("transfers-are-booked", "Each transfer has its entry, of its accounts and amount; nothing else has.",
              _entries),
)  # fmt: skip
