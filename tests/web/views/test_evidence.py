"""The yearly file of a lender, on a page and as the papers that it offers."""

from datetime import date

import pytest
from django.urls import reverse

from tests import factories as make
from tests.lending.services.loan_stories import FIRST, make_story, pay
from tests.lending.services.transfer_stories import make_buyer, transfer
from tests.lending.statements.papers import needs_poppler, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def parts(visitor, kept):
    """The first lender has handed 2 500 € over to the third; each looks at its own year."""
    loan = kept(make_story, "members")
    pay(loan, "3350.01", FIRST)
    transfer(loan, make_buyer(loan), "2500.00", date(2026, 2, 20))
    legs = loan.participations.order_by("leg").select_related("membership__cooperative")
    return {leg.leg: (leg.membership, visitor(make.manager_of(leg.membership))) for leg in legs}


def test_each_sees_what_it_handed_over_and_to_whom(parts):
    (seller, sellers), (buyer, buyers) = parts[1], parts[3]
    page = sellers.text(reverse("evidence") + "?year=2026")
    assert f"cédée à {buyer.cooperative.name}" in page
    assert "Participations cédées ou reprises" in page
    assert f"reprise à {seller.cooperative.name}" in buyers.text(reverse("evidence") + "?year=2026")
    # The buyer has no contract of its own to declare.
    assert "2062" in page
    assert "2062" not in buyers.text(reverse("evidence") + "?year=2026")
    assert "Participations cédées" not in sellers.text(reverse("evidence") + "?year=2025")


@needs_poppler
@pytest.mark.parametrize("extension", ["pdf", "xlsx", "json", "csv"])
def test_its_papers_say_so_too(parts, extension):
    seller, sellers = parts[1]
    content = sellers.get(reverse("evidence-file", args=[seller.pk, extension]) + "?year=2026")
    body = b"".join(content.streaming_content) if content.streaming else content.content
    assert content.status_code == 200
    if extension == "pdf":
        assert "Participations cédées ou reprises" in text_of(body)
        assert parts[3][0].cooperative.name in text_of(body)
    if extension == "json":
        assert b'"is_taken_over": false' in body
