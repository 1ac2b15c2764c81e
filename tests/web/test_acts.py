"""What a refusal leaves of a form: all that was typed, once, on its own page."""

import pytest
from django.urls import reverse

from lending.models import LoanRequest
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(visitor):
    borrower = make.make_member(make.make_fund())
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
        # After the last due date: the form reads it, and the service refuses it.
        "later_on_1": "2027-12-01",
        "later_amount_1": "1 000",
    }
    return {**said, **changed}


def test_what_was_typed_is_there_again_after_a_refusal_and_only_then(manager):
    address = reverse("request-new")
    assert manager.act(address, **asked()).url == address
    refused = manager.text(address)
    assert "Un tirage le 1er décembre 2027 ne précède pas la dernière échéance" in refused
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
    make.LoanProduct.objects.update(every_count=12)
    manager.get(address)
    assert not LoanRequest.objects.exists()
