"""The tasks: ids in, one domain call out; what fails for one does not stop the others."""

import time
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from ledger.selectors.reservations import open_reservations
from ledger.services.accounts import freeze_account, unfreeze_account
from lending.domain.fund_errors import BookingRefused
from lending.models import Consultation, InterestAccrual, LoanRequest, OutboxMessage
from lending.selectors.clock import database_now
from lending.selectors.instalments import instalments_of
from tests import starts
from tests.factories import make_active_loan, make_consultation, make_fund, make_member
from tests.fixtures.kept import Kept
from tests.fixtures.mail import Mailbox
from workers.tasks import (
    close_consultations,
    deliver_message,
    for_each,
    recognise_interest,
    remind_committees,
    remind_instalments,
    void_expired,
)

pytestmark = pytest.mark.django_db
AskForMail = Callable[[], OutboxMessage]


def test_a_message_goes_by_real_smtp_once_however_often_it_is_told_of(
    ask_for_mail: AskForMail, smtp_server: Mailbox
) -> None:
    message = ask_for_mail()
    for _ in range(3):
        deliver_message(str(message.pk))
    assert smtp_server.recipients == [[message.recipient.email]]
    message.refresh_from_db()
    assert message.state == "sent"


def test_what_the_mail_server_says_is_kept_for_whoever_looks(ask_for_mail: AskForMail, smtp_server: Mailbox) -> None:
    message = ask_for_mail()
    smtp_server.refuse_with = "550 no such user here"
    deliver_message(str(message.pk))
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("pending", 1)
    assert "550" in message.last_error
    assert "no such user here" in message.last_error


def test_a_mail_server_that_is_away_is_a_failed_attempt(
    ask_for_mail: AskForMail, smtp_server: Mailbox, settings
) -> None:  # type: ignore[no-untyped-def]
    message = ask_for_mail()
    settings.EMAIL_PORT = 1
    deliver_message(str(message.pk))
    message.refresh_from_db()
    assert (message.state, message.last_error) == ("pending", "ConnectionRefusedError: [Errno 111] Connection refused")


def test_a_vote_is_counted_when_its_time_is_over_and_not_before() -> None:
    consultation = make_consultation(make_member(make_fund()), lasts=timedelta(seconds=1.5))
    close_consultations()
    consultation.refresh_from_db()
    assert consultation.state == Consultation.State.OPEN
    while database_now() < consultation.closes_at:
        time.sleep(0.05)
    for _ in range(2):
        close_consultations()
    consultation.refresh_from_db()
    assert consultation.state == Consultation.State.NO_QUORUM
    told = OutboxMessage.objects.filter(template="consultation_decided").values_list("recipient", flat=True)
    assert len(told) == len(set(told)) == 6


def test_interest_is_booked_once_for_each_loan_of_a_range() -> None:
    fund = make_fund()
    loans = [make_active_loan(make_member(fund), disbursed_on=date(2026, 1, 15)) for _ in range(2)]
    for _ in range(2):
        recognise_interest(str(fund.pk), [str(loan.pk) for loan in loans], "2026-03-15")
    accruals = InterestAccrual.objects.order_by("loan__number", "instalment_number")
    assert list(accruals.values_list("loan", "instalment_number")) == [
        (loan.pk, number) for loan in loans for number in (1, 2)
    ]


def test_what_has_lapsed_is_voided_once_whatever_is_told_twice(kept: Kept) -> None:
    loan = kept(starts.agreed_loan)
    fund, expires_on = loan.fund, loan.decision.expires_on
    entries = [str(share.reservation_entry_id) for share in loan.tranches.get().shares.all()]
    void_expired(str(fund.pk), entries, expires_on.isoformat())
    assert len(open_reservations(book=fund.book)) == 1
    for _ in range(2):
        void_expired(str(fund.pk), entries, (expires_on + timedelta(days=1)).isoformat())
    assert open_reservations(book=fund.book) == []


def test_what_could_not_be_voided_makes_the_task_fail_and_is_tried_another_day(kept: Kept) -> None:
    loan = kept(starts.agreed_loan)
    fund, lapses = loan.fund, loan.decision.expires_on + timedelta(days=1)
    entries = [str(share.reservation_entry_id) for share in loan.tranches.get().shares.all()]
    lender = open_reservations(book=fund.book)[0].debit
    freeze_account(book=fund.book, code=lender)
    with pytest.raises(BookingRefused, match=lender):
        void_expired(str(fund.pk), entries, lapses.isoformat())
    unfreeze_account(book=fund.book, code=lender)
    void_expired(str(fund.pk), entries, (lapses + timedelta(days=1)).isoformat())
    assert open_reservations(book=fund.book) == []


def test_reminders_are_asked_for_and_asked_again_are_the_same(kept: Kept) -> None:
    loan = kept(starts.active_loan)
    ids = [str(instalment.pk) for instalment in instalments_of(loan)]
    for _ in range(2):
        remind_instalments(str(loan.fund_id), ids, "2026-03-11")
    messages = OutboxMessage.objects.filter(template__startswith="instalment").order_by("dedupe_key")
    assert [(one.template, one.context["number"]) for one in messages] == [
        ("instalment_due", 2),
        ("instalment_late", 1),
    ]


def test_committees_are_reminded_as_the_close_comes_near() -> None:
    # A vote of three days has just opened; one of a second is in its second half.
    make_consultation(make_member(make_fund(rule={})))
    near = make_consultation(make_member(make_fund(rule={})), lasts=timedelta(seconds=8))
    while database_now() < near.closes_at - timedelta(seconds=4):
        time.sleep(0.05)
    for _ in range(2):
        remind_committees()
    messages = OutboxMessage.objects.filter(template="vote_reminder")
    assert {one.context["consultation"] for one in messages} == {str(near.pk)}
    assert messages.count() == 5
    assert LoanRequest.objects.filter(state="in_vote").count() == 2


def test_what_fails_for_one_is_told_and_the_others_are_done() -> None:
    done = []

    def act(number: int) -> None:
        if number == 2:
            raise ValueError("two")
        done.append(number)

    with pytest.raises(ExceptionGroup) as failed:
        for_each([1, 2, 3], act)
    assert done == [1, 3]
    assert [str(error) for error in failed.value.exceptions] == ["two"]
