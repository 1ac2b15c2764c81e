"""Changing a request until it is decided: the vote on what it asked before is void."""

from typing import Any

import pytest
from django.urls import reverse

from lending.domain.committee_errors import ClosedConsultation
from lending.domain.fund_errors import RulesNotMet, WrongState
from lending.models import Ballot, Consultation, Event, LoanRequest, OutboxMessage
from lending.selectors.clock import database_now
from lending.selectors.consultations import ballots_to_count
from lending.services.amend_request import amend_request
from lending.services.cast_ballot import cast_ballot
from lending.services.close_consultation import close_consultation
from lending.services.draft_request import add_version
from lending.services.open_consultation import open_consultation
from tests import starts
from tests.factories import (
    decide,
    eur,
    make_consultation,
    make_fund,
    make_member,
    make_submitted_request,
    manager_of,
    treasurer_of,
    vote,
)
from tests.fixtures.kept import Kept
from tests.lending.services.vote_stories import make_voting_fund, open_vote, wait_for_close

pytestmark = pytest.mark.django_db


def amended(request: LoanRequest, **changes: Any) -> LoanRequest:
    version = request.current
    asked = {name: getattr(version, name) for name in ("product", "amount", "instalments", "start_on", "purpose")}
    person = manager_of(request.membership)
    return amend_request(request=request, acting_person=person, now=database_now(), **{**asked, **changes})


def request_of(consultation: Consultation) -> LoanRequest:
    return consultation.request_version.request


def test_amending_a_request_in_vote_voids_the_vote_with_its_ballots(kept: Kept) -> None:
    consultation = kept(starts.consultation)
    vote(consultation)
    asked = amended(request_of(consultation), amount=eur(8_000))
    consultation.refresh_from_db()
    assert (asked.state, consultation.state) == ("under_review", "voided")
    assert consultation.log.order_by("-height")[0].type == "voided"
    assert OutboxMessage.objects.filter(template="vote_voided").count() == 5
    kinds = ["amend_request", "void_vote"]
    assert list(Event.objects.filter(kind__in=kinds).order_by("pk").values_list("kind", flat=True)) == kinds
    with pytest.raises(WrongState):
        close_consultation(consultation=consultation, now=database_now())


def test_what_was_cast_on_the_version_before_is_not_counted_on_the_next(kept: Kept) -> None:
    before = kept(starts.consultation)
    fund = before.fund
    vote(before)
    asked = amended(request_of(before), amount=eur(8_000))
    now = database_now()
    after = open_consultation(request=asked, closes_at=before.closes_at, acting_person=treasurer_of(fund), now=now)
    assert after.request_sha256 != before.request_sha256
    assert ballots_to_count(after) == []
    assert Ballot.objects.filter(seat__consultation=before).count() == 5
    assert decide(after).state == "approved"


def test_nobody_votes_on_what_is_not_asked_any_more(kept: Kept) -> None:
    consultation = kept(starts.consultation)
    amended(request_of(consultation), instalments=4)
    with pytest.raises(WrongState):
        cast_ballot(consultation=consultation, acting_person=consultation.seats.all()[0].person, choice="for")


def test_without_the_void_a_ballot_on_the_old_terms_would_still_be_cast(kept: Kept) -> None:
    """Positive control: a further version alone leaves the vote open on the one before."""
    consultation = kept(starts.consultation)
    request = request_of(consultation)
    version = request.current
    add_version(
        request, product=version.product, amount=eur(8_000), instalments=3, start_on=version.start_on,
        purpose=version.purpose, links=(), acting_person=manager_of(request.membership), now=database_now(),
    )  # fmt: skip
    assert decide(consultation).state == "approved"
    assert consultation.request_sha256 != request.current.sha256


def test_a_vote_whose_time_is_over_is_not_voided_by_an_amendment() -> None:
    consultation = open_vote(make_voting_fund())
    vote(consultation, against=5)
    wait_for_close(consultation)
    with pytest.raises(ClosedConsultation):
        amended(request_of(consultation), amount=eur(8_000))
    assert close_consultation(consultation=consultation, now=database_now()).outcome == "rejected"


def test_what_was_handed_in_stays_within_the_ceilings_and_what_is_decided_stays_as_it_is() -> None:
    fund = make_fund(max_per_borrower=eur(20_000))
    request = make_submitted_request(make_member(fund))
    assert amended(request, amount=eur(12_000)).state == "submitted"
    with pytest.raises(RulesNotMet):
        amended(request, amount=eur(25_000))
    consultation = make_consultation(make_member(fund))
    decide(consultation)
    with pytest.raises(WrongState):
        amended(request_of(consultation), amount=eur(8_000))


def test_the_page_says_that_a_change_voids_the_vote_and_then_that_it_did(client: Any, kept: Kept) -> None:
    consultation = kept(starts.consultation)
    request = request_of(consultation)
    manager, seat = manager_of(request.membership), consultation.seats.filter(recusal__isnull=True)[0].person
    client.force_login(manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    form = client.get(reverse("request-amend", args=[request.pk]), headers={"accept-language": "fr"})
    assert "le vote est annulé avec tous les bulletins" in form.content.decode()
    version = request.current
    sent = {
        "key": "once", "product": str(version.product_id), "amount": "8 000,00", "instalments": 3,
        "start_on": version.start_on.isoformat(), "purpose": version.purpose,
    }  # fmt: skip
    assert client.post(reverse("request-amend", args=[request.pk]), sent).status_code == 302
    assert request.versions.count() == 2
    client.force_login(seat, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("consultation", args=[consultation.pk]), headers={"accept-language": "fr"})
    assert "Ce vote est annulé" in page.content.decode()
