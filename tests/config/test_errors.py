"""Every error has a line in the one table, and is answered as a problem in the reader's language."""

import importlib
import pkgutil
from datetime import UTC, date, datetime

import pytest
from django.http import Http404
from django.utils import translation
from djmoney.money import Money
from rest_framework import exceptions
from rest_framework.test import APIRequestFactory

import ledger
import lending
import members
from config.engines.places import ROOT
from config.error_catalogue import as_markdown, kinds
from config.errors import OURS, STATUS
from config.framework_errors import FRAMEWORK
from config.problem_response import problem_response
from lending.domain.committee_errors import ClosedConsultation, InvalidVotingRule
from lending.domain.fund_errors import KeyInUse, MoreThanPlaced, NotAllowed, NoticeNotOver, WrongState
from lending.domain.sentences import Sentence
from lending.models import LoanRequest
from web.sentences import sentence_of

CLOSED_AT = datetime(2026, 2, 3, 17, 0, tzinfo=UTC)


def every_error() -> list[type[Exception]]:
    """All error classes of the three packages, whichever module they are in."""
    for package in (ledger, lending, members):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    found: list[type[Exception]] = []
    waiting = list(OURS)
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting += kind.__subclasses__()
    return sorted(found, key=lambda kind: (kind.__module__, kind.__qualname__))


def answer(error: Exception):
    """What the interface answers when a view raises this."""
    return problem_response(error, {"request": APIRequestFactory().get("/api/v1/loans/7"), "view": None})


def test_every_error_has_a_line_in_the_table():
    assert [kind.__qualname__ for kind in every_error() if kind not in STATUS and kind.__module__ != __name__] == []


def test_every_error_has_a_stable_code_that_reads_as_an_address():
    for kind in every_error():
        assert kind.code.replace("-", "").isalnum(), kind
        assert kind.code == kind.code.lower(), kind


def test_two_kinds_with_one_code_have_one_status():
    statuses: dict[str, set[int]] = {}
    for kind, status in STATUS.items():
        statuses.setdefault(kind.code, set()).add(int(status))
    assert {code: found for code, found in statuses.items() if len(found) > 1} == {}


def test_codes_of_the_framework_are_none_of_ours():
    ours = {kind.code for kind in STATUS}
    assert ours.isdisjoint(code for _, code, _, _ in FRAMEWORK.values())


def test_the_page_of_errors_is_up_to_date():
    written = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    assert written == as_markdown(), "run `python manage.py describe_errors`"


def test_the_page_of_errors_is_an_aligned_table():
    table = [line for line in as_markdown().splitlines() if line.startswith("|")]
    assert len({len(line) for line in table}) == 1
    assert len(table) == len(kinds()) + 2


def test_every_title_and_sentence_is_said_in_french():
    english = []
    with translation.override("fr"):
        for kind in kinds():
            texts = [
                text for text in (kind.title, kind.sentence) if text.replace("%(reason)s", "").strip("%()ds etail")
            ]
            english += [text for text in texts if translation.gettext(text) == text]
    assert english == []


def test_a_closed_consultation_is_a_conflict_that_says_when_and_in_which_zone():
    with translation.override("en"):
        response = answer(ClosedConsultation(closed_at=CLOSED_AT))
    assert response.status_code == 409
    assert response.content_type == "application/problem+json"
    assert response.data == {
        "type": "http://testserver/api/problems/closed-consultation",
        "title": "The consultation is closed",
        "status": 409,
        "detail": "The consultation closed at 3 February 2026 at 18:00, Paris time: nothing in it can change any more.",
        "instance": "/api/v1/loans/7",
        "code": "closed-consultation",
        "errors": [],
        "closed_at": "2026-02-03T18:00:00+01:00",
        "time_zone": "Europe/Paris",
    }


def test_a_floor_tells_amounts_as_members_with_their_currency():
    data = answer(MoreThanPlaced(asked=Money("1500.00", "EUR"), available=Money("1365.20", "EUR"))).data
    assert data["status"] == 409
    assert data["asked"] == {"amount": "1500.00", "currency": "EUR"}
    assert data["available"] == {"amount": "1365.20", "currency": "EUR"}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "€1,500.00 were asked; €1,365.20 of this placement remain: lower the amount."),
        ("fr", "1\u202f500,00\u00a0€"),
    ],
)
def test_a_sentence_writes_amounts_as_its_reader_does(language, sentence):
    with translation.override(language):
        told = sentence_of(MoreThanPlaced(asked=Money("1500.00", "EUR"), available=Money("1365.20", "EUR")))
    assert sentence in told


def test_a_sentence_writes_dates_as_its_reader_does():
    with translation.override("fr"):
        told = sentence_of(NoticeNotOver(requested_on=date(2026, 2, 1), payable_on=date(2026, 3, 3)))
    assert "1er février 2026" in told
    assert "3 mars 2026" in told


def test_a_state_is_told_by_its_name_and_not_by_its_code():
    error = WrongState(subject="D2026-001", state="under_review", needed=LoanRequest.State.IN_VOTE)
    with translation.override("en"):
        assert sentence_of(error) == "D2026-001 is under review; this can be done when it is in vote."


def test_every_wrong_field_of_a_rule_is_named_at_once():
    error = InvalidVotingRule(
        fields={
            "min_for": Sentence("Give a whole number, %(minimum)s or more.", {"minimum": 0}),
            "tie": Sentence("Choose one of: %(choices)s.", {"choices": "reject, chair"}),
        }
    )
    with translation.override("en"):
        data = answer(error).data
    assert data["status"] == 400
    assert data["errors"] == [
        {"field": "min_for", "code": "invalid-voting-rule", "detail": "Give a whole number, 0 or more."},
        {"field": "tie", "code": "invalid-voting-rule", "detail": "Choose one of: reject, chair."},
    ]


def test_wrong_fields_are_named_by_their_path():
    error = exceptions.ValidationError(
        {"amount": ["Too much."], "drawdowns": [{}, {"on": ["No such day."]}], "non_field_errors": ["Not together."]}
    )
    with translation.override("en"):
        data = answer(error).data
    assert data["errors"] == [
        {"field": "amount", "code": "invalid", "detail": "Too much."},
        {"field": "drawdowns[1].on", "code": "invalid", "detail": "No such day."},
        {"field": "", "code": "invalid", "detail": "Not together."},
    ]
    assert data["detail"] == "Correct these and send it again: amount, drawdowns[1].on, Not together.."


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NotAllowed(needed="treasurer of the fund"), 403, "not-allowed"),
        (Http404(), 404, "not-found"),
        (exceptions.NotAuthenticated(), 401, "not-signed-in"),
        (exceptions.Throttled(wait=3), 429, "throttled"),
        (exceptions.MethodNotAllowed("PUT"), 405, "method-not-allowed"),
        (exceptions.UnsupportedMediaType("text/plain"), 415, "unsupported-media-type"),
    ],
)
def test_who_may_not_and_what_is_not_there_have_their_own_answers(error, status, code):
    response = answer(error)
    assert (response.status_code, response.data["status"], response.data["code"]) == (status, status, code)


@pytest.mark.parametrize("error", [KeyInUse(key="k-1"), exceptions.Throttled(wait=3)])
def test_what_may_be_asked_again_says_when(error):
    assert int(answer(error)["Retry-After"]) > 0


def test_what_nobody_foresaw_is_not_dressed_up_as_a_problem():
    assert answer(ZeroDivisionError()) is None


def test_a_value_never_hides_a_member_of_the_standard():
    class Odd(NotAllowed):
        code = "odd"
        sentence = "%(status)s"

    assert answer(Odd(status="made up")).data["status"] == 403


def test_an_address_under_api_that_leads_nowhere_is_answered_as_a_problem(client):
    response = client.get("/api/v1/nothing-here")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "not-found"


def test_the_type_of_a_problem_is_an_address_that_says_what_it_means(client):
    response = client.get("/api/problems/closed-consultation", headers={"accept-language": "en"})
    assert response.json() == {
        "type": "http://testserver/api/problems/closed-consultation",
        "code": "closed-consultation",
        "status": 409,
        "title": "The consultation is closed",
        "sentence": "The consultation closed at %(closed_at)s: nothing in it can change any more.",
    }
    assert client.get("/api/problems/made-up").status_code == 404
