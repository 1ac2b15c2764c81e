"""Requests over HTTP: written, amended, checked, submitted, withdrawn."""

from decimal import Decimal

import pytest

from lending.models import LoanRequest
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def borrower():
    fund = make.make_fund(max_per_borrower=make.eur(20_000), liquidity_reserve=make.eur(1_000))
    make.make_member(fund, placed=make.eur(50_000))
    return make.make_member(fund)


@pytest.fixture
def client(caller, borrower):
    return caller(make.manager_of(borrower))


def test_a_draft_says_what_is_asked_and_the_hash_that_will_be_voted_on(client, borrower):
    product = make.make_product(borrower.fund)
    answer = client.act(
        "loan-requests",
        {"membership": str(borrower.pk), "product": str(product.pk), "amount": "15 000,00", "instalments": 6,
         "start_on": "2026-03-01", "purpose": "Acheter le bois du lot 2"},
    )  # fmt: skip
    assert answer.status_code == 201
    current = answer.json()["current"]
    assert (answer.json()["state"], current["version"], current["amount"]) == ("draft", 1, "15000.00")
    assert (current["terms"]["annual_rate"], current["terms"]["instalments"]) == ("0.03", 6)
    assert len(current["sha256"]) == 64


def test_a_request_tells_its_cost_with_the_rates_and_the_period(client, borrower):
    make.make_product(borrower.fund, annual_rate=Decimal("0.04"))
    draft = make.make_draft(borrower)
    assert client.read(f"loan-requests/{draft.pk}").json()["cost"] == {
        "interest": "66.74",
        "fees": "0.00",
        "cost": "66.74",
        "total": "10066.74",
        "proportional": "0.0400",
        "period_rate": "0.00333330",
        "period": {"count": 1, "unit": "months"},
        "eu": "0.0407",
    }


def test_an_amendment_is_a_new_version_with_another_hash_when_figures_change(client, borrower):
    draft = make.make_draft(borrower)
    before = draft.current.sha256
    changed = client.patch(f"/api/v1/loan-requests/{draft.pk}", {"amount": "12000.00", "instalments": 4})
    assert changed.status_code == 200
    assert (changed.json()["current"]["version"], changed.json()["current"]["amount"]) == (2, "12000.00")
    assert changed.json()["current"]["purpose"] == draft.current.purpose
    assert changed.json()["current"]["sha256"] != before


def test_a_grace_period_is_wished_kept_by_another_change_and_given_up(client, borrower):
    draft = make.make_draft(borrower)
    address = f"/api/v1/loan-requests/{draft.pk}"
    asked = client.patch(address, {"first_due_on": "2026-03-01", "principal_grace": 1, "interest_grace": 1})
    assert asked.status_code == 200
    terms = client.patch(address, {"purpose": "Autre chose"}).json()["current"]["terms"]
    assert (terms["first_due_on"], terms["principal_grace"], terms["interest_grace"]) == ("2026-03-01", 1, 1)
    regular = client.patch(address, {"first_due_on": None, "principal_grace": 0, "interest_grace": 0})
    assert regular.json()["current"]["sha256"] == draft.current.sha256
    wrong = client.patch(address, {"first_due_on": "2026-01-15", "principal_grace": 3, "interest_grace": 9})
    assert wrong.status_code == 400
    assert {one["field"] for one in wrong.json()["errors"]} == {"first_due_on", "principal_grace", "interest_grace"}


def test_every_due_date_is_wished_makes_their_number_and_is_given_up(client, borrower):
    days = ["2026-02-10", "2026-03-31", "2026-06-30", "2026-09-30"]
    draft = make.make_draft(borrower)
    body = {
        "membership": str(borrower.pk), "product": str(draft.current.product_id), "amount": "10000.00",
        "start_on": "2026-01-15", "purpose": "Payer la TVA", "due_dates": days,
    }  # fmt: skip
    asked = client.post("/api/v1/loan-requests", body)
    assert asked.status_code == 201
    terms = asked.json()["current"]["terms"]
    assert (terms["due_dates"], terms["instalments"]) == (days, 4)
    address = f"/api/v1/loan-requests/{draft.pk}"
    assert client.patch(address, {"first_due_on": "2026-03-01"}).status_code == 200
    assert client.patch(address, {"due_dates": days}).json()["current"]["terms"]["instalments"] == 4
    assert client.patch(address, {"purpose": "Autre chose"}).json()["current"]["terms"]["due_dates"] == days
    wrong = client.patch(address, {"instalments": 3})
    assert [one["field"] for one in wrong.json()["errors"]] == ["instalments"]
    regular = client.patch(address, {"due_dates": None, "instalments": 3, "purpose": draft.current.purpose})
    assert regular.json()["current"]["sha256"] == draft.current.sha256
    del body["due_dates"]
    nothing = client.post("/api/v1/loan-requests", body)
    assert (nothing.status_code, [one["field"] for one in nothing.json()["errors"]]) == (400, ["instalments"])


def test_days_out_of_order_are_named_beside_every_other_wrong_field(client, borrower):
    product = make.make_product(borrower.fund)
    body = {
        "membership": str(borrower.pk), "product": str(product.pk), "amount": "10000.00", "start_on": "2026-01-15",
        "purpose": "", "due_dates": ["2026-03-10", "2026-02-10"],
    }  # fmt: skip

    def named(**changes):
        answer = client.post("/api/v1/loan-requests", {**body, **changes})
        assert answer.status_code == 400
        return {one["field"]: (one["code"], one["detail"]) for one in answer.json()["errors"]}

    increasing = "2026-02-10 does not come after 2026-03-10: each due date is later than the one before."
    blank = ("blank", "This field may not be blank.")
    assert named() == {"due_dates": ("wrong-terms", increasing), "purpose": blank}
    twice = named(due_dates=["2026-02-10", "2026-02-10"], start_on="2026-02-30")
    assert twice.keys() == {"due_dates", "start_on", "purpose"}
    assert twice["due_dates"][1].startswith("2026-02-10 does not come after 2026-02-10")
    assert named(due_dates=["2026-01-15"])["due_dates"][1].startswith("2026-01-15 does not come after 2026-01-15")
    rest = {"first_due_on": "2026-01-01", "principal_grace": 2, "amount": "1.00", "instalments": 3}
    drawn = [{"on": "2026-01-15", "amount": "0.50"}, {"on": "2026-01-15", "amount": "0.50"}]
    wrong = {"amount", "instalments", "first_due_on", "due_dates", "principal_grace", "drawdowns[1].on"}
    assert named(**rest, drawdowns=drawn).keys() == {*wrong, "purpose"}
    assert named(**rest, drawdowns=drawn, purpose="TVA").keys() == wrong
    late = [{"on": "2026-01-15", "amount": "9000.00"}, {"on": "2026-05-15", "amount": "1000.00"}]
    assert named(due_dates=["2026-02-10"], drawdowns=late).keys() == {"drawdowns[1].on", "purpose"}
    assert LoanRequest.objects.count() == 0


@pytest.mark.parametrize("day", ["1999-01-15", "2099-01-15"])
def test_a_start_of_another_century_is_named_alone_and_beside_others(client, borrower, day):
    draft = make.make_draft(borrower)
    for changes, named in (({}, {"start_on"}), ({"purpose": ""}, {"start_on", "purpose"})):
        answer = client.patch(f"/api/v1/loan-requests/{draft.pk}", {"start_on": day, **changes})
        assert answer.status_code == 400
        assert {one["field"] for one in answer.json()["errors"]} == named
    assert draft.versions.count() == 1


@pytest.mark.parametrize("body", [[], "x", 7])
def test_a_change_that_is_no_object_is_refused(client, borrower, body):
    draft = make.make_draft(borrower)
    assert client.patch(f"/api/v1/loan-requests/{draft.pk}", body).status_code == 400


def test_what_is_submitted_is_amended_until_it_is_decided(client, borrower):
    request = make.make_submitted_request(borrower)
    answer = client.patch(f"/api/v1/loan-requests/{request.pk}", {"amount": "9000.00"})
    assert (answer.status_code, answer.json()["state"]) == (200, "submitted")
    assert answer.json()["current"]["amount"] == "9000.00"
    answer = client.patch(f"/api/v1/loan-requests/{request.pk}", {"amount": "90000.00"})
    assert (answer.status_code, answer.json()["code"]) == (409, "rules-not-met")


def test_the_ceilings_are_shown_before_submitting(client, borrower):
    draft = make.make_draft(borrower, amount=make.eur(15_000))
    found = client.read(f"loan-requests/{draft.pk}/eligibility").json()
    assert (found["passed"], found["possible"], found["currency"]) == (True, "20000.00", "EUR")
    ceiling = next(verdict for verdict in found["verdicts"] if verdict["rule"] == "borrower_ceiling")
    assert (ceiling["value"], ceiling["limit"], ceiling["passed"]) == ("15000.00", "20000.00", True)
    assert ceiling["explanation"] == (
        "The borrower and its linked parties would owe 15000.00; the ceiling is 20000.00."
    )


def test_over_a_ceiling_says_the_rule_the_figures_and_what_is_possible(client, borrower):
    draft = make.make_draft(borrower, amount=make.eur(25_000))
    answer = client.act(f"loan-requests/{draft.pk}/submit")
    assert (answer.status_code, answer.json()["code"]) == (409, "rules-not-met")
    assert answer.json()["rules"] == ["borrower_ceiling"]
    assert answer.json()["possible"] == {"amount": "20000.00", "currency": "EUR"}
    assert "€25,000.00" in answer.json()["detail"]
    draft.refresh_from_db()
    assert draft.state == LoanRequest.State.DRAFT


def test_over_a_ceiling_is_said_in_french_to_who_reads_french(caller, borrower):
    draft = make.make_draft(borrower, amount=make.eur(25_000))
    answer = caller(make.manager_of(borrower), language="fr").act(f"loan-requests/{draft.pk}/submit")
    assert answer.json()["title"] == "Un plafond de la caisse est dépassé"
    assert "25\u202f000,00\u00a0€" in answer.json()["detail"]


def test_a_request_is_submitted_once(client, borrower):
    draft = make.make_draft(borrower)
    assert client.act(f"loan-requests/{draft.pk}/submit").status_code == 200
    again = client.act(f"loan-requests/{draft.pk}/submit")
    assert (again.status_code, again.json()["code"]) == (409, "move-not-allowed")


def test_a_request_in_vote_is_withdrawn_and_its_vote_ends(client, borrower):
    consultation = make.make_consultation(borrower)
    request = consultation.request_version.request_id
    assert client.act(f"loan-requests/{request}/withdraw").json()["state"] == "withdrawn"
    consultation.refresh_from_db()
    assert consultation.state == "withdrawn"


def test_who_would_fund_it_is_shown_to_those_who_keep_the_books(caller, client, borrower):
    request = make.make_submitted_request(borrower)
    legs = caller(make.treasurer_of(borrower.fund)).read(f"loan-requests/{request.pk}/funding").json()["legs"]
    assert sum(Decimal(leg["amount"]) for leg in legs) == Decimal("10000.00")
    refused = client.read(f"loan-requests/{request.pk}/funding")
    assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")


def test_a_product_of_the_past_is_not_asked_for(client, borrower):
    product = make.make_product(borrower.fund, is_offered=False)
    answer = client.act(
        "loan-requests",
        {"membership": str(borrower.pk), "product": str(product.pk), "amount": "5000", "instalments": 3,
         "start_on": "2026-03-01", "purpose": "Stock"},
    )  # fmt: skip
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "product")


def test_a_treasurer_plans_rates_and_the_borrower_does_not(client, caller, borrower):
    request = make.make_submitted_request(borrower)
    address, body = (
        f"loan-requests/{request.pk}/rates",
        {"rate_changes": [{"on": "2026-03-15", "annual_rate": "0.06"}]},
    )
    assert client.act(address, body).status_code == 403
    treasurer = caller(make.treasurer_of(borrower.fund))
    planned = treasurer.act(address, body)
    assert planned.status_code == 200
    assert planned.json()["current"]["terms"]["rate_changes"] == body["rate_changes"]
    wrong = treasurer.act(address, {"rate_changes": [{"on": "2027-01-01", "annual_rate": "0.06"}]})
    assert (wrong.status_code, [one["field"] for one in wrong.json()["errors"]]) == (400, ["rate_changes[0].on"])
