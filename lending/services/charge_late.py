"""Charging a loan's late interest up to a day, when a treasurer asks."""

from datetime import date, datetime

from django.db import transaction
from uuid6 import uuid7

from lending.domain.cost_errors import NothingToCharge
from lending.models import Charge, Loan
from lending.services.act_kind import Place
from lending.services.charge_costs import charge_late_interest
from lending.services.disburse_loan import locked_loan
from lending.services.record_receipt import require_receipt, require_running
from lending.services.replay import in_order
from members.models import Person


@transaction.atomic
def charge_late(*, loan: Loan, charged_on: date, acting_person: Person, now: datetime) -> Charge:
    """Charge the late interest of the contract that has run until the day; a receipt does so by itself.

    :raises NothingToCharge: none has.
    """
    loan = locked_loan(loan)
    require_receipt(loan, received_on=charged_on, person=acting_person, now=now)
    with in_order(loan, place=Place(charged_on), act_id=uuid7(), person=acting_person, now=now):
        require_running(loan)
        charge = charge_late_interest(loan, on=charged_on, person=acting_person, now=now)
        if charge is None:
            raise NothingToCharge(date=charged_on)
    return charge
