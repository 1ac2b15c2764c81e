"""Recording treasury that a member places with the fund."""

from datetime import date, datetime

from django.db import transaction
from djmoney.money import Money

from lending.domain.fund_errors import DateInFuture, WrongAmount
from lending.models import Membership, Placement
from lending.policies import require_treasurer
from lending.services.bookkeeping import book_placement
from lending.services.events import record_event
from members.models import Person

LARGEST = 999_999_999


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
) -> Placement:
    """Record a placement and book it: from this moment the member's cash can be lent.

    :param placed_on: the day the cash arrived; not after today.
    :param ceiling_per_borrower: what of this lender's cash may go to one borrower at most; none when not given.
    :raises WrongAmount: not positive, or beyond what an account can hold.
    """
    fund = membership.fund
    require_treasurer(acting_person, fund)
    require_amount(amount)
    if placed_on > now.date():
        raise DateInFuture(date=placed_on, today=now.date())
    placement = Placement.objects.create(
        fund=fund,
        membership=membership,
        amount=amount,
        withdrawn=Money(0, amount.currency),
        placed_on=placed_on,
        notice_days=notice_days,
        ceiling_per_borrower=ceiling_per_borrower,
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
        after={"amount": amount, "cooperative": membership.cooperative.name, "placed_on": placed_on},
    )  # fmt: skip
    return placement


def require_amount(amount: Money) -> None:
    """An amount of money that moves: positive, and one that an account can hold."""
    if not amount.amount.is_finite() or not 0 < amount.amount <= LARGEST:
        smallest = Money("0.01", amount.currency)
        raise WrongAmount(amount=amount, minimum=smallest, maximum=Money(LARGEST, amount.currency))
