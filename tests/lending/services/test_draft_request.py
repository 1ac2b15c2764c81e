"""Writing a request and changing it while it is a draft."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from djmoney.money import Money

from lending.domain.amount_errors import TooManyDecimals, WrongCurrency
from lending.domain.fund_errors import NotAllowed, NotOffered, UnknownLink, WrongAmount
from lending.domain.wrong_terms import WrongTerms
from lending.models import Event, LoanRequest, RequestVersion
from lending.selectors.clock import database_now
from lending.selectors.visible import requests_visible_to
from lending.services.amend_request import amend_request
from lending.services.draft_request import draft_request, hash_of
from lending.services.submit_request import withdraw_request
from tests.factories import (
    eur,
    make_draft,
    make_fund,
    make_member,
    make_person,
    make_product,
    manager_of,
    treasurer_of,
)
from tests.lending.services.loan_stories import at_noon

pytestmark = pytest.mark.django_db


def asked(member: Any, **changes: Any) -> dict[str, Any]:
    known = {
        "product": make_product(member.fund) if "product" not in changes else None,
        "amount": eur(10_000),
        "instalments": 3,
        "start_on": date(2026, 1, 15),
        "purpose": "Payer la TVA",
        "acting_person": manager_of(member),
        "now": database_now(),
    }
    return {**known, **changes}


def test_a_draft_has_a_version_with_its_terms_whole_and_a_hash_of_them() -> None:
    request = make_draft(make_member(make_fund()))
    version = request.current
    assert (request.state, version.version, version.amount) == ("draft", 1, eur(10_000))
    assert version.sha256 == hash_of(version)
    assert version.terms["drawdowns"] == [{"on": "2026-01-15", "amount": "10000.00"}]
    assert Event.objects.get(kind="draft_request").after == {
        "version": 1,
        "amount": "10000.00 EUR",
        "product": version.product.code,
        "instalments": 3,
        "start_on": "2026-01-15",
        "purpose": "Payer la TVA avant l'encaissement",
    }


def test_an_amendment_is_a_new_version_and_the_one_before_stays() -> None:
    request = make_draft(make_member(make_fund()))
    first = request.current
    member = request.membership
    amend_request(request=request, **asked(member, amount=eur(8_000), product=first.product))
    versions = list(RequestVersion.objects.filter(request=request).order_by("version"))
    assert [(version.version, version.amount) for version in versions] == [(1, eur(10_000)), (2, eur(8_000))]
    assert versions[0].sha256 != versions[1].sha256
    event = Event.objects.get(kind="amend_draft")
    assert (event.before["amount"], event.after["amount"]) == ("10000.00 EUR", "8000.00 EUR")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"amount": Money("0", "EUR")}, WrongAmount),
        ({"amount": Money("-100", "EUR")}, WrongAmount),
        ({"amount": Money("NaN", "EUR")}, WrongAmount),
        ({"amount": Money("99.99", "EUR")}, WrongAmount),
        ({"amount": Money("100000.01", "EUR")}, WrongAmount),
        ({"amount": Money("1E+15", "EUR")}, WrongAmount),
        ({"amount": Money("1000.005", "EUR")}, TooManyDecimals),
        ({"amount": Money("1000", "CHF")}, WrongCurrency),
        ({"instalments": 0}, WrongTerms),
        ({"instalments": -3}, WrongTerms),
        ({"links": ["not-an-id"]}, UnknownLink),
        ({"links": ["01900000-0000-7000-8000-000000000000"]}, UnknownLink),
    ],
    ids=str,
)
def test_what_is_wrong_in_a_request_is_said_and_nothing_is_written(
    changes: dict[str, Any], error: type[Exception]
) -> None:
    member = make_member(make_fund())
    with pytest.raises(error):
        draft_request(membership=member, **asked(member, **changes))
    assert not LoanRequest.objects.exists()
    assert not Event.objects.filter(kind="draft_request").exists()


def test_a_loan_of_another_fund_or_off_the_list_is_not_offered() -> None:
    member = make_member(make_fund())
    elsewhere, gone = make_product(make_fund()), make_product(member.fund, is_offered=False)
    for product in (elsewhere, gone):
        with pytest.raises(NotOffered):
            draft_request(membership=member, **asked(member, product=product))


def test_links_are_kept_once_each_as_text() -> None:
    fund = make_fund()
    member, linked = make_member(fund), make_member(fund)
    request = make_draft(member, links=[linked.cooperative_id, str(linked.cooperative_id)])
    assert request.current.links == [str(linked.cooperative_id)]


def test_only_the_cooperatives_people_write_and_change_its_requests() -> None:
    request = make_draft(make_member(make_fund()))
    known = asked(request.membership, product=request.current.product, acting_person=make_person())
    with pytest.raises(NotAllowed):
        draft_request(membership=request.membership, **known)
    with pytest.raises(NotAllowed):
        amend_request(request=request, **known)


def test_requests_are_numbered_by_the_year_it_is_in_the_funds_time_zone() -> None:
    member = make_member(make_fund())
    new_year_in_paris = at_noon(date(2026, 12, 31)).replace(hour=23, minute=30)
    numbers = [
        draft_request(membership=member, **asked(member, now=now)).reference
        for now in (at_noon(date(2026, 12, 31)), new_year_in_paris, new_year_in_paris)
    ]
    assert numbers == ["D2026-001", "D2027-001", "D2027-002"]


def test_a_draft_taken_back_is_never_seen_by_the_fund() -> None:
    request = make_draft(make_member(make_fund()))
    manager, treasurer = manager_of(request.membership), treasurer_of(request.fund)
    withdraw_request(request=request, acting_person=manager, now=database_now())
    assert list(requests_visible_to(treasurer)) == []
    assert list(requests_visible_to(manager)) == [request]


def test_a_loan_repaid_at_once_has_one_instalment_after_all_its_months() -> None:
    member = make_member(make_fund())
    product = make_product(member.fund, repayment="bullet", annual_rate=Decimal("0.04"))
    terms = make_draft(member, product=product, instalments=6).current.terms
    assert (terms["instalments"], terms["every"]) == (1, {"count": 6, "unit": "months"})
