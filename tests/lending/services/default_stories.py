"""A loan of `loan_stories` that is called in: prepared by the first treasurer, confirmed by the second."""

from datetime import date

from lending.models import CallingIn, Loan, PreparedAct, Recovery, WriteOff
from lending.services.confirm_calling_in import confirm_calling_in, reverse_calling_in
from lending.services.prepare_act import prepare_calling_in
from lending.services.record_recovery import record_recovery, reverse_recovery
from lending.services.write_off_loan import confirm_write_off, prepare_write_off, reverse_write_off
from tests.factories import eur, treasurer_of
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


def write_off(loan: Loan, on: date) -> WriteOff:
    """The first treasurer prepares the write-off, the second confirms it."""
    act = prepare_write_off(loan=loan, reason="Liquidation", acting_person=treasurer_of(loan.fund), now=at_noon(on))
    return confirm_write_off(act=act, written_off_on=on, acting_person=treasurer_of(loan.fund, 2), now=at_noon(on))


def take_write_off_back(loan: Loan, on: date) -> Loan:
    """The write-off is taken back."""
    return reverse_write_off(
        loan=loan, reversed_on=on, reason="Plan de continuation", acting_person=treasurer_of(loan.fund),
        now=at_noon(on),
    )  # fmt: skip


def recover(loan: Loan, amount: str, on: date) -> Recovery:
    """The first treasurer records what came in."""
    return record_recovery(
        loan=loan, amount=eur(amount), received_on=on, acting_person=treasurer_of(loan.fund), now=at_noon(on)
    )


def undo_recovery(recovery: Recovery, on: date) -> Recovery:
    """It bounced."""
    return reverse_recovery(
        recovery=recovery, reversed_on=on, reason="Rejet", acting_person=treasurer_of(recovery.fund), now=at_noon(on)
    )


def losses_of(loan: Loan) -> list[tuple[str, str, str, str]]:
    """Principal lost, interest lost, principal recovered and interest recovered of each leg."""
    names = ("lost", "interest_lost", "recovered", "interest_recovered")
    legs = loan.participations.order_by("leg")
    return [tuple(f"{getattr(leg, name).amount}" for name in names) for leg in legs]
