"""Drawdowns over HTTP: asked for, listed, paid one by one, given up."""

import pytest

from lending.models import Loan, LoanRequest
from tests import factories as make
from tests.lending.services.tranche_stories import make_drawn_loan

pytestmark = pytest.mark.django_db
PARTS = [{"on": "2026-01-15", "amount": "6000.00"}, {"on": "2026-03-15", "amount": "6000.00"}]


def asked(member, **changes):
    known = {
        "membership": str(member.pk),
        "product": str(make.make_product(member.fund).pk),
        "amount": "12000.00",
        "instalments": 6,
        "start_on": "2026-01-15",
        "purpose": "Acheter deux machines",
        "drawdowns": PARTS,
    }
    return {**known, **changes}


def test_drawdowns_are_asked_for_changed_and_left_out(caller):
    member = make.make_member(make.make_fund())
    client = caller(make.manager_of(member))
    draft = client.act("loan-requests", asked(member))
    assert (draft.status_code, draft.json()["current"]["terms"]["drawdowns"]) == (201, PARTS)
    address = f"loan-requests/{draft.json()['id']}"
    kept = client.patch(f"/api/v1/{address}", {"purpose": "Acheter des machines"})
    assert (kept.status_code, kept.json()["current"]["terms"]["drawdowns"]) == (200, PARTS)
    wrong = client.patch(f"/api/v1/{address}", {"amount": "12500.00"})
    assert (wrong.status_code, [error["field"] for error in wrong.json()["errors"]]) == (400, ["drawdowns"])
    once = client.patch(f"/api/v1/{address}", {"amount": "12500.00", "drawdowns": []}, content_type="application/json")
    assert once.json()["current"]["terms"]["drawdowns"] == [{"on": "2026-01-15", "amount": "12500.00"}]


def test_every_wrong_drawdown_is_named_and_nothing_is_written(caller):
    member = make.make_member(make.make_fund())
    client = caller(make.manager_of(member))
    wrong = client.act("loan-requests", asked(member, drawdowns=[PARTS[0], {"on": "2026-01-15", "amount": "-1"}]))
    assert (wrong.status_code, [error["field"] for error in wrong.json()["errors"]]) == (400, ["drawdowns[1].amount"])
    wrong = client.act("loan-requests", asked(member, drawdowns=[PARTS[0], {"on": "2026-01-15", "amount": "1.00"}]))
    assert [error["field"] for error in wrong.json()["errors"]] == ["drawdowns[1].on", "drawdowns"]
    assert not LoanRequest.objects.exists()


def test_the_next_drawdown_is_paid_once_however_often_it_is_sent(caller, kept):
    loan = kept(make_drawn_loan)
    client = caller(make.treasurer_of(loan.fund, 3))
    told = client.read(f"loans/{loan.pk}/drawdowns").json()["results"]
    assert [(one["number"], one["amount"], one["state"], one["planned_on"]) for one in told] == [
        (3, "2000.00", "waiting", "2026-04-01"),
        (2, "4000.00", "waiting", "2026-03-15"),
        (1, "6000.00", "drawn", "2026-01-15"),
    ]
    for _ in range(2):
        paid = client.act(f"loans/{loan.pk}/drawdown", {"drawn_on": "2026-03-15"}, key="the-second")
        assert (paid.status_code, paid.json()["drawn"]) == (201, "10000.00")
    assert Loan.objects.get().drawn == make.eur(10_000)
    early = client.act(f"loans/{loan.pk}/drawdown", {"drawn_on": "2026-03-16"})
    assert (early.status_code, early.json()["code"]) == (400, "wrong-date")


def test_who_agreed_the_loan_pays_no_drawdown(caller, kept):
    loan = kept(make_drawn_loan)
    answer = caller(loan.agreed_by).act(f"loans/{loan.pk}/drawdown", {"drawn_on": "2026-03-15"})
    assert (answer.status_code, answer.json()["code"]) == (403, "four-hands")


def test_the_borrower_gives_up_what_it_does_not_draw_and_nobody_else_does(caller, kept):
    loan = kept(make_drawn_loan)
    lender = loan.participations.order_by("leg")[0].membership
    other = caller(make.manager_of(lender)).act(f"loans/{loan.pk}/giving-up", {"reason": "x"})
    assert other.status_code in (403, 404)
    client = caller(make.manager_of(loan.membership))
    missing = client.act(f"loans/{loan.pk}/giving-up", {})
    assert [error["field"] for error in missing.json()["errors"]] == ["reason"]
    done = client.act(f"loans/{loan.pk}/giving-up", {"reason": "Le chantier est réduit"})
    assert (done.status_code, done.json()["drawn"]) == (201, "6000.00")
    told = client.read(f"loans/{loan.pk}/drawdowns").json()["results"]
    assert [one["state"] for one in told] == ["released", "released", "drawn"]
    again = client.act(f"loans/{loan.pk}/giving-up", {"reason": "x"})
    assert (again.status_code, again.json()["code"]) == (409, "nothing-to-draw")
