"""A calling in that is done again: what was late is what the schedule says and receipts that stand have not paid."""

from datetime import date

import pytest

from lending.domain.default_errors import NothingLate
from lending.domain.fund_errors import CannotReplay
from lending.models import Event, Loan
from lending.selectors.timeline import loan_timeline
from lending.services.prepay_loan import prepay_loan
from tests.factories import eur, treasurer_of
from tests.fixtures.kept import Kept
from tests.lending.services.default_stories import CALLED, call_in, take_back
from tests.lending.services.loan_stories import FIRST, at_noon, breaches, end, holds, make_story, pay, stands, undo
from web.presenters.timeline import Step, timeline

pytestmark = pytest.mark.django_db

EARLY, BOUNCED, TOLD = date(2026, 2, 1), date(2026, 3, 10), date(2026, 3, 12)


@pytest.fixture
def bounced(kept: Kept) -> Loan:
    """4 000 € came early and the rest of February was not paid; the loan was called in; then the 4 000 € bounced."""
    loan = kept(make_story)
    prepaid = prepay_loan(
        loan=loan, amount=eur("4000.00"), effect="reduce_instalment", received_on=EARLY,
        acting_person=treasurer_of(loan.fund), now=at_noon(EARLY),
    )  # fmt: skip
    call_in(loan)
    undo(prepaid, BOUNCED)
    return loan


def test_what_bounced_since_does_not_count_as_paid_on_the_day_of_the_calling_in(bounced: Loan) -> None:
    assert stands(bounced) == ("defaulted", None)
    # The next receipt that is told late makes it be done again: February is late by 3 350.01 €, of which 100 are paid.
    pay(bounced, "100.00", date(2026, 2, 25), told_on=TOLD)
    assert stands(bounced) == ("defaulted", None)
    assert breaches() == []


def test_receipts_told_late_count_those_that_bounced_no_more(bounced: Loan) -> None:
    before = holds(bounced)
    with pytest.raises(CannotReplay, match="nothing that was due on P2026-001 was unpaid on 2026-03-01, when it was"):
        pay(bounced, "3350.01", FIRST, told_on=TOLD)
    with pytest.raises(CannotReplay, match="take the calling in back first"):
        end(bounced, FIRST, told_on=TOLD)
    assert holds(bounced) == before


def test_the_way_out_is_to_take_the_calling_in_back_first(bounced: Loan) -> None:
    take_back(bounced, TOLD)
    pay(bounced, "3350.01", FIRST, told_on=TOLD)
    assert stands(bounced) == ("active", None)
    with pytest.raises(NothingLate):
        call_in(bounced, CALLED, told_on=TOLD)
    assert breaches() == []


def test_an_act_done_again_says_why_in_no_language_and_is_one_line_of_the_life(bounced: Loan) -> None:
    before = [step.what for step in _steps(bounced)]
    pay(bounced, "100.00", date(2026, 2, 25), told_on=TOLD)
    undone = Event.objects.filter(subject_id=bounced.pk, kind="take_back_calling_in").latest("at", "id")
    assert (undone.after["is_replayed"], undone.after["because_of"]) == (True, "2026-02-25")
    assert "reason" not in undone.after
    again = Event.objects.filter(subject_id=bounced.pk, kind="call_in_loan").latest("at", "id")
    assert again.after["replays"] == undone.after["calling_in"]
    assert len(_steps(bounced)) == len(before) + 2


def _steps(loan: Loan) -> list[Step]:
    """A line for what was told, one for what was done again."""
    found = timeline(loan_timeline(loan), (), zone="Europe/Paris")
    return [*found.earlier, *found.steps]
