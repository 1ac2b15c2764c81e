"""What was paid too much, over HTTP."""

import pytest

from tests import factories as make
from tests import starts

pytestmark = pytest.mark.django_db


def test_an_overpaid_loan_is_given_back_and_closed(caller, kept):
    loan = kept(starts.active_loan)
    treasurer, other = (caller(make.treasurer_of(loan.fund, number)) for number in (1, 2))
    paid = treasurer.act(f"loans/{loan.pk}/early-repayment", {"amount": "10100.00", "received_on": "2026-02-15"}).json()
    assert (paid["amount"], paid["credit"]) == ("10100.00", "75.00")
    assert treasurer.read(f"loans/{loan.pk}").json()["state"] == "overpaid"
    asked = {"amount": "75.00", "refunded_on": "2026-02-20"}
    own = treasurer.act(f"loans/{loan.pk}/refunds", asked)
    assert (own.status_code, own.json()["code"]) == (403, "four-hands")
    done = other.act(f"loans/{loan.pk}/refunds", asked)
    assert (done.status_code, done.json()["state"]) == (201, "closed")
    again = other.act(f"loans/{loan.pk}/refunds", asked)
    assert (again.status_code, again.json()["code"]) == (409, "more-than-credit")
