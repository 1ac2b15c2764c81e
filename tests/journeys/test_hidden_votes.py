"""Two funds alike but for what their ballots say: until the close, nobody's program can tell one from the other."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

from lending.models import Consultation, Fund, LoanRequest, OutboxMessage, Placement
from lending.selectors.clock import database_now
from tests.fixtures.kept import Kept
from tests.journeys.people import Program, auditor, declare_what_law_asks, manager, member, open_fund, seat, treasurer
from workers.mail import write

pytestmark = pytest.mark.long
SEATS = (1, 2, 4, 5)
# The outcome, the counts and every single seat's choice are different.
BALLOTS = {"une": ("for", "for", "for", "abstain"), "autre": ("against", "abstain", "against", "against")}
# What differs from one fund to the next whatever is voted: ids, instants, marks of a salted log, the fund's short name.
IDENTIFIER = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)")
MARK = re.compile(r"\b[0-9a-f]{64}\b")
SHORT_NAME = re.compile(r"\b(?:une|autre)\b")
# Nothing has been lent yet: what is asked of a loan is asked of none.
NOWHERE = "01a00000-0000-7000-8000-000000000000"


@pytest.fixture
def votes(kept: Kept, custody: str) -> dict[str, Consultation]:
    """The same nine cooperatives, the same people and the same request in both funds; everybody has voted."""
    return kept(make_votes, custody)


def test_until_the_close_no_answer_differs_by_what_the_ballots_say(votes: dict[str, Consultation]) -> None:
    assert seen_by_everybody(votes["une"]) == seen_by_everybody(votes["autre"])
    assert mails_of(votes["une"].fund) == mails_of(votes["autre"].fund)


def test_after_the_close_the_same_comparison_finds_the_difference(votes: dict[str, Consultation]) -> None:
    for vote in votes.values():
        treasurer(1).done(f"consultations/{vote.pk}/close")
    one, other = (seen_by_everybody(vote) for vote in votes.values())
    differing = {address for who, address in one if one[who, address] != other[who, address]}
    assert differing >= {
        "/api/v1/consultations",
        "/api/v1/consultations/{id}",
        "/api/v1/consultations/{id}/minutes.json",
        "/api/v1/loan-requests/{id}",
    }
    assert mails_of(votes["une"].fund) != mails_of(votes["autre"].fund)


def make_votes(custody: str) -> dict[str, Consultation]:
    return {slug: vote_in(slug, custody) for slug in BALLOTS}


def vote_in(slug: str, custody: str) -> Consultation:
    fund = open_fund(slug, custody=custody, early_close=True, may_change_vote=False)
    placed = {"membership": str(member(fund, 9).pk), "amount": "100000", "placed_on": "2026-01-05"}
    treasurer(1).done("placements", placed)
    declare_what_law_asks(fund, borrower=3, lenders=(9,), on=date(2026, 2, 1))
    product = fund.products.get(code="tresorerie-courte")
    asked = {
        "membership": str(member(fund, 3).pk), "product": str(product.pk), "amount": "15000", "instalments": 6,
        "start_on": "2026-02-01", "purpose": "Payer la TVA",
    }  # fmt: skip
    request = manager(3).done("loan-requests", asked)["id"]
    manager(3).done(f"loan-requests/{request}/submit")
    closes_at = (database_now() + timedelta(days=1)).isoformat()
    vote = treasurer(1).done(f"loan-requests/{request}/consultations", {"closes_at": closes_at})["id"]
    for number, choice in zip(SEATS, BALLOTS[slug], strict=True):
        ballot = {"choice": choice, "reason": f"Ma raison est {choice}"}
        seat(number).done(f"consultations/{vote}/ballots", ballot)
    return Consultation.objects.select_related("fund", "request_version").get(pk=vote)


def seen_by_everybody(vote: Consultation) -> dict[tuple[str, str], Any]:
    """Status and body of every address that can be read, for one of each persona."""
    personas = {
        "voter": seat(1), "recused": seat(3), "borrower": manager(3), "member": manager(7), "treasurer": treasurer(1),
        "auditor": auditor(),
    }  # fmt: skip
    places = list(addresses(vote))
    return {(who, address): answer_of(program, place) for who, program in personas.items() for address, place in places}


def addresses(vote: Consultation) -> Iterator[tuple[str, str]]:
    """Every GET of the interface as its description lists it, with the ids of this vote's fund filled in."""
    fund = vote.fund
    ids = {
        "funds": fund.pk, "products": fund.products.all()[0].pk, "consultations": vote.pk,
        "cooperatives": member(fund, 3).cooperative_id, "memberships": member(fund, 3).pk,
        "loan-requests": LoanRequest.objects.get(fund=fund).pk, "placements": Placement.objects.get(fund=fund).pk,
    }  # fmt: skip
    entry = vote.log.filter(type="ballot").order_by("height")[0]
    receipt = f"?consultation={vote.pk}&height={entry.height}&sha256={entry.sha256}"
    for path, operations in described_paths().items():
        if "get" not in operations:
            continue
        names = {parameter["name"] for parameter in operations["get"].get("parameters", ())}
        kind = path.split("/")[3]
        filled = path.format(
            id=ids.get(kind, NOWHERE), book=fund.book, code="512", entry_id=NOWHERE, file_type="json", number=1
        )  # fmt: skip
        query = receipt if path.endswith("/verify") else f"?fund={fund.pk}" if "fund" in names else ""
        # What a file says as JSON it says as CSV and as PDF: one set of figures is behind all three.
        yield path.replace("{file_type}", "json"), filled + query


@cache
def described_paths() -> dict[str, Any]:
    """The interface as it describes itself: the same whatever is voted, and seconds in the making."""
    return dict(SchemaGenerator().get_schema(request=None, public=True)["paths"])


def answer_of(program: Program, place: str) -> tuple[int, Any]:
    answer = program.get(place)
    text = alike(answer.getvalue().decode())
    # What is streamed is lines, each by itself.
    is_one = answer.get("Content-Type", "").endswith("json") and "ndjson" not in answer["Content-Type"]
    return answer.status_code, json.loads(text) if is_one else text.splitlines()


def alike(text: str) -> str:
    """The text without what differs whatever is voted."""
    for pattern, word in ((IDENTIFIER, "ID"), (INSTANT, "INSTANT"), (MARK, "MARK"), (SHORT_NAME, "FUND")):
        text = pattern.sub(word, text)
    return text


def mails_of(fund: Fund) -> list[tuple[str, str]]:
    """Every mail asked for, as its reader gets it."""
    messages = OutboxMessage.objects.filter(fund=fund).select_related("recipient", "fund").order_by("pk")
    return [(message.recipient.email, alike("\n".join(write(message)))) for message in messages]
