"""Every page that a link leads to is there, in both languages, without anything inline, under each hat."""

import re
from collections.abc import Iterator

import pytest

from lending.models import Office
from tests import factories as make

pytestmark = pytest.mark.django_db

LINK = re.compile(r'href="(/[^"#]*)"')
IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
INLINE = re.compile(r"\sstyle=|<style|\son[a-z]+=|javascript:", re.IGNORECASE)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>")
OPAQUE = ("/static/", "/api/")
ENOUGH_OF_A_KIND = 2


@pytest.fixture
def people(kept):
    return kept(make_people)


def make_people():
    """One of each persona, in a fund where everything has happened once."""
    fund = make.make_fund()
    make.make_member(fund, placed=make.eur(400_000))
    borrower = make.make_member(fund, placed=make.eur(5_000))
    make.make_committee(fund)
    make.make_active_loan(borrower)
    make.make_agreed_loan(borrower)
    make.make_approved_request(borrower)
    make.decide(make.make_consultation(borrower), against=5)
    consultation = make.make_consultation(borrower)
    make.make_submitted_request(borrower)
    make.make_draft(borrower)
    return {
        "cooperative": make.manager_of(borrower),
        "committee": consultation.seats.filter(recusal__isnull=True)[0].person,
        "fund": make.treasurer_of(fund),
        "auditor": make.make_office(fund, Office.Kind.AUDITOR),
    }


def walk(visitor) -> Iterator[tuple[str, str]]:
    """Address and HTML of every page that links lead to from the first one; two of each kind."""
    waiting, seen, kinds = ["/"], set(), {}
    while waiting:
        address = waiting.pop()
        kind = IDENTIFIER.sub("…", address.partition("?")[0])
        if address in seen or address.startswith(OPAQUE) or kinds.get(kind, 0) >= ENOUGH_OF_A_KIND:
            continue
        seen.add(address)
        kinds[kind] = kinds.get(kind, 0) + 1
        answer = visitor.get(address, follow=True)
        assert answer.status_code == 200, address
        if answer["Content-Type"].startswith("text/html"):
            page = answer.content.decode()
            waiting += [link.replace("&amp;", "&") for link in LINK.findall(page)]
            yield address, page


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_that_a_link_leads_to_renders(visitor, people, language):
    for persona, person in people.items():
        pages = dict(walk(visitor(person, language)))
        assert len(pages) >= 8, persona
        for address, page in pages.items():
            assert f'<html lang="{language}"' in page, address
            assert page.count("<h1") == 1, address
            assert not INLINE.search(page), (address, INLINE.search(page))
            assert not INLINE_SCRIPT.search(page), address
            assert page.count('aria-current="page"') <= 1, address


def test_navigation_has_seven_places_at_most_and_says_where_one_is(visitor, people):
    for person in people.values():
        places = visitor(person).get("/", follow=True).context["places"]
        assert 0 < len(places) <= 7
        assert [place.is_current for place in places].count(True) == 1
