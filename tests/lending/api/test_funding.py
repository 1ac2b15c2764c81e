"""Who funds a loan over HTTP: proposed, shown with the vote, fixed with the loan; each ceiling in words."""

from datetime import timedelta

import pytest

from lending.models import Placement
from lending.selectors.clock import database_now
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def borrower():
    return make.make_member(make.make_fund())


@pytest.fixture
def client(caller, borrower):
    return caller(make.manager_of(borrower))


@pytest.fixture
def request_of_a_fund(borrower):
    """10 000 € asked of a fund in which two have placed 6 000 and 9 000 €, the second at most 5 000 to one borrower."""
    make.make_committee(borrower.fund, 3)
    make.make_member(borrower.fund, name="Première", placed=make.eur(6_000))
    limited = make.make_member(borrower.fund, name="Seconde")
    make.make_placement(limited, make.eur(9_000), ceiling_per_borrower=make.eur(5_000))
    make.make_member(borrower.fund, name="Épuisée", placed=make.eur(10))
    Placement.objects.filter(membership__cooperative__name="Épuisée").update(ceiling_per_borrower=make.eur("0.01"))
    return make.make_submitted_request(borrower)


def told(answer):
    return [(leg["lender"], leg["amount"], [one["explanation"] for one in leg["bound_by"]]) for leg in answer["legs"]]


def test_a_proposal_names_every_ceiling_in_words(caller, request_of_a_fund):
    treasurer = caller(make.treasurer_of(request_of_a_fund.fund))
    found = treasurer.read(f"loan-requests/{request_of_a_fund.pk}/funding").json()
    assert (found["method"], found["reason"], found["currency"]) == ("pro_rata", "", "EUR")
    assert told(found) == [
        ("Première", "4999.99", []),
        ("Seconde", "5000.00", ["Its own ceiling per borrower leaves 5000.00."]),
        ("Épuisée", "0.01", ["Its own ceiling per borrower leaves 0.01."]),
    ]
    fewest = treasurer.read(f"loan-requests/{request_of_a_fund.pk}/funding", method="fewest_legs").json()
    assert told(fewest) == [
        ("Première", "6000.00", ["All it has available: 6000.00."]),
        ("Seconde", "4000.00", []),
    ]
    wrong = treasurer.read(f"loan-requests/{request_of_a_fund.pk}/funding", method="by_name")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "method")


def test_what_the_vote_was_shown_and_what_the_loan_was_spread_by_are_kept(caller, client, request_of_a_fund):
    fund, asked = request_of_a_fund.fund, request_of_a_fund.pk
    closes_at = (database_now() + timedelta(days=2)).isoformat()
    treasurer = caller(make.treasurer_of(fund))
    body = {"closes_at": closes_at, "funding_method": "fewest_legs"}
    refused = treasurer.act(f"loan-requests/{asked}/consultations", body)
    assert (refused.status_code, refused.json()["code"]) == (400, "reason-needed")
    vote = treasurer.act(
        f"loan-requests/{asked}/consultations", {**body, "funding_reason": "Deux contrats au plus"}
    ).json()["id"]
    shown = caller(make.committee_of(fund)[0]).read(f"consultations/{vote}/file").json()["funding"]
    assert (shown["method"], shown["reason"], len(shown["legs"])) == ("fewest_legs", "Deux contrats au plus", 2)
    make.decide(request_of_a_fund.current.consultations.get())
    agreed = caller(make.treasurer_of(fund, 2)).act(f"loan-requests/{asked}/agreement", {}).json()["id"]
    fixed = treasurer.read(f"loans/{agreed}/funding").json()
    assert told(fixed) == told(shown)
    parts = treasurer.read(f"loans/{agreed}/participations").json()["results"]
    assert {leg["lender"]: leg["amount"] for leg in parts} == {"Première": "6000.00", "Seconde": "4000.00"}
    assert client.read(f"loans/{agreed}/funding").status_code == 403


def test_who_is_kept_out_is_told_why(caller, borrower):
    linked = make.make_member(borrower.fund, name="Liée", placed=make.eur(50_000))
    make.make_member(borrower.fund, name="Prêteuse", placed=make.eur(50_000))
    make.make_placement(borrower, make.eur(100))
    asked = make.make_submitted_request(borrower, links=[str(linked.cooperative_id)])
    found = caller(make.treasurer_of(borrower.fund)).read(f"loan-requests/{asked.pk}/funding").json()
    assert [leg["lender"] for leg in found["legs"]] == ["Prêteuse"]
    assert {one["lender"]: one["why"] for one in found["kept_out"]} == {
        borrower.cooperative.name: [{"ceiling": "is_borrower", "explanation": "It is the borrower itself."}],
        "Liée": [{"ceiling": "is_linked", "explanation": "It is linked to the borrower."}],
    }
