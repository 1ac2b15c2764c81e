"""Receipts that do more than pay what is due, on pages."""

import pytest
from django.urls import reverse

from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund():
    return make.make_fund()


@pytest.fixture
def loan(fund):
    return make.make_active_loan(make.make_member(fund, name="Atelier du lot 2"))


def test_the_schedule_that_would_follow_is_seen_before_the_receipt_is_booked(visitor, fund, loan):
    treasurer = visitor(make.treasurer_of(fund))
    treasurer.act(reverse("loan-repay", args=[loan.pk]), amount="3 350,01", on="2026-02-15", reference="")
    address = reverse("loan-prepay", args=[loan.pk])
    asked = {"amount": "3 000,00", "on": "2026-03-01", "effect": "reduce_instalment", "reference": "VIR 9"}
    assert "Donnez un montant et un jour" in treasurer.text(address)
    shown = treasurer.text(f"{address}?amount=3000&on=2026-03-01&effect=reduce_instalment")
    assert "Capital remboursé par anticipation" in shown
    assert all(figure in shown for figure in ("2 991,66", "1 841,67", "1 841,66"))
    page = treasurer.text(treasurer.act(address, **asked).url)
    assert "1 841,67" in page
    assert "VIR 9" in page
    refused = treasurer.text(f"{address}?amount=9000&on=2026-03-02&effect=reduce_term")
    assert "remboursez par anticipation en totalité" in refused
