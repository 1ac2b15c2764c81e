"""The mutual guarantee fund on pages: kept at the payment, called, returned."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests import factories as make
from tests.lending.services.default_stories import call_in
from tests.lending.services.loan_stories import end

pytestmark = pytest.mark.django_db


@pytest.fixture
def loan(kept):
    return kept(make_guaranteed_loan)


def make_guaranteed_loan():
    fund = make.make_fund(guarantee_rate=Decimal("0.02"))
    return make.make_active_loan(make.make_member(fund, name="Atelier garanti"), disbursed_on=date(2026, 1, 15))


def test_the_payment_says_what_is_kept_and_the_loan_what_was_put_in(visitor, loan):
    agreed = make.make_agreed_loan(make.make_member(loan.fund), agreed_on=date(2026, 1, 15))
    treasurer = visitor(make.treasurer_of(loan.fund, 3))
    assert "Retenu pour le fonds de garantie" in treasurer.text(reverse("loan-pay-out", args=[agreed.pk]))
    told = visitor(make.manager_of(loan.membership)).text(reverse("loan", args=[loan.pk]))
    assert "Contribution de l’emprunteur" in told
    assert "Appeler le fonds de garantie" not in told


def test_it_is_called_on_default(visitor, loan):
    call_in(loan)
    treasurer, page = visitor(make.treasurer_of(loan.fund)), reverse("loan", args=[loan.pk])
    assert "Appeler le fonds de garantie" in treasurer.text(page)
    address = reverse("guarantee-call", args=[loan.pk])
    assert "200,00 €" in treasurer.text(address)
    assert treasurer.act(address, on="2026-03-05").url == page
    assert "Payé aux prêteurs de ce prêt" in treasurer.text(page)
    treasurer.act(address, on="2026-03-05")
    assert "Il ne reste rien dans le fonds de garantie" in treasurer.text(address)


def test_it_is_returned_at_the_end_and_the_return_taken_back(visitor, loan):
    end(loan, date(2026, 3, 1))
    treasurer, page = visitor(make.treasurer_of(loan.fund)), reverse("loan", args=[loan.pk])
    address = reverse("contribution-return", args=[loan.pk])
    assert "À restituer" in treasurer.text(address)
    assert treasurer.act(address, on="2026-03-05").url == page
    assert "Restitué" in treasurer.text(page)
    back = reverse("contribution-return-reverse", args=[loan.pk])
    assert "Reprendre la restitution" in treasurer.text(back)
    treasurer.act(back, reason="Virement rejeté", on="2026-03-06")
    assert "Restituer la contribution" in treasurer.text(page)
