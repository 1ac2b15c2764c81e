"""Drawing up the contract of a loan that was agreed before contracts were kept here."""

from datetime import datetime

from django.db import transaction

from lending.domain.agreement_errors import AgreementThere
from lending.domain.fund_errors import WrongState
from lending.models import Agreement, Loan
from lending.policies import require_treasurer
from lending.services.disburse_loan import locked_loan
from lending.services.write_contract import write_contract
from members.models import Person


@transaction.atomic
def draw_up_agreement(*, loan: Loan, acting_person: Person, now: datetime) -> Agreement:
    """The contract that a loan still needs before it is paid out; others have theirs from the day of the agreement.

    :raises AgreementThere: it has one.
    :raises WrongState: it is paid out, or has lapsed.
    """
    loan = locked_loan(loan)
    require_treasurer(acting_person, loan.fund)
    there = Agreement.objects.filter(loan=loan, number=1).first()
    if there is not None:
        raise AgreementThere(loan=loan.reference, sha256=there.sha256)
    if loan.state != Loan.State.AGREED:
        raise WrongState(subject=loan.reference, state=loan.state, needed=Loan.State.AGREED)
    return write_contract(loan, person=acting_person, now=now)
