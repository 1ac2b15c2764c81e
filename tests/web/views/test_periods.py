"""Periods on pages: what a treasurer closes nobody enters any more, until it is opened again with a reason."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ledger.selectors.periods import periods
from ledger.services.periods import open_period
from lending.domain.fund_errors import BookingRefused
from lending.models import Office
from lending.services.bookkeeping.placements import book_placement
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    member = make.make_member(make.make_fund(), name="Atelier Noël")
    place(member, date(2026, 1, 15), key="first")
    return member


def place(member, on, *, key):
    return book_placement(membership=member, amount=make.eur(100), on=on, source="test", key=key)


def end_of_last_month() -> date:
    return timezone.localdate().replace(day=1) - timedelta(days=1)


def told(fund):
    return [
        (one.starts_on, one.ends_on, one.closed_at is not None, [(act.act, act.reason) for act in one.acts])
        for one in periods(book=fund.book)
    ]


def test_a_treasurer_closes_up_to_a_day_and_opens_it_again_with_a_reason(visitor, member):
    fund, treasurer = member.fund, visitor(make.treasurer_of(member.fund))
    assert "Aucune période n’est close" in treasurer.text(reverse("fund-periods"))
    form = treasurer.get(reverse("period-close")).context["form"]
    assert form.initial["ends_on"] == end_of_last_month()

    assert treasurer.act(reverse("period-close"), ends_on="2026-01-31", reason="").status_code == 302
    assert told(fund) == [(date(2026, 1, 15), date(2026, 1, 31), True, [("opened", ""), ("closed", "")])]
    with pytest.raises(BookingRefused, match="période close"):
        place(member, date(2026, 1, 31), key="late")
    place(member, date(2026, 2, 1), key="in time")
    page = treasurer.text(reverse("fund-periods"))
    for said in ("15/01/2026", "31/01/2026", "close", make.treasurer_of(fund).email, "Rouvrir 15/01/2026 – 31/01/2026"):
        assert said in page

    # What follows begins on the day after.
    assert treasurer.get(reverse("period-close")).context["span"].starts_on == date(2026, 2, 1)

    assert "obligatoire" in treasurer.act(reverse("period-reopen"), reason=" ").content.decode()
    assert treasurer.act(reverse("period-reopen"), reason="Facture oubliée").status_code == 302
    assert told(fund)[0][2:] == (False, [("opened", ""), ("closed", ""), ("reopened", "Facture oubliée")])
    place(member, date(2026, 1, 31), key="late, once more")
    assert "Facture oubliée" in treasurer.text(reverse("fund-periods"))

    # An open period is closed with the days it was opened with, whatever is sent.
    assert treasurer.act(reverse("period-close"), ends_on="2026-02-10", reason="Encore").status_code == 302
    assert told(fund)[0][:3] == (date(2026, 1, 15), date(2026, 1, 31), True)


@pytest.mark.parametrize("days", [0, 40])
def test_a_day_that_is_not_over_is_not_closed(visitor, member, days):
    treasurer = visitor(make.treasurer_of(member.fund))
    day = timezone.localdate() + timedelta(days=days)
    page = treasurer.act(reverse("period-close"), ends_on=day.isoformat(), reason="")
    assert "un jour qui n’est pas fini ne se clôture pas" in page.content.decode()
    assert treasurer.act(reverse("period-close"), ends_on="2026-01-14", reason="").status_code == 200
    assert told(member.fund) == []


def test_a_period_that_is_not_over_is_offered_when_it_is(visitor, member):
    today = timezone.localdate()
    open_period(book=member.fund.book, starts_on=date(2026, 1, 1), ends_on=today + timedelta(days=40), by="a test")
    treasurer = visitor(make.treasurer_of(member.fund))
    assert treasurer.get(reverse("period-close")).status_code == 404
    assert "Clôturer jusqu’au" not in treasurer.text(reverse("fund-periods"))


def test_an_auditor_reads_and_closes_nothing_and_a_member_sees_nothing(visitor, member):
    auditor = visitor(make.make_office(member.fund, Office.Kind.AUDITOR))
    assert "Clôturer" not in auditor.text(reverse("fund-periods"))
    assert auditor.act(reverse("period-close"), ends_on="2026-01-31", reason="").status_code == 404
    assert visitor(make.manager_of(member)).get(reverse("fund-periods")).status_code == 404
    assert told(member.fund) == []


def test_over_http_a_treasurer_closes_the_periods_of_the_fund_and_an_auditor_does_not(client, member):
    days = {"starts_on": "2026-01-01", "ends_on": "2026-01-31"}
    address = f"/api/v1/books/{member.fund.book}/periods"

    def sent(person, path):
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        headers = {"Idempotency-Key": f"{person.pk}{path}"}
        return client.post(address + path, days, content_type="application/json", headers=headers).status_code

    auditor = make.make_office(member.fund, Office.Kind.AUDITOR)
    assert [sent(auditor, ""), sent(auditor, "/closing")] == [403, 403]
    treasurer = make.treasurer_of(member.fund)
    assert [sent(treasurer, ""), sent(treasurer, "/closing")] == [200, 200]
    assert told(member.fund)[0][2]


@pytest.mark.parametrize(
    ("name", "place"), [("fund-periods", "Écritures"), ("fund", "Vue d’ensemble"), ("fund-entries", "Écritures")]
)
def test_the_navigation_says_under_which_place_a_page_lies(visitor, member, name, place):
    page = visitor(make.treasurer_of(member.fund)).text(reverse(name))
    assert re.findall(r'aria-current="page"[^>]*>\s*([^<]+?)\s*<', page)[:1] == [place]
