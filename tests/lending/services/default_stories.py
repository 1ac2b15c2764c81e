"""A loan of `loan_stories` that is called in: prepared by the first treasurer, confirmed by the second."""

from datetime import date

from lending.models import CallingIn, Loan, PreparedAct
from lending.services.confirm_calling_in import confirm_calling_in, reverse_calling_in
from lending.services.prepare_act import prepare_calling_in
from tests.factories import treasurer_of
from tests.lending.services.loan_stories import at_noon

NOTICE, CALLED = date(2026, 2, 20), date(2026, 3, 1)


def prepare(loan: Loan, *, on: date = NOTICE, told_on: date | None = None) -> PreparedAct:
    """The first treasurer prepares the calling in."""
    return prepare_calling_in(
        loan=loan, reason="Plus de paiement", notice_on=on, acting_person=treasurer_of(loan.fund),
        now=at_noon(told_on or on),
    )  # fmt: skip


def call_in(loan: Loan, on: date = CALLED, *, notice_on: date = NOTICE, told_on: date | None = None) -> CallingIn:
    """Prepared, then confirmed by the second treasurer."""
    act = prepare(loan, on=notice_on)
    return confirm_calling_in(
        act=act, called_on=on, acting_person=treasurer_of(loan.fund, 2), now=at_noon(told_on or on)
    )


def take_back(loan: Loan, on: date) -> Loan:
    """The calling in is taken back."""
    return reverse_calling_in(
        loan=loan, reversed_on=on, reason="Accord trouvé", acting_person=treasurer_of(loan.fund), now=at_noon(on)
    )
