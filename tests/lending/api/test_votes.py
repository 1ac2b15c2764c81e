"""Votes over HTTP: in time or not at all, and nothing of their content before the close."""

from datetime import timedelta
from time import sleep

import pytest

from lending.models import Office
from lending.selectors.clock import database_now
from tests import factories as make
from tests import starts

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation(kept):
    return kept(starts.consultation, rule={})


def seats(consultation):
    return [seat.person for seat in consultation.seats.filter(recusal__isnull=True).order_by("person__name", "id")]


def test_a_vote_after_the_close_is_refused_with_the_closing_time_and_its_zone(caller):
    fund = make.make_fund(rule={})
    consultation = make.make_consultation(make.make_member(fund), lasts=timedelta(milliseconds=300))
    client = caller(seats(consultation)[0])
    sleep(0.4)
    answer = client.act(f"consultations/{consultation.pk}/ballots", {"choice": "for"})
    closed_at = consultation.closes_at.astimezone(make.zone(fund)).isoformat()
    assert answer.status_code == 409
    assert answer.json() == {
        "type": "http://testserver/api/problems/closed-consultation",
        "title": "The consultation is closed",
        "status": 409,
        "detail": answer.json()["detail"],
        "instance": f"/api/v1/consultations/{consultation.pk}/ballots",
        "code": "closed-consultation",
        "errors": [],
        "closed_at": closed_at,
        "time_zone": "Europe/Paris",
    }
    assert answer.json()["detail"].endswith("Paris time: nothing in it can change any more.")
    assert consultation.log.filter(type="ballot").count() == 0


def test_a_closed_vote_is_shown_closed_before_any_worker_has_counted_it(caller):
    fund = make.make_fund(rule={})
    consultation = make.make_consultation(make.make_member(fund), lasts=timedelta(milliseconds=200))
    sleep(0.3)
    shown = caller(make.treasurer_of(fund)).read(f"consultations/{consultation.pk}").json()
    assert (shown["is_closed"], shown["state"], shown["decision"]) == (True, "open", None)


def test_a_vote_is_changed_where_the_rule_allows_it_and_the_last_one_counts(caller, consultation):
    client = caller(seats(consultation)[0])
    for choice in ("for", "against"):
        assert client.act(f"consultations/{consultation.pk}/ballots", {"choice": choice}).status_code == 201
    assert client.read(f"consultations/{consultation.pk}").json()["turnout"] == {
        "eligible": 5,
        "voted": 1,
        "recused": 0,
    }


def test_a_vote_is_not_changed_where_the_rule_says_no(caller, kept):
    consultation = kept(starts.consultation)
    client = caller(seats(consultation)[0])
    client.act(f"consultations/{consultation.pk}/ballots", {"choice": "for"})
    answer = client.act(f"consultations/{consultation.pk}/ballots", {"choice": "against"})
    assert (answer.status_code, answer.json()["code"]) == (409, "already-voted")


def test_who_has_no_seat_does_not_vote(caller, consultation):
    client = caller(make.treasurer_of(consultation.fund))
    answer = client.act(f"consultations/{consultation.pk}/ballots", {"choice": "for"})
    assert (answer.status_code, answer.json()["code"]) == (403, "no-seat")


def test_the_borrowers_seat_is_recused_and_does_not_vote(caller):
    fund = make.make_fund(rule={})
    borrower = make.make_member(fund)
    committee = make.make_committee(fund, members=[borrower])
    consultation = make.make_consultation(borrower)
    client = caller(committee[0])
    shown = client.read(f"consultations/{consultation.pk}").json()
    mine = next(seat for seat in shown["seats"] if seat["is_mine"])
    assert (mine["recusal"]["kind"], mine["recusal"]["reason"]) == ("automatic", "cooperative of the borrower")
    answer = client.act(f"consultations/{consultation.pk}/ballots", {"choice": "for"})
    assert (answer.status_code, answer.json()["code"]) == (403, "seat-recused")


def test_a_seat_steps_back_and_says_why(caller, consultation):
    client = caller(seats(consultation)[0])
    answer = client.act(f"consultations/{consultation.pk}/recusals", {"reason": "client de l'emprunteur"})
    assert (answer.status_code, answer.json()["kind"]) == (201, "declared")
    assert client.read(f"consultations/{consultation.pk}").json()["turnout"]["eligible"] == 4


@pytest.mark.parametrize("choice", ["yes", "", None, "FOR", 1])
def test_a_choice_that_is_none_is_refused_with_the_choices(caller, consultation, choice):
    answer = caller(seats(consultation)[0]).act(f"consultations/{consultation.pk}/ballots", {"choice": choice})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "choice")


def test_looking_at_a_ballots_address_never_votes(caller, consultation):
    client = caller(seats(consultation)[0])
    assert client.read(f"consultations/{consultation.pk}/ballots", choice="for").status_code == 405
    assert consultation.log.filter(type="ballot").count() == 0


def test_before_the_close_nothing_differs_by_what_ballots_say(caller):
    """Two votes alike in everything but their ballots: every answer to every hat is the same."""
    answers = []
    for choices in (("for", "for", "abstain"), ("against", "against", "against")):
        fund = make.make_fund(rule={})
        borrower = make.make_member(fund)
        consultation = make.make_consultation(borrower)
        people = seats(consultation)
        for person, choice in zip(people, choices, strict=False):
            reason = "" if choice == "for" else "trop cher"
            answer = caller(person).act(
                f"consultations/{consultation.pk}/ballots", {"choice": choice, "reason": reason}
            )
            assert answer.status_code == 201
        auditor = make.make_office(fund, Office.Kind.AUDITOR)
        hats = [*people, make.treasurer_of(fund), auditor, make.manager_of(borrower)]
        answers.append([_seen(caller(person), consultation) for person in hats])
    assert answers[0] == answers[1]


def _seen(client, consultation):
    """Every address that knows of votes, with what is different by nature (ids, hashes, instants) taken out."""
    addresses = [
        f"consultations/{consultation.pk}", f"consultations/{consultation.pk}/file", "consultations", "events",
        f"consultations/{consultation.pk}/comments", f"consultations/{consultation.pk}/minutes.json",
        f"loan-requests/{consultation.request_version.request_id}",
    ]  # fmt: skip
    return [_shape(client.read(address).json()) for address in addresses]


def _shape(value):
    """Structure, numbers and flags; texts by nothing but whether they are there."""
    if isinstance(value, dict):
        return {name: _shape(part) for name, part in value.items() if name != "instance"}
    if isinstance(value, list):
        return [_shape(part) for part in value]
    return bool(value) if isinstance(value, str) else value


def test_who_took_part_is_in_the_trail_once_the_vote_is_decided_and_not_before(caller, kept):
    consultation = kept(starts.consultation)
    client = caller(make.treasurer_of(consultation.fund))

    def kinds():
        return [row["kind"] for row in client.read("events", subject=consultation.pk, page_size=200).json()["results"]]

    make.vote(consultation)
    assert "cast_ballot" not in kinds()
    assert client.act(f"consultations/{consultation.pk}/close").json()["outcome"] == "adopted"
    assert kinds().count("cast_ballot") == 5


def test_a_vote_that_a_missing_ballot_could_turn_is_not_closed_early(caller, consultation):
    client = caller(make.treasurer_of(consultation.fund))
    answer = client.act(f"consultations/{consultation.pk}/close")
    assert (answer.status_code, answer.json()["code"]) == (409, "not-closed-yet")
    assert "closes_at" in answer.json()


def test_a_committee_member_who_is_not_the_chair_does_not_close(caller, consultation):
    member = make.committee_of(consultation.fund)[-1]
    answer = caller(member).act(f"consultations/{consultation.pk}/close")
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")


def test_a_vote_cannot_close_before_it_opens(caller, kept):
    request = kept(starts.submitted_request)
    make.make_committee(request.fund)
    client = caller(make.treasurer_of(request.fund))
    past = (database_now() - timedelta(hours=1)).isoformat()
    answer = client.act(f"loan-requests/{request.pk}/consultations", {"closes_at": past})
    assert (answer.status_code, answer.json()["code"]) == (409, "duration-outside-rule")
    assert answer.json()["latest"].endswith(("+01:00", "+02:00"))


@pytest.mark.parametrize("closes_at", ["", None, "soon", "2026-02-30T10:00:00Z", "0001-01-01T00:00:00+14:00", 7])
def test_a_closing_time_that_is_none_is_refused(caller, kept, closes_at):
    request = kept(starts.submitted_request)
    client = caller(make.treasurer_of(request.fund))
    answer = client.act(f"loan-requests/{request.pk}/consultations", {"closes_at": closes_at})
    assert answer.status_code in (400, 409)
    assert answer["Content-Type"] == "application/problem+json"


def test_a_receipt_stands_until_the_log_is_touched(caller, consultation):
    client = caller(seats(consultation)[0])
    receipt = client.act(f"consultations/{consultation.pk}/ballots", {"choice": "for"}).json()
    asked = {"consultation": consultation.pk, "height": receipt["height"], "sha256": receipt["sha256"]}
    check = client.read("verify", **asked).json()
    assert (check["stands"], check["is_there"], check["broken_at"], check["head"]) == (
        True,
        True,
        None,
        receipt["sha256"],
    )
    other = client.read("verify", **{**asked, "sha256": "0" * 64}).json()
    assert (other["stands"], other["is_there"], other["at"]) == (False, False, None)


def test_questions_and_answers_are_kept_on_the_file(caller, consultation):
    client = caller(make.treasurer_of(consultation.fund))
    assert client.act(f"consultations/{consultation.pk}/comments", {"text": "Pourquoi en mars ?"}).status_code == 201
    rows = client.read(f"consultations/{consultation.pk}/comments").json()["results"]
    assert [row["text"] for row in rows] == ["Pourquoi en mars ?"]


def test_the_file_tells_what_is_asked_and_what_it_does_to_the_fund(caller, consultation):
    found = caller(seats(consultation)[0]).read(f"consultations/{consultation.pk}/file").json()
    assert found["asked"]["amount"] == "10000.00"
    assert found["simulation"]["totals"] == {
        "principal": "10000.00", "interest": "50.04", "fees": "0.00", "total": "10050.04"
    }  # fmt: skip
    assert {verdict["rule"]: verdict["passed"] for verdict in found["verdicts"]}["borrower_ceiling"] is True
    assert (found["earlier_loans"], found["time_zone"]) == ([], "Europe/Paris")
