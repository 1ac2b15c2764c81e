"""Fixing a loan's lenders and tranches, and setting aside what is to be drawn."""

from collections.abc import Sequence
from datetime import date, timedelta

from lending.domain.tranches import last_days, planned_tranches, split_tranches
from lending.models import Drawdown, FundPolicy, Loan, Membership, Participation, Tranche, TrancheShare
from lending.selectors.amounts import as_money
from lending.services.bookkeeping.entries import LegAmount
from lending.services.bookkeeping.loans import Held, book_reservation
from lending.services.propose_funding import Part


def set_aside(loan: Loan, parts: Sequence[Part]) -> list[LegAmount]:
    """Write the legs and the tranches, and reserve each leg's share of each.

    What is reserved lapses on the day after the last one on which its tranche may be drawn.

    :returns: what each lender sets aside in all.
    """
    currency = loan.fund.currency
    nothing = as_money(0, currency)
    lenders = Membership.objects.select_related("cooperative", "fund").in_bulk([part.lender.id for part in parts])
    legs = Participation.objects.bulk_create(
        Participation(
            fund=loan.fund, loan=loan, membership=lenders[part.lender.id], leg=number,
            amount=as_money(part.amount, currency), undrawn=as_money(part.amount, currency),
            outstanding=nothing, lent_once=as_money(part.lent_once, currency),
        )
        for number, part in enumerate(parts, start=1)
    )  # fmt: skip
    shares = _tranches(loan, legs, [part.amount for part in parts])
    held = [
        Held(LegAmount(each.participation.membership, each.amount, nothing), each.tranche.last_on + timedelta(days=1))
        for each in shares
    ]
    places = book_reservation(loan=loan, held=held, on=loan.agreed_on, key=f"agree:{loan.id}")
    for share, place in zip(shares, places, strict=True):
        share.reservation_entry_id, share.reservation_line = place
    TrancheShare.objects.bulk_create(shares)
    return [LegAmount(leg.membership, leg.amount, nothing) for leg in legs]


def drawn_at_once(loan: Loan, *, on: date) -> None:
    """The one tranche of a loan that takes others over: no money leaves, and nothing was set aside."""
    tranche = Tranche.objects.create(
        fund=loan.fund, loan=loan, number=1, amount=loan.amount, planned_on=on, last_on=on, drawn_on=on,
        state=Tranche.State.DRAWN,
    )  # fmt: skip
    assert loan.disbursed_by is not None
    Drawdown.objects.create(fund=loan.fund, loan=loan, tranche=tranche, drawn_on=on, drawn_by=loan.disbursed_by)


def _tranches(loan: Loan, legs: Sequence[Participation], parts: Sequence[int]) -> list[TrancheShare]:
    """The tranches as they were voted, written; and what each leg lends of each, not written yet."""
    planned = planned_tranches(loan.terms)
    valid = FundPolicy.objects.filter(fund=loan.fund).order_by("-version").values_list("decision_valid_days", flat=True)
    until = last_days(planned, first_until=loan.decision.expires_on, valid_days=valid[0])
    currency = loan.fund.currency
    tranches = Tranche.objects.bulk_create(
        Tranche(
            fund=loan.fund, loan=loan, number=number, amount=as_money(each.amount_minor, currency),
            planned_on=each.on, last_on=last_on,
        )
        for number, (each, last_on) in enumerate(zip(planned, until, strict=True), start=1)
    )  # fmt: skip
    split = split_tranches([each.amount_minor for each in planned], parts)
    return [
        TrancheShare(fund=loan.fund, tranche=tranche, participation=leg, amount=as_money(share, currency))
        for tranche, shares in zip(tranches, split, strict=True)
        for leg, share in zip(legs, shares, strict=True)
        if share
    ]
