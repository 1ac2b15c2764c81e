"""Declaring the economic link of a lender with a borrower."""

from datetime import datetime

from django.db import transaction
from djmoney.money import Money

from lending.domain.fund_errors import UnknownLink
from lending.models import LinkDeclaration, Membership
from lending.policies import require_declarer
from lending.services.events import record_event
from lending.services.require_given import require_amount
from members.models import Person


@transaction.atomic
def declare_link(
    *,
    lender: Membership,
    borrower: Membership,
    nature: str,
    document: str,
    acting_person: Person,
    now: datetime,
    bought: Money | None = None,
) -> LinkDeclaration:
    """Add a declaration; between the same two, the newer one counts, and `none` ends what was declared.

    :param bought: bought in the last year closed, where one is a client of the other.
    :raises NotAllowed: neither of the lender's people nor a treasurer of the fund.
    :raises UnknownLink: the borrower is the lender itself, or a member of another fund.
    """
    require_declarer(acting_person, lender)
    if borrower.fund_id != lender.fund_id or borrower.pk == lender.pk:
        raise UnknownLink(link=borrower.cooperative.name)
    if bought is not None and bought.amount:
        require_amount(bought, fund=lender.fund)
    declared = LinkDeclaration.objects.create(
        fund=lender.fund, lender=lender, borrower=borrower, nature=nature, bought=bought, document=document,
        declared_by=acting_person, declared_at=now,
    )  # fmt: skip
    record_event(
        fund=lender.fund, kind="declare_link", subject=declared, person=acting_person, at=now,
        after={
            "lender": lender.cooperative.name, "borrower": borrower.cooperative.name, "nature": nature,
            "bought": bought, "document": document,
        },
    )  # fmt: skip
    return declared
