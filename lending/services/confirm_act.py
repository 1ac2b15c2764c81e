"""Confirming what another hand prepared, whatever it is."""

from datetime import date, datetime

from lending.models import Loan, PreparedAct
from lending.services.call_sponsor import release_sponsor_call
from lending.services.confirm_calling_in import confirm_calling_in
from lending.services.write_off_loan import confirm_write_off
from members.models import Person


def confirm_act(*, act: PreparedAct, on: date, acting_person: Person, now: datetime) -> Loan:
    """Do it, and give the loan as it is then.

    :param on: the day from which it counts.
    """
    if act.kind == PreparedAct.Kind.WRITE_OFF:
        return confirm_write_off(act=act, written_off_on=on, acting_person=acting_person, now=now).loan
    if act.kind == PreparedAct.Kind.SPONSOR:
        return release_sponsor_call(act=act, called_on=on, acting_person=acting_person, now=now).guarantee.loan
    return confirm_calling_in(act=act, called_on=on, acting_person=acting_person, now=now).loan
