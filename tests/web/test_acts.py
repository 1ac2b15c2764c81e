"""What a refusal leaves of a form: all that was typed, once, on its own page."""

import pytest
from django.urls import reverse

from lending.models import LoanRequest
from tests import factories as make

pytestmark = pytest.mark.django_db
REFUSED = "garantit soit un montant"


@pytest.fixture
def manager(visitor):
    sponsor = make.make_member(make.make_fund())
    borrower = make.make_member(sponsor.fund)
    make.make_product(borrower.fund)
    return visitor(make.manager_of(borrower))


def asked(**changed):
    product = str(make.LoanProduct.objects.get().pk)
    said = {
        "product": product,
        "amount": "9 999,00",
        "instalments": "6",
        "start_on": "2026-12-01",
        "purpose": "Un four",
        # More than the loan: the form reads it, and the service refuses it.
        "sponsor_1": str(make.Membership.objects.order_by("number").first().pk),
        "guaranteed_1": "20 000",
    }
    return {**said, **changed}


def test_what_was_typed_is_there_again_after_a_refusal_and_only_then(manager):
    address = reverse("request-new")
    assert manager.act(address, **asked()).url == address
    refused = manager.text(address)
    assert refused.count(REFUSED) == 1
    assert "Un four</textarea>" in refused
    assert 'value="9 999,00"' in refused
    assert "Un four" not in manager.text(address)
    assert not LoanRequest.objects.exists()


def test_what_was_typed_on_one_page_does_not_show_on_another(manager):
    manager.act(reverse("request-new"), **asked())
    assert 'value="9 999,00"' not in manager.text(reverse("simulate"))
    assert "Un four" in manager.text(reverse("request-new"))


def test_what_was_typed_is_not_sent_again_by_reading_the_page(manager):
    address = reverse("request-new")
    manager.act(address, **asked())
    # Sent again, it would be refused again, and said so.
    assert [manager.text(address).count(REFUSED) for _ in range(2)] == [1, 0]
    assert not LoanRequest.objects.exists()
