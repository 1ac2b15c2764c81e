"""Paying a tranche: the books, the legs, and the row that says so; and the same taken back, to be done again."""

from datetime import date
from uuid import UUID

from djmoney.money import Money
from uuid6 import uuid7

from lending.models import Drawdown, Loan, Participation, Tranche, TrancheShare
from lending.selectors.amounts import as_money
from lending.services.bookkeeping.entries import LegAmount, reverse
from lending.services.bookkeeping.loans import book_disbursement
from members.models import Person


def next_tranche(loan: Loan) -> Tranche | None:
    """The one to be paid next; none when all are drawn or given up."""
    found = loan.tranches.filter(state=Tranche.State.WAITING).order_by("number").first()
    if found is not None:
        found.loan = loan
    return found


def shares_of_tranche(tranche: Tranche) -> list[TrancheShare]:
    """What each leg lends of it, in the order of the legs."""
    shares = tranche.shares.select_related("participation__membership__cooperative", "participation__membership__fund")
    return list(shares.order_by("participation__leg"))


def lend_tranche(
    tranche: Tranche,
    *,
    on: date,
    fee: Money,
    person: Person,
    key: str,
    id: UUID | None = None,  # noqa: A002
    replays: Drawdown | None = None,
) -> Drawdown:
    """Book it out of what was set aside, and keep it. The caller holds the loan's lock.

    :param fee: what the fund keeps of it.
    :param replays: the row of the same payment that this one does again; its reservation is settled already.
    """
    loan, shares = tranche.loan, shares_of_tranche(tranche)
    nothing = as_money(0, loan.fund.currency)
    legs = [LegAmount(each.participation.membership, each.amount, nothing, each.reservation) for each in shares]
    entry_id = book_disbursement(loan=loan, legs=legs, fee=fee, on=on, key=key, is_settled=replays is not None)
    drawdown = Drawdown.objects.create(
        id=id or uuid7(), fund=loan.fund, loan=loan, tranche=tranche, drawn_on=on, drawn_by=person, entry_id=entry_id,
        replays=replays,
    )  # fmt: skip
    _shift(tranche, shares, sign=1)
    tranche.state, tranche.drawn_on = Tranche.State.DRAWN, on
    tranche.save(update_fields=["state", "drawn_on"])
    return drawdown


def take_tranche_back(drawdown: Drawdown, *, reason: str) -> None:
    """Undo it by a mirror entry on its own day; only to do it again, in the same batch of entries."""
    assert drawdown.entry_id is not None
    drawdown.reversal_entry_id = reverse(
        fund=drawdown.fund, entry_id=drawdown.entry_id, on=drawdown.drawn_on, reason=reason,
        key=f"reverse:{drawdown.id}",
    )  # fmt: skip
    drawdown.reversed_on = drawdown.drawn_on
    drawdown.save(update_fields=["reversed_on", "reversal_entry_id"])
    tranche = drawdown.tranche
    _shift(tranche, shares_of_tranche(tranche), sign=-1)
    tranche.state, tranche.drawn_on = Tranche.State.WAITING, None
    tranche.save(update_fields=["state", "drawn_on"])


def _shift(tranche: Tranche, shares: list[TrancheShare], *, sign: int) -> None:
    """From what is set aside to what is lent, or back: the figures are the legs' lines of the ledger."""
    legs = [each.participation for each in shares]
    for leg, share in zip(legs, shares, strict=True):
        leg.undrawn -= sign * share.amount
        leg.outstanding += sign * share.amount
    Participation.objects.bulk_update(legs, ["undrawn", "outstanding"])
    loan = tranche.loan
    loan.drawn += sign * tranche.amount
    loan.save(update_fields=["drawn"])
