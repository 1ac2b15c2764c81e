"""Pages of rules in a real Chromium: they fit a phone and a desk, and axe-core finds nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from lending.selectors.clock import database_now
from lending.services.open_consultation import open_consultation
from lending.services.submit_request import submit_request
from tests import factories as make
from tests.lending.services.french_stories import make_borrower, make_french_fund, make_lender
from tests.lending.services.transfer_stories import transfer
from tests.web.test_browser import DESK, PHONE, overflow, sign_in, violations

WHY = "Le client public paie le 15 mars, contrat joint"


@pytest.fixture
def pages(committed_db: str) -> list[tuple[str, object, str]]:
    """Each page with who reads it: an exception under vote in a fund whose members lend under French law."""
    fund = make_french_fund(max_per_borrower=make.eur(8_000))
    make.make_committee(fund)
    borrower = make_borrower(fund)
    lender = make_lender(fund, borrower)
    make.make_member(fund, placed=make.eur(50_000))
    manager, treasurer = make.manager_of(borrower), make.treasurer_of(fund)
    submitted = submit_request(
        request=make.make_draft(borrower), acting_person=manager, now=database_now(), exception_reason=WHY
    )
    now = database_now()
    consultation = open_consultation(
        request=submitted, closes_at=now + timedelta(days=3),
        acting_person=treasurer, now=now, overrides={("borrower_ceiling", ""): WHY},
    )  # fmt: skip
    other = make.make_draft(borrower)
    waiting = submit_request(
        request=make.make_draft(borrower, amount=make.eur(9_000)), acting_person=manager, now=now, exception_reason=WHY
    )
    seat = consultation.seats.filter(recusal__isnull=True)[0].person
    lent = make.make_active_loan(borrower, amount=make.eur(1_000))
    other_lender = make_lender(fund, borrower)
    leg = lent.participations.get(membership=lender)
    transfer(lent, other_lender, "100.00", database_now().date(), leg=leg.leg)
    return [
        ("draft", manager, reverse("request", args=[other.pk])),
        ("open-vote", treasurer, reverse("request-open-vote", args=[waiting.pk])),
        ("file", seat, reverse("consultation", args=[consultation.pk])),
        ("request", treasurer, reverse("request", args=[submitted.pk])),
        ("declarations", make.manager_of(lender), reverse("declarations")),
        ("rules", treasurer, reverse("fund-rules")),
        ("evidence", make.manager_of(lender), reverse("evidence") + "?year=2026"),
    ]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_pages_of_rules_fit_and_are_accessible(page: Page, axe_source: str, pages, size) -> None:
    page.set_viewport_size(size)
    reader = None
    for name, person, address in pages:
        if person != reader:
            sign_in(page, person)
            reader = person
        page.goto(address)
        assert overflow(page) == 0, name
        assert violations(page, axe_source) == [], name
