"""What was lost of loans, and what came back of it."""

from django.db.models import QuerySet

from lending.models import Loan, Recovery, WriteOff
from lending.selectors.visible import loans_visible_to
from members.models import Person


def standing_write_off(loan: Loan) -> WriteOff | None:
    """The write-off that counts; None where there was none, or it was taken back."""
    return loan.write_offs.filter(reversed_on__isnull=True).select_related("prepared").first()


def recoveries_visible_to(person: Person) -> QuerySet[Recovery]:
    """Recoveries on the loans one sees."""
    loans = loans_visible_to(person)
    return Recovery.objects.filter(loan__in=loans).select_related("fund", "loan", "recorded_by")
