"""The tasks: ids in, one domain call out. Each may be given twice, late, or not at all, without harm."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

import structlog
from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from ledger.selectors.books import book_codes
from ledger.services.seal import seal_book
from lending.models import Fund
from lending.selectors.agreements import agreements_without_paper
from lending.selectors.clock import database_now
from lending.selectors.consultations import due_to_close
from lending.services import deliver_message as delivery
from lending.services.bookkeeping.loans import void_lapsed
from lending.services.close_consultation import close_consultation
from lending.services.lapse_request import lapse_request
from lending.services.mark_arrears import mark_arrears
from lending.services.publish_messages import publish_messages
from lending.services.recognise_interest import recognise_loan_interest, recognise_range
from lending.services.release_tranches import lapse_tranches
from lending.services.reminders import consultations_to_remind, remind_of_instalments, remind_voters
from lending.services.tell_seal_head import tell_seal_head
from lending.statements.agreement_paper import paper_of
from workers.daily import tick_fund
from workers.mail import send_message

T = TypeVar("T")
logger = structlog.get_logger(__name__)

# What was published and not taken by then is published again from the database.
PUBLISHED_FOR_S = 60


@shared_task
def sweep_outbox() -> None:
    """Tell workers of the messages that are due."""
    publish_messages(
        publish=lambda message_id: deliver_message.apply_async([str(message_id)], expires=PUBLISHED_FOR_S),
        now=timezone.now(),
    )


@shared_task
def deliver_message(message_id: str) -> None:
    """Send one message of the outbox."""
    delivery.deliver_message(message_id=UUID(message_id), send=send_message, clock=timezone.now)


@shared_task
def draw_papers() -> None:
    """Draw and keep the PDF of the contracts that nobody has opened yet."""
    now = timezone.now()
    for_each(agreements_without_paper(), lambda agreement: paper_of(agreement, language="fr", now=now))


@shared_task
def tick() -> None:
    """Set off what is due once a day, fund by fund."""
    now = timezone.now()
    for_each(Fund.objects.order_by("pk"), lambda fund: tick_fund(fund, now=now, publish=_publish_range))


@shared_task
def recognise_interest(fund_id: str, loan_ids: Sequence[str], day: str) -> None:
    """Book the interest that ran on these loans, all at once; each by itself where that is refused."""
    today, ids = date.fromisoformat(day), [UUID(loan_id) for loan_id in loan_ids]
    try:
        recognise_range(fund=Fund.objects.get(pk=fund_id), loan_ids=ids, today=today)
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        logger.exception("range_failed", schedule="recognise_interest", fund=fund_id)
        for_each(ids, lambda loan_id: recognise_loan_interest(loan_id=loan_id, today=today))


@shared_task
def mark_late_loans(fund_id: str, loan_ids: Sequence[str], day: str) -> None:
    """Show which of these loans are late."""
    today, now = date.fromisoformat(day), timezone.now()
    for_each(map(UUID, loan_ids), lambda loan_id: mark_arrears(loan_id=loan_id, today=today, now=now))


@shared_task
def lapse_requests(fund_id: str, request_ids: Sequence[str], day: str) -> None:
    """Let lapse what was approved and not drawn in time."""
    today, now = date.fromisoformat(day), timezone.now()
    for_each(map(UUID, request_ids), lambda request_id: lapse_request(request_id=request_id, today=today, now=now))


@shared_task
def release_tranches(fund_id: str, loan_ids: Sequence[str], day: str) -> None:
    """Release what of these loans may not be drawn any more."""
    today, now = date.fromisoformat(day), timezone.now()
    for_each(map(UUID, loan_ids), lambda loan_id: lapse_tranches(loan_id=loan_id, today=today, now=now))


@shared_task
def void_expired(fund_id: str, entry_ids: Sequence[str], day: str) -> None:
    """Void what these entries of the fund's book reserved past its day."""
    fund = Fund.objects.get(pk=fund_id)
    void_lapsed(fund=fund, entry_ids=[UUID(entry_id) for entry_id in entry_ids], on=date.fromisoformat(day))


@shared_task
def remind_instalments(fund_id: str, instalment_ids: Sequence[str], day: str) -> None:
    """Ask for the reminders that these instalments call for."""
    remind_of_instalments(
        fund=Fund.objects.get(pk=fund_id),
        instalment_ids=[UUID(instalment_id) for instalment_id in instalment_ids],
        today=date.fromisoformat(day),
        now=timezone.now(),
    )


@shared_task
def tell_seal_heads(fund_id: str, person_ids: Sequence[str], day: str) -> None:
    """Ask for the mails that make these people witnesses of the books."""
    tell_seal_head(
        fund=Fund.objects.get(pk=fund_id),
        person_ids=[UUID(person_id) for person_id in person_ids],
        today=date.fromisoformat(day),
        now=timezone.now(),
    )


@shared_task
def remind_committees() -> None:
    """Ask for the reminders of votes that close soon."""
    now = timezone.now()
    for_each(consultations_to_remind(now=now), lambda pk: remind_voters(consultation_id=pk, now=now))


@shared_task
def close_consultations() -> None:
    """Make visible what time has closed already."""
    for_each(
        due_to_close(now=database_now()),
        lambda consultation: close_consultation(consultation=consultation, now=timezone.now()),
    )


@shared_task
def seal_books() -> None:
    """Seal what is final in each book. A book that another worker is sealing is left to it."""
    for_each(book_codes(), lambda book: seal_book(book=book, wait=False))


RANGES = {
    "recognise_interest": recognise_interest,
    "mark_arrears": mark_late_loans,
    "lapse_requests": lapse_requests,
    "lapse_tranches": release_tranches,
    "void_expired": void_expired,
    "remind_of_instalments": remind_instalments,
    "tell_seal_head": tell_seal_heads,
}


def _publish_range(schedule: str, fund: Fund, ids: Sequence[UUID], day: date) -> None:
    RANGES[schedule].delay(str(fund.pk), [str(one) for one in ids], day.isoformat())


def for_each(subjects: Iterable[T], act: Callable[[T], object]) -> None:
    """Do this to each: what fails is told in the log, and the others go on; the task fails at the end.

    :raises ExceptionGroup: of everything that failed.
    """
    failures = []
    for subject in subjects:
        try:
            act(subject)
        except SoftTimeLimitExceeded:
            raise
        except Exception as error:
            logger.exception("task_failed_for_one", subject=str(subject))
            failures.append(error)
    if failures:
        raise ExceptionGroup("some failed, the others are done", failures)
