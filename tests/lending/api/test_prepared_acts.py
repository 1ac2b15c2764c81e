"""Calling a loan in over HTTP: one hand prepares, another confirms."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from lending.models import CallingIn
from tests import factories as make
from tests import starts

pytestmark = pytest.mark.django_db


@pytest.fixture
def loan(kept):
    """10 000 € since 15 January, nothing paid."""
    return kept(starts.active_loan)


def test_a_loan_is_called_in_by_two_hands_and_taken_back(caller, loan):
    first, second = (caller(make.treasurer_of(loan.fund, number)) for number in (1, 2))
    asked = {"reason": "Plus de paiement", "notice_on": "2026-02-20"}
    prepared = first.act(f"loans/{loan.pk}/calling-in", asked)
    assert prepared.status_code == 201
    act = prepared.json()
    assert (act["kind"], act["state"], act["notice_on"]) == ("calling_in", "prepared", "2026-02-20")
    refused = first.act(f"prepared-acts/{act['id']}/confirmation", {"on": "2026-03-01"})
    assert (refused.status_code, refused.json()["code"]) == (403, "four-hands")
    answers = [second.act(f"prepared-acts/{act['id']}/confirmation", {"on": "2026-03-01"}, key="k") for _ in range(2)]
    assert [(one.status_code, one.json()["state"]) for one in answers] == [(201, "defaulted")] * 2
    assert CallingIn.objects.count() == 1
    assert [row["due_on"] for row in answers[0].json()["schedule"]] == ["2026-02-15", "2026-03-01"]
    done = first.read(f"prepared-acts/{act['id']}").json()
    assert (done["state"], done["decided_by"]) == ("confirmed", make.treasurer_of(loan.fund, 2).name)
    back = first.act(f"loans/{loan.pk}/calling-in/reversal", {"reason": "Accord", "reversed_on": "2026-03-05"})
    assert (back.status_code, back.json()["state"]) == (201, "in_arrears")


def test_what_is_prepared_is_no_matter_of_the_borrowers(caller, loan):
    treasurer, borrower = caller(make.treasurer_of(loan.fund)), caller(make.manager_of(loan.membership))
    asked = {"reason": "r", "notice_on": "2026-02-20"}
    assert borrower.act(f"loans/{loan.pk}/calling-in", asked).status_code == 403
    act = treasurer.act(f"loans/{loan.pk}/calling-in", asked).json()
    assert len(treasurer.read(f"loans/{loan.pk}/prepared-acts").json()["results"]) == 1
    for address in (f"loans/{loan.pk}/prepared-acts", f"prepared-acts/{act['id']}"):
        assert borrower.read(address).status_code == 404
    dropped = treasurer.act(f"prepared-acts/{act['id']}/drop", {"reason": "Payé"})
    assert (dropped.status_code, dropped.json()["state"]) == (201, "dropped")


def test_every_wrong_field_is_named(caller, loan):
    tomorrow = timezone.localdate().replace(year=2200)
    answer = caller(make.treasurer_of(loan.fund)).act(f"loans/{loan.pk}/calling-in", {"notice_on": str(tomorrow)})
    assert answer.status_code == 400
    assert {error["field"] for error in answer.json()["errors"]} == {"reason", "notice_on"}


def test_a_loan_is_written_off_by_two_hands_and_what_is_recovered_is_shared(caller, loan):
    first, second = (caller(make.treasurer_of(loan.fund, number)) for number in (1, 2))
    asked = {"reason": "Plus de paiement", "notice_on": "2026-02-20"}
    act = first.act(f"loans/{loan.pk}/calling-in", asked).json()
    assert first.act(f"loans/{loan.pk}/write-off", {"reason": "r"}).status_code == 409
    assert first.read(f"loans/{loan.pk}/write-off").json()["why_not"]["code"] == "move-not-allowed"
    second.act(f"prepared-acts/{act['id']}/confirmation", {"on": "2026-03-01"})
    assert first.read(f"loans/{loan.pk}/write-off").json() == {"is_possible": True, "why_not": None}
    act = first.act(f"loans/{loan.pk}/write-off", {"reason": "Liquidation"}).json()
    assert first.read(f"loans/{loan.pk}/write-off").json()["why_not"]["code"] == "already-prepared"
    assert (act["kind"], act["notice_on"]) == ("write_off", None)
    written = second.act(f"prepared-acts/{act['id']}/confirmation", {"on": "2026-06-01"})
    assert (written.status_code, written.json()["state"]) == (201, "written_off")
    refused = first.act(f"loans/{loan.pk}/repayments", {"amount": "10.00", "received_on": "2026-07-01"})
    assert (refused.status_code, refused.json()["code"]) == (409, "written-off")
    recovery = first.act(f"loans/{loan.pk}/recoveries", {"amount": "100.01", "received_on": "2026-07-01"})
    assert (recovery.status_code, recovery.json()["principal"]) == (201, "100.01")
    assert first.read(f"recoveries/{recovery.json()['id']}").json()["reversed_on"] is None
    legs = first.read(f"loans/{loan.pk}/participations").json()["results"]
    assert [(leg["lost"], leg["interest_lost"], leg["recovered"]) for leg in legs] == [("10000.00", "33.34", "100.01")]
    stands = first.act(f"loans/{loan.pk}/write-off/reversal", {"reason": "r"})
    assert (stands.status_code, stands.json()["code"]) == (409, "recoveries-stand")
    back = first.act(f"recoveries/{recovery.json()['id']}/reversal", {"reason": "Rejet"})
    assert (back.status_code, len(first.read(f"loans/{loan.pk}/recoveries").json()["results"])) == (201, 1)
    back = first.act(f"loans/{loan.pk}/write-off/reversal", {"reason": "Plan"})
    assert (back.status_code, back.json()["state"]) == (201, "defaulted")


def test_the_guarantee_fund_is_called_and_returned_over_http(caller):
    fund = make.make_fund(guarantee_rate=Decimal("0.02"))
    loan = make.make_active_loan(make.make_member(fund), disbursed_on=date(2026, 1, 15))
    first, second = (caller(make.treasurer_of(fund, number)) for number in (1, 2))
    address = f"loans/{loan.pk}/guarantees"
    assert first.read(address).json() == {
        "mutual": {
            "rate": "0.0200", "contribution": "200.00", "used": "0.00", "paid": "0.00", "returned": "0.00",
            "left": "200.00", "returned_on": None,
        },
        "sponsors": [],
    }  # fmt: skip
    act = first.act(f"loans/{loan.pk}/calling-in", {"reason": "r", "notice_on": "2026-02-20"}).json()
    second.act(f"prepared-acts/{act['id']}/confirmation", {"on": "2026-03-01"})
    refused = first.act(f"loans/{loan.pk}/write-off", {"reason": "r"})
    assert (refused.status_code, refused.json()["code"]) == (409, "guarantee-not-called")
    said = first.read(f"loans/{loan.pk}/write-off", HTTP_ACCEPT_LANGUAGE="en").json()
    assert said == {
        "is_possible": False,
        "why_not": {
            "code": "guarantee-not-called",
            "title": "The guarantee fund comes first",
            "detail": f"The guarantee fund covers {loan.reference} and holds 200.00 EUR: let it pay first, "
            "then write off what is left.",
        },
    }
    assert caller(make.manager_of(loan.membership)).read(f"loans/{loan.pk}/write-off").status_code == 404
    paid = first.act(f"loans/{loan.pk}/guarantee-payment", {"on": "2026-03-05"})
    assert (paid.status_code, paid.json()["kind"], paid.json()["principal"]) == (201, "mutual", "200.00")
    assert first.act(f"repayments/{paid.json()['id']}/reversal", {"reason": "r"}).status_code == 201
    first.act(f"loans/{loan.pk}/early-repayment", {"received_on": "2026-03-06"})
    back = first.act(f"loans/{loan.pk}/contribution-return", {"on": "2026-03-10"})
    assert (back.status_code, back.json()["mutual"]["returned_on"]) == (201, "2026-03-10")
    taken = first.act(f"loans/{loan.pk}/contribution-return/reversal", {"reason": "Rejet"})
    assert (taken.status_code, taken.json()["mutual"]["left"]) == (201, "200.00")
