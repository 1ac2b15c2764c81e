"""Receipts that do more than pay what is due, on pages."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories as make
from tests import starts

pytestmark = pytest.mark.django_db


@pytest.fixture
def loan(kept):
    return kept(starts.active_loan, "Atelier du lot 2")


def test_the_schedule_that_would_follow_is_seen_before_the_receipt_is_booked(visitor, loan):
    treasurer = visitor(make.treasurer_of(loan.fund))
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


def test_late_interest_is_reckoned_on_its_page_charged_and_waived(visitor):
    fund = make.make_fund()
    product = make.make_product(fund, late_rate="0.10", late_grace_days=5)
    loan = make.make_active_loan(make.make_member(fund), product=product)
    treasurer = visitor(make.treasurer_of(fund))
    address = reverse("loan-late-interest", args=[loan.pk])
    shown = treasurer.text(address)
    assert "3 325,01" in shown
    page = treasurer.text(treasurer.act(address).url)
    assert "Frais" in page
    asked = {"part": "costs", "amount": "1,00", "on": timezone.localdate().isoformat(), "reason": "Geste commercial"}
    assert "Geste commercial" in treasurer.text(treasurer.act(reverse("loan-waive", args=[loan.pk]), **asked).url)


def test_the_debtor_names_an_instalment_on_the_page(visitor, loan):
    treasurer = visitor(make.treasurer_of(loan.fund))
    asked = {"amount": "50,00", "on": "2026-03-20", "reference": "", "named": "2"}
    treasurer.act(reverse("loan-repay", args=[loan.pk]), **asked)
    assert loan.repayments.get().named == [2]


def test_what_was_paid_too_much_is_given_back_by_another_treasurer(visitor, loan):
    treasurer, other = (visitor(make.treasurer_of(loan.fund, number)) for number in (1, 2))
    treasurer.act(reverse("loan-repay-early", args=[loan.pk]), amount="10 100,00", on="2026-02-15", reference="")
    page = treasurer.text(reverse("loan", args=[loan.pk]))
    assert "trop-perçu à rendre" in page
    address = reverse("loan-refund", args=[loan.pk])
    assert "75,00" in treasurer.text(address)
    asked = {"amount": "75,00", "on": "2026-02-20", "reference": "VIR 12"}
    assert treasurer.act(address, **asked).url == address
    assert other.act(address, **asked).url == reverse("loan", args=[loan.pk])
    loan.refresh_from_db()
    assert loan.state == "closed"
