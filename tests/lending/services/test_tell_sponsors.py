"""Sponsors are told when the loan that they answer for gets another schedule, and when it ends."""

from datetime import date, timedelta
from typing import Any

import pytest

from lending.models import Loan, OutboxMessage
from lending.selectors.clock import database_now
from lending.services.apply_consolidation import apply_consolidation
from lending.services.ask_change import ask_change
from lending.services.lapse_request import lapse_request
from lending.services.reminders import is_still_wanted
from lending.services.submit_request import submit_request
from tests.factories import (
    decide,
    eur,
    make_active_loan,
    make_agreed_loan,
    make_fund,
    make_member,
    manager_of,
    treasurer_of,
)
from tests.fixtures.kept import Kept
from tests.lending.services.change_stories import RESCHEDULE, accept, adopt, open_vote, put_in_force, wish
from tests.lending.services.loan_stories import at_noon, end, make_story, pay, undo
from tests.lending.services.sponsor_stories import answers, make_sponsored_loan
from workers.mail import write

pytestmark = pytest.mark.django_db
ENDED = date(2026, 3, 10)


def told(template: str) -> list[tuple[str, str, Any]]:
    """To whom, of which loan, and into which one."""
    messages = OutboxMessage.objects.filter(template=template).order_by("created_at", "pk")
    return [(one.recipient.name, one.context["reference"], one.context.get("into")) for one in messages]


@pytest.fixture
def sponsored(kept: Kept) -> tuple[Loan, str]:
    """A loan of 10 000 € and who acts for its sponsor."""
    loan, (sponsor,) = kept(make_sponsored_loan, ("Parrain A", 4_000))
    return loan, manager_of(sponsor).name


def test_another_schedule_is_told_to_who_goes_on_answering(sponsored: tuple[Loan, str]) -> None:
    loan, person = sponsored
    put_in_force(adopt(loan, RESCHEDULE))
    assert told("sponsor_schedule_changed") == [(person, loan.reference, None)]
    assert told("sponsor_released") == []


def test_the_end_of_the_loan_releases_once_whatever_is_done_again(sponsored: tuple[Loan, str]) -> None:
    loan, person = sponsored
    last = end(loan, ENDED)
    assert told("sponsor_released") == [(person, loan.reference, "")]
    (message,) = OutboxMessage.objects.filter(template="sponsor_released")
    now = at_noon(ENDED)
    assert is_still_wanted(message, now=now)
    # The receipt bounces before the mail has left: there is nothing to tell any more.
    undo(last, date(2026, 3, 11))
    assert not is_still_wanted(message, now=now)
    end(loan, date(2026, 3, 12))
    assert told("sponsor_released") == [(person, loan.reference, "")] * 2
    assert is_still_wanted(message, now=now)


def test_a_receipt_told_late_beneath_the_last_one_tells_nothing_twice(sponsored: tuple[Loan, str]) -> None:
    loan, person = sponsored
    for amount, day in (("3350.01", 2), ("3350.01", 3)):
        pay(loan, amount, date(2026, day, 15))
    last = end(loan, date(2026, 4, 10))
    undo(last, date(2026, 4, 11))
    end(loan, date(2026, 4, 10), told_on=date(2026, 4, 12))
    assert told("sponsor_released") == [(person, loan.reference, "")]


def test_an_agreement_that_lapses_is_told_to_who_was_to_answer_for_it() -> None:
    borrower = make_member(make_fund())
    make_member(borrower.fund, placed=eur(60_000))
    sponsor = make_member(borrower.fund, name="Parrain A")
    loan = make_agreed_loan(borrower, sponsors=[answers(sponsor, 4_000)], is_accepted=False)
    late = database_now() + timedelta(days=91)
    assert lapse_request(request_id=loan.request_version.request_id, today=late.date(), now=late)
    assert told("sponsor_lapsed") == [(manager_of(sponsor).name, loan.reference, None)]
    assert told("sponsor_released") == []


def test_where_nobody_answers_nobody_is_told(kept: Kept) -> None:
    loan = kept(make_story)
    end(loan, ENDED)
    assert told("sponsor_released") == []


def test_loans_made_one_release_from_the_old_and_tell_of_the_new(kept: Kept) -> None:
    loan, (staying, released) = kept(make_sponsored_loan, ("Parrain A", 4_000), ("Parrain B", 1_000))
    other = make_active_loan(loan.membership, amount=eur(4_000))
    asked = {"kind": "consolidation", "on": "2026-03-01", "instalments": 4, "first_due_on": "2026-04-01"}
    person, now = manager_of(loan.membership), database_now()
    request = ask_change(
        loan=loan, others=[other], wish=wish(asked, released_sponsors=[str(released.pk)]), purpose="Un seul",
        acting_person=person, now=now,
    )  # fmt: skip
    request = decide(open_vote(submit_request(request=request, acting_person=person, now=now)))
    accept(request)
    new = apply_consolidation(request=request, acting_person=treasurer_of(loan.fund, 2), now=database_now())
    both = sorted([manager_of(staying).name, manager_of(released).name])
    assert sorted(told("sponsor_released")) == [(name, loan.reference, new.reference) for name in both]
    assert told("sponsor_schedule_changed") == [(manager_of(staying).name, new.reference, None)]


@pytest.mark.parametrize(
    ("language", "subject", "sentence"),
    [
        ("fr", "vous n’en répondez plus", "est remboursé depuis le 10 mars 2026"),
        ("en", "you answer for it no more", "is repaid since 10 March 2026"),
    ],
)
def test_it_is_told_in_the_language_of_who_reads_it(
    sponsored: tuple[Loan, str], language: str, subject: str, sentence: str
) -> None:
    end(sponsored[0], ENDED)
    (message,) = OutboxMessage.objects.filter(template="sponsor_released").select_related("recipient", "fund")
    message.recipient.language = language
    written = [part.replace("\xa0", " ").replace("\u202f", " ") for part in write(message)]
    assert subject in written[0]
    assert sentence in written[1]
    assert "4 000,00 €" in written[1] or "4,000.00" in written[1]
