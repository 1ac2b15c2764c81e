"""Loans in default: what was prepared against them, and what stands."""

from django.db.models import QuerySet

from lending.models import CallingIn, Fund, Loan, PreparedAct
from lending.selectors.visible import loans_served_by
from members.models import Person


def standing_calling_in(loan: Loan) -> CallingIn | None:
    """The calling in that counts; None where there was none, or it was taken back."""
    return loan.callings_in.filter(reversed_on__isnull=True).select_related("prepared__prepared_by").first()


def is_called_in(loan: Loan) -> bool:
    """Whether all of a loan is due because it was called in."""
    return loan.callings_in.filter(reversed_on__isnull=True).exists()


def prepared_acts_visible_to(person: Person) -> QuerySet[PreparedAct]:
    """Those on the loans of the funds one serves: what is only prepared is no matter of the borrower's yet."""
    return PreparedAct.objects.filter(loan__in=loans_served_by(person)).select_related(
        "fund", "loan__membership__cooperative", "prepared_by", "decided_by", "guarantee__membership__cooperative"
    )


def acts_awaiting(person: Person, fund: Fund) -> QuerySet[PreparedAct]:
    """What others have prepared in a fund and somebody else confirms, the oldest first."""
    waiting = prepared_acts_visible_to(person).filter(fund=fund, state=PreparedAct.State.PREPARED)
    return waiting.exclude(prepared_by=person).order_by("prepared_at")
