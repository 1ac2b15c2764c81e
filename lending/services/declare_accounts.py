"""Declaring the accounts of a closing."""

from datetime import date, datetime

from django.db import transaction
from djmoney.money import Money

from lending.domain.amount_errors import WrongCurrency
from lending.domain.fund_errors import WrongAmount
from lending.models import AccountsDeclaration, Membership
from lending.policies import require_declarer
from lending.services.events import record_event
from lending.services.require_given import LARGEST, require_day
from members.models import Person

NOT_NEGATIVE = ("share_capital", "turnover", "lent_elsewhere")


@transaction.atomic
def declare_accounts(
    *,
    membership: Membership,
    closing_on: date,
    document: str,
    acting_person: Person,
    now: datetime,
    accounts_certified: bool | None = None,
    lending_is_ancillary: bool | None = None,
    size: str = "",
    **amounts: Money | None,
) -> AccountsDeclaration:
    """Add a declaration; of the same closing, the newer one counts. What is left out is not known, and passes no rule.

    :param amounts: equity, share_capital, ebitda, net_treasury, turnover, lent_elsewhere; the first, third and fourth
        may be below zero.
    :raises NotAllowed: neither of the cooperative's people nor a treasurer of the fund.
    :raises DateInFuture: the closing is still to come.
    """
    require_declarer(acting_person, membership)
    require_day(closing_on, fund=membership.fund, now=now)
    for name, amount in amounts.items():
        if amount is not None:
            _require_possible(name, amount, currency=membership.fund.currency)
    declared = AccountsDeclaration.objects.create(
        fund=membership.fund,
        membership=membership,
        closing_on=closing_on,
        accounts_certified=accounts_certified,
        lending_is_ancillary=lending_is_ancillary,
        size=size,
        document=document,
        declared_by=acting_person,
        declared_at=now,
        **amounts,
    )
    record_event(
        fund=membership.fund, kind="declare_accounts", subject=declared, person=acting_person, at=now,
        after={
            "cooperative": membership.cooperative.name, "closing_on": closing_on, "document": document, "size": size,
            "accounts_certified": accounts_certified, "lending_is_ancillary": lending_is_ancillary, **amounts,
        },
    )  # fmt: skip
    return declared


def _require_possible(name: str, amount: Money, *, currency: str) -> None:
    if amount.currency.code != currency:
        raise WrongCurrency(amount=amount, currency=currency)
    least = 0 if name in NOT_NEGATIVE else -LARGEST
    if not least <= amount.amount <= LARGEST:
        raise WrongAmount(amount=amount, minimum=Money(least, currency), maximum=Money(LARGEST, currency))
