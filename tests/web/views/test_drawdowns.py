"""Drawdowns on pages: asked for, seen, paid out, given up."""

import pytest
from django.urls import reverse

from lending.models import LoanRequest
from tests import factories as make
from tests import starts
from tests.lending.services.tranche_stories import make_drawn_loan

pytestmark = pytest.mark.django_db


@pytest.fixture
def loan(kept):
    return kept(make_drawn_loan)


def asked(fund, **changes):
    known = {
        "product": make.make_product(fund).pk,
        "amount": "12 000,00",
        "instalments": "6",
        "start_on": "2026-01-15",
        "purpose": "Acheter deux machines",
    }
    return {**known, **changes}


def test_a_cooperative_asks_for_later_drawdowns_sees_them_and_changes_them(visitor):
    fund = make.make_fund()
    make.make_member(fund, placed=make.eur(100_000))
    manager = visitor(make.manager_of(make.make_member(fund)))
    later = {"later_on_1": "2026-03-15", "later_amount_1": "4 000,00", "later_on_2": "2026-04-01",
             "later_amount_2": "2 000"}  # fmt: skip
    draft = manager.act(reverse("request-new"), **asked(fund, **later))
    version = LoanRequest.objects.get().current
    assert version.terms["drawdowns"] == [
        {"on": "2026-01-15", "amount": "6000.00"},
        {"on": "2026-03-15", "amount": "4000.00"},
        {"on": "2026-04-01", "amount": "2000.00"},
    ]
    page = manager.text(draft.url)
    assert "4 000,00 €" in page
    assert "15 mars 2026" in page
    amend = reverse("request-amend", args=[version.request_id])
    assert 'value="2026-04-01"' in manager.text(amend)
    manager.act(amend, **asked(fund, later_on_1="2026-03-15", later_amount_1="4 000,00"))
    assert len(LoanRequest.objects.get().current.terms["drawdowns"]) == 2


@pytest.mark.parametrize(
    ("later", "told"),
    [
        ({"later_on_1": "2026-03-15"}, "Donnez le jour et le montant du tirage."),
        ({"later_amount_1": "10"}, "Donnez le jour et le montant du tirage."),
        ({"later_on_1": "2026-03-15", "later_amount_1": "12 000"}, "ne laissent rien au premier"),
    ],
)
def test_half_a_drawdown_is_refused_beside_its_field(visitor, later, told):
    fund = make.make_fund()
    manager = visitor(make.manager_of(make.make_member(fund)))
    answer = manager.act(reverse("request-new"), **asked(fund, **later))
    assert (answer.status_code, LoanRequest.objects.count()) == (200, 0)
    assert told in answer.content.decode()


def test_a_treasurer_pays_the_next_drawdown_after_reading_what_follows(visitor, loan):
    treasurer, address = visitor(make.treasurer_of(loan.fund, 3)), reverse("loan-draw", args=[loan.pk])
    assert "tirage prévu le 15 mars 2026" in treasurer.text(reverse("fund"))
    page = treasurer.text(reverse("loan", args=[loan.pk]))
    assert "Verser 4 000,00 €" in page
    assert "6 000,00 € tirés" in page
    assert "Tirages" in page
    page = treasurer.text(address)
    assert f"Verser 4 000,00 € à {loan.membership.cooperative.name} ?" in page
    assert "6 000,00 € sur 12 000,00 €" in page
    for _ in range(2):
        assert treasurer.act(address, key="draw-once", on="2026-03-20").url == reverse("loan", args=[loan.pk])
    loan.refresh_from_db()
    assert loan.drawn == make.eur(10_000)


def test_the_borrower_gives_up_the_rest(visitor, loan):
    manager, address = visitor(make.manager_of(loan.membership)), reverse("loan-give-up", args=[loan.pk])
    assert "Abandonner ce qui n’est pas tiré" in manager.text(reverse("loan", args=[loan.pk]))
    assert "Abandonner 6 000,00 € ?" in manager.text(address)
    manager.act(address, text="Le chantier est réduit")
    page = manager.text(reverse("loan", args=[loan.pk]))
    assert "abandonné le" in page
    assert "Le chantier est réduit" in page


def test_what_was_typed_is_kept_when_paying_a_drawdown_is_refused(visitor, loan):
    treasurer, address = visitor(make.treasurer_of(loan.fund, 3)), reverse("loan-draw", args=[loan.pk])
    refused = treasurer.act(address, on="2026-01-20")
    assert refused.url == address
    assert 'value="2026-01-20"' in treasurer.text(address)


def test_a_loan_drawn_at_once_says_nothing_of_drawdowns(visitor, kept):
    loan = kept(starts.active_loan)
    page = visitor(make.treasurer_of(loan.fund)).text(reverse("loan", args=[loan.pk]))
    assert "Tirages" not in page
