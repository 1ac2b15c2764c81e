"""Questions and answers on a file: in the log, and only from those concerned."""

from datetime import timedelta

import pytest

from lending.domain.fund_errors import NotAllowed
from lending.models import Event
from lending.selectors.clock import database_now
from lending.services.write_comment import write_comment
from tests.factories import make_fund, make_member, make_person, manager_of
from tests.fixtures.kept import Kept
from tests.lending.services.loan_stories import breaches
from tests.lending.services.vote_stories import make_voting_fund, open_vote

pytestmark = pytest.mark.django_db


def test_the_committee_asks_and_the_borrower_answers_and_both_are_logged(kept: Kept) -> None:
    fund = kept(make_voting_fund)
    borrower = make_member(fund)
    consultation = open_vote(fund, member=borrower, lasts=timedelta(days=3))
    asker = consultation.seats.first().person
    for person, text in [(asker, "Quel client paie en mars ?"), (manager_of(borrower), "La commune.")]:
        write_comment(consultation=consultation, acting_person=person, text=text, now=database_now())
    assert [entry.payload["text"] for entry in consultation.log.filter(type="comment").order_by("height")] == [
        "Quel client paie en mars ?",
        "La commune.",
    ]
    assert list(Event.objects.filter(kind="write_comment").values_list("person", flat=True).order_by("pk")) == [
        asker.pk,
        manager_of(borrower).pk,
    ]
    assert breaches() == []


def test_others_write_nothing() -> None:
    consultation = open_vote(make_voting_fund(), lasts=timedelta(days=3))
    for person in (make_person(), manager_of(make_member(make_fund()))):
        with pytest.raises(NotAllowed):
            write_comment(consultation=consultation, acting_person=person, text="?", now=database_now())
