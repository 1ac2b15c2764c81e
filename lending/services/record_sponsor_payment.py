"""Recording what a sponsor paid on the call that it received."""

from datetime import date, datetime

from django.db import transaction
from djmoney.money import Money

from lending.domain.sponsor_errors import CallTakenBack, MoreThanCalled
from lending.models import GuaranteeCall, Repayment
from lending.selectors.people import people_of
from lending.selectors.sponsors import call_line
from lending.services.act_kind import Place
from lending.services.call_sponsor import locked_call
from lending.services.receive_from_sponsor import receive_from_sponsor
from lending.services.record_receipt import Receipt, require_receipt
from lending.services.replay import in_order
from lending.services.require_given import require_amount, require_day
from lending.services.tell import tell
from members.models import Person


@transaction.atomic
def record_sponsor_payment(
    *,
    call: GuaranteeCall,
    amount: Money,
    received_on: date,
    acting_person: Person,
    now: datetime,
    reference: str = "",
) -> Repayment:
    """Record a receipt of a sponsor, all or a part of what it was called for; it is reversed like any receipt.

    The sponsor and the borrower are told: what was paid is the sponsor's claim on the borrower from then on.

    :param received_on: on or after the call, and not to come.
    :raises CallTakenBack: it asks for nothing any more.
    :raises MoreThanCalled, MoreThanOwed: what goes beyond is not the lenders'.
    """
    call = locked_call(call)
    loan = call.guarantee.loan
    require_receipt(loan, received_on=received_on, person=acting_person, now=now)
    require_day(received_on, fund=loan.fund, now=now, earliest=call.called_on)
    require_amount(amount, fund=loan.fund)
    sponsor = call.guarantee.membership.cooperative.name
    if call.reversed_on is not None:
        raise CallTakenBack(sponsor=sponsor, date=call.reversed_on)
    left = call_line(call).left
    if amount > left:
        raise MoreThanCalled(sponsor=sponsor, amount=amount, maximum=left)
    receipt = Receipt(received_on, acting_person, reference, call=call)
    with in_order(loan, place=Place(received_on), act_id=receipt.id, person=acting_person, now=now):
        repayment = receive_from_sponsor(loan, amount, receipt, person=acting_person, now=now)
    tell(
        people_of(call.guarantee.membership, loan.membership),
        fund=loan.fund,
        template="sponsor_paid",
        about=repayment.pk,
        context={
            "reference": loan.reference,
            "loan": loan.pk,
            "sponsor": sponsor,
            "cooperative": loan.membership.cooperative.name,
            "amount": amount,
            "received_on": received_on,
        },
        at=now,
    )
    return repayment
