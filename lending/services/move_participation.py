"""Principal goes from one leg of a loan to another, by an entry; and how that is undone and done again."""

from datetime import date

from django.db.models import Max, Q, QuerySet
from uuid6 import uuid7

from lending.domain.sentences import Sentence, gettext_noop
from lending.models import Loan, Membership, Participation, Transfer, TransferProposal
from lending.selectors.amounts import as_money, minor
from lending.services.act_kind import ActKind, Place, Replaying
from lending.services.bookkeeping.entries import reverse
from lending.services.bookkeeping.transfers import book_transfer
from lending.services.propose_transfer import require_part
from lending.services.recognise_interest import cut_interest
from members.models import Person

FIGURES = ("outstanding", "acquired", "ceded", "lent_once")


def move_participation(
    loan: Loan,
    proposal: TransferProposal,
    *,
    on: date,
    person: Person,
    lent_once_minor: int,
    replays: Transfer | None = None,
) -> Transfer:
    """Hand principal over at par on the loan as it is on that day. The caller holds the loan's lock.

    Interest that has run by the evening of that day is recognised first, and is the seller's; what runs from then on is
    shared by what each has outstanding then.

    :raises TransferTooLarge: the seller has less lent on that day.
    """
    seller = loan.participations.select_related("membership__cooperative", "membership__fund").get(
        pk=proposal.seller_id
    )
    require_part(seller, proposal.amount)
    cut_interest(loan, on=on)
    buyer = _leg_of(loan, proposal.buyer)
    transfer = Transfer(
        id=uuid7(), fund=loan.fund, loan=loan, proposal=proposal, seller=seller, buyer=buyer, amount=proposal.amount,
        lent_once=as_money(lent_once_minor, loan.fund.currency), transferred_on=on, recorded_by=person, replays=replays,
    )  # fmt: skip
    transfer.entry_id = book_transfer(
        loan=loan, seller=seller.membership, buyer=buyer.membership, amount=proposal.amount, on=on,
        source=f"transfer:{transfer.id}", key=f"transfer:{transfer.id}",
    )  # fmt: skip
    transfer.save(force_insert=True)
    _shift(transfer, sign=1)
    return transfer


def _leg_of(loan: Loan, buyer: Membership) -> Participation:
    """The buyer's leg; one that lends here for the first time gets the next number."""
    legs = loan.participations.select_related("membership__cooperative", "membership__fund")
    found = legs.filter(membership=buyer).first()
    if found is not None:
        return found
    last = loan.participations.aggregate(last=Max("leg"))["last"]
    return Participation.objects.create(
        fund=loan.fund, loan=loan, membership=buyer, leg=last + 1, amount=as_money(0, loan.fund.currency)
    )


def _shift(transfer: Transfer, *, sign: int) -> None:
    """Forth, or back: the legs' figures are the legs' lines of the ledger."""
    legs = Participation.objects.in_bulk([transfer.seller_id, transfer.buyer_id])
    seller, buyer = legs[transfer.seller_id], legs[transfer.buyer_id]
    seller.outstanding -= sign * transfer.amount
    seller.ceded += sign * transfer.amount
    buyer.outstanding += sign * transfer.amount
    buyer.acquired += sign * transfer.amount
    buyer.lent_once += sign * transfer.lent_once
    Participation.objects.bulk_update([seller, buyer], FIGURES)


def _rows(loan: Loan, place: Place) -> QuerySet[Transfer]:
    after = Q(transferred_on__gt=place.day)
    if place.id is not None:
        after |= Q(transferred_on=place.day, id__gt=place.id)
    return loan.transfers.filter(after, reversed_on__isnull=True)


def _undo(loan: Loan, row: Transfer, by: Replaying) -> None:
    row.reversal_entry_id = reverse(
        fund=loan.fund, entry_id=row.entry_id, on=row.transferred_on, reason=by.words, key=f"reverse:{row.id}"
    )
    row.reversed_on = row.transferred_on
    row.save(update_fields=["reversed_on", "reversal_entry_id"])
    _shift(row, sign=-1)


def _redo(loan: Loan, row: Transfer, by: Replaying) -> Transfer:
    proposal = TransferProposal.objects.select_related("buyer").get(pk=row.proposal_id)
    return move_participation(
        loan, proposal, on=row.transferred_on, person=row.recorded_by,
        lent_once_minor=minor(row.lent_once), replays=row,
    )  # fmt: skip


TRANSFER = ActKind(
    name=Sentence(gettext_noop("The transfer of a lender's part")),
    rows=_rows,
    day=lambda row: row.transferred_on,
    undo=_undo,
    redo=_redo,
)
