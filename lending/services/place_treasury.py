"""Recording treasury that a member places with the fund."""

from datetime import date, datetime

from django.db import transaction
from djmoney.money import Money

from lending.models import Membership, Placement
from lending.policies import require_treasurer
from lending.services.bookkeeping.placements import book_placement
from lending.services.events import record_event
from lending.services.require_given import require_amount, require_day
from members.models import Person


@transaction.atomic
def place_treasury(
    *,
    membership: Membership,
    amount: Money,
    placed_on: date,
    acting_person: Person,
    now: datetime,
    notice_days: int = 0,
    ceiling_per_borrower: Money | None = None,
    is_standing: bool = True,
) -> Placement:
    """Record a placement and book it: from this moment the member's cash can be lent.

    :param placed_on: the day the cash arrived; not after today.
    :param ceiling_per_borrower: what of this lender's cash may go to one borrower at most; none when not given.
    :param is_standing: what comes back is lent again; else it is lent once, and then waits for its owner.
    :raises WrongAmount, WrongCurrency, TooManyDecimals: of the amount, or of the ceiling.
    """
    fund = membership.fund
    require_treasurer(acting_person, fund)
    require_amount(amount, fund=fund)
    if ceiling_per_borrower is not None:
        require_amount(ceiling_per_borrower, fund=fund)
    require_day(placed_on, fund=fund, now=now)
    placement = Placement.objects.create(
        fund=fund,
        membership=membership,
        amount=amount,
        withdrawn=Money(0, amount.currency),
        placed_on=placed_on,
        notice_days=notice_days,
        ceiling_per_borrower=ceiling_per_borrower,
        is_standing=is_standing,
        recorded_by=acting_person,
    )
    placement.entry_id = book_placement(
        membership=membership,
        amount=amount,
        on=placed_on,
        source=f"placement:{placement.id}",
        key=f"placement:{placement.id}",
    )
    placement.save(update_fields=["entry_id"])
    record_event(
        fund=fund, kind="place_treasury", subject=placement, person=acting_person, at=now,
        after={"amount": amount, "cooperative": membership.cooperative.name, "placed_on": placed_on,
               "is_standing": is_standing},
    )  # fmt: skip
    return placement
