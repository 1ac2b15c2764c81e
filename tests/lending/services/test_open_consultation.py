"""Opening a vote: seats as they are, the interested recused, the others invited."""

from datetime import timedelta

import pytest

from lending.domain.committee_errors import DurationOutsideRule, RuleDoesNotFitSeats
from lending.domain.fund_errors import NotAllowed, RulesNotMet
from lending.domain.state_errors import MoveNotAllowed
from lending.models import Consultation, EligibilityCheck, Event, Fund, OutboxMessage, Placement
from lending.selectors.clock import database_now
from lending.services.open_consultation import open_consultation
from lending.services.withdraw_placement import give_notice, pay_withdrawal
from members.models import Role
from tests.factories import (
    eur,
    make_committee,
    make_draft,
    make_fund,
    make_member,
    make_office,
    make_person,
    make_submitted_request,
    treasurer_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund() -> Fund:
    return make_fund(rule={"minimum_duration_hours": 24, "maximum_duration_hours": 240, "min_for": 2})


def open_for(request, *, hours: int = 72, **changes) -> Consultation:
    now = database_now()
    known = {"closes_at": now + timedelta(hours=hours), "acting_person": treasurer_of(request.fund), "now": now}
    return open_consultation(request=request, **{**known, **changes})


def recused_in(consultation: Consultation) -> dict[str, str]:
    return dict(consultation.seats.filter(recusal__isnull=False).values_list("person__name", "recusal__reason"))


def test_each_member_of_the_committee_has_a_seat_and_a_mail_and_the_request_goes_through_review(fund: Fund) -> None:
    make_committee(fund, 5)
    request = make_submitted_request(make_member(fund))
    consultation = open_for(request)
    assert consultation.seats.count() == 5
    assert consultation.seats.filter(is_chair=True).count() == 1
    assert consultation.request_sha256 == request.current.sha256
    assert OutboxMessage.objects.filter(template="consultation_opened").count() == 5
    states = [
        (event.before["state"], event.after["state"])
        for event in Event.objects.filter(kind__in=["review_request", "open_consultation"]).order_by("pk")
    ]
    assert states == [("submitted", "under_review"), ("under_review", "in_vote")]
    assert set(EligibilityCheck.objects.filter(stage="opening").values_list("passed", flat=True)) == {True}


def test_a_later_change_of_the_committee_changes_nothing_here(fund: Fund) -> None:
    make_committee(fund, 5)
    consultation = open_for(make_submitted_request(make_member(fund)))
    make_office(fund, "committee", cooperative=make_member(fund).cooperative)
    assert consultation.seats.count() == 5


def test_borrower_and_links_are_recused_and_not_invited(fund: Fund) -> None:
    borrower, linked = make_member(fund), make_member(fund)
    people = make_committee(fund, 5, members=[borrower, linked])
    request = make_submitted_request(borrower, links=[str(linked.cooperative_id)])
    consultation = open_for(request)
    assert recused_in(consultation) == {
        people[0].name: "cooperative of the borrower",
        people[1].name: "cooperative linked to the borrower",
    }
    assert OutboxMessage.objects.filter(template="consultation_opened").count() == 3


def test_who_works_for_the_borrower_is_recused_whichever_seat_they_hold(fund: Fund) -> None:
    borrower = make_member(fund)
    people = make_committee(fund, 5)
    Role.objects.create(person=people[3], cooperative=borrower.cooperative, kind=Role.Kind.TREASURER)
    assert recused_in(open_for(make_submitted_request(borrower))) == {people[3].name: "cooperative of the borrower"}


def test_a_vote_that_could_adopt_nothing_is_not_opened(fund: Fund) -> None:
    borrower = make_member(fund)
    make_committee(fund, 2, members=[borrower])
    with pytest.raises(RuleDoesNotFitSeats) as refusal:
        open_for(make_submitted_request(borrower))
    assert refusal.value.values == {"needed": 2, "eligible": 1}
    assert not Consultation.objects.exists()
    assert not OutboxMessage.objects.filter(template="consultation_opened").exists()


@pytest.mark.parametrize("hours", [-1, 0, 23, 241])
def test_a_vote_is_neither_too_short_nor_too_long(fund: Fund, hours: int) -> None:
    make_committee(fund, 5)
    with pytest.raises(DurationOutsideRule):
        open_for(make_submitted_request(make_member(fund)), hours=hours)


def test_ceilings_are_asked_again_by_the_figures_of_now(fund: Fund) -> None:
    make_committee(fund, 5)
    make_member(fund, placed=eur(12_000))
    request = make_submitted_request(make_member(fund))
    now, treasurer = database_now(), treasurer_of(fund)
    notice = give_notice(
        placement=Placement.objects.get(), amount=eur(5_000), requested_on=now.date(), acting_person=treasurer, now=now
    )
    pay_withdrawal(withdrawal=notice, paid_on=now.date(), acting_person=treasurer, now=now)
    with pytest.raises(RulesNotMet) as refusal:
        open_for(request)
    assert refusal.value.values["possible"] == eur(7_000)


def test_only_a_treasurer_or_the_chair_opens_a_vote_and_only_on_what_was_submitted(fund: Fund) -> None:
    people = make_committee(fund, 5)
    request = make_submitted_request(make_member(fund))
    for person in (make_person(), people[1]):
        with pytest.raises(NotAllowed):
            open_for(request, acting_person=person)
    with pytest.raises(MoveNotAllowed):
        open_for(make_draft(make_member(fund)))
    assert open_for(request, acting_person=people[0]).opened_by == people[0]
