"""Handing a part in a loan over, on pages."""

import pytest
from django.urls import reverse

from lending.models import Transfer, TransferProposal
from lending.selectors.clock import database_now
from tests import factories as make
from tests.lending.services.loan_stories import make_story
from tests.lending.services.tranche_stories import make_drawn_loan

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("custody", ["fund", "members"])
def test_a_part_is_handed_over_by_three_people_on_pages(visitor, custody, kept):
    loan = kept(make_story, custody)
    buyer = make.make_member(loan.fund, name="Reprise", placed=make.eur(20_000))
    leg = loan.participations.get(leg=1)
    seller, taker = visitor(make.manager_of(leg.membership)), visitor(make.manager_of(buyer))
    treasurer = visitor(make.treasurer_of(loan.fund))
    assert loan.reference in seller.text(reverse("placements"))
    form = seller.text(reverse("transfer-new", args=[leg.pk]))
    assert "6000,00" in form
    assert loan.membership.cooperative.name not in form.split("<select")[1]
    offered = seller.act(reverse("transfer-new", args=[leg.pk]), buyer=str(buyer.pk), amount="2 500,00", reason="")
    proposal = TransferProposal.objects.get()
    assert offered.url == reverse("transfer", args=[proposal.pk])
    assert "attend votre réponse" in taker.text(reverse("placements"))
    assert f"Part du prêt {loan.reference} qui vous est proposée" in taker.text(reverse("home"))
    assert "qui vous est proposée" not in seller.text(reverse("home"))
    assert "Cessions à passer" not in treasurer.text(reverse("fund"))
    page = taker.text(offered.url)
    assert "Accepter la part de 2 500,00 €" in page
    assert (buyer.cooperative.iban in page.replace(" ", "")) is (custody == "members")
    taker.act(reverse("transfer-accept", args=[proposal.pk]))
    assert "Cessions à passer" in treasurer.text(reverse("fund"))
    assert "Passer la cession" in treasurer.text(offered.url)
    done = treasurer.act(reverse("transfer-book", args=[proposal.pk]), on=database_now().date().isoformat())
    assert done.url == reverse("loan", args=[loan.pk])
    assert "Reprise" in treasurer.text(done.url)
    assert Transfer.objects.get().amount == make.eur(2_500)


def test_an_offer_is_declined_and_a_wrong_day_is_said(visitor, kept):
    loan = kept(make_story)
    buyer = make.make_member(loan.fund, placed=make.eur(20_000))
    leg = loan.participations.get(leg=1)
    seller = visitor(make.manager_of(leg.membership))
    assert "Choisissez un membre" in seller.text(reverse("transfer-new", args=[leg.pk]))
    for _ in range(2):
        seller.act(reverse("transfer-new", args=[leg.pk]), buyer=str(buyer.pk), amount="100", reason="")
        proposal = TransferProposal.objects.order_by("-proposed_at")[0]
        visitor(make.manager_of(buyer)).act(reverse("transfer-end", args=[proposal.pk]))
        proposal.refresh_from_db()
        assert proposal.state == "declined"
    seller.act(reverse("transfer-new", args=[leg.pk]), buyer=str(buyer.pk), amount="100", reason="")
    proposal = TransferProposal.objects.order_by("-proposed_at")[0]
    assert "L’autre membre répond ensuite" in seller.text(reverse("transfer", args=[proposal.pk]))
    visitor(make.manager_of(buyer)).act(reverse("transfer-accept", args=[proposal.pk]))
    treasurer = visitor(make.treasurer_of(loan.fund))
    answer = treasurer.act(reverse("transfer-book", args=[proposal.pk]), on="hier")
    assert answer.status_code == 302
    assert "Donnez un jour" in treasurer.text(answer.url)
    stranger = visitor(make.manager_of(loan.membership))
    assert stranger.get(reverse("transfer", args=[proposal.pk])).status_code == 404


def test_who_pays_whom_where_the_members_hold_the_cash(visitor):
    fund = make.make_fund(custody="members")
    for placed in (60_000, 40_000):
        make.make_member(fund, placed=make.eur(placed))
    make.treasurer_of(fund, 3)
    loan = make.make_agreed_loan(make.make_member(fund, name="Emprunteuse"))
    lender = loan.participations.get(leg=1).membership
    page = visitor(make.treasurer_of(fund)).text(reverse("loan", args=[loan.pk]))
    assert "Virements à faire" in page
    assert "6 000,00" in page
    own = visitor(make.manager_of(lender)).text(reverse("placements"))
    assert "vous versez votre part à son emprunteur" in own
    assert "un placement est un engagement" in own
    assert "Emprunteuse" in own


def test_the_offer_says_what_stays_with_who_is_still_to_lend(visitor):
    loan = make_drawn_loan()
    buyer, leg = make.make_member(loan.fund, placed=make.eur(20_000)), loan.participations.get(leg=1)
    seller = visitor(make.manager_of(leg.membership))
    form = seller.text(reverse("transfer-new", args=[leg.pk]))
    assert "3 600,00 €" in form.split("Reste à prêter")[1][:200]
    assert "un engagement de prêter ne se cède pas sans l’emprunteur" in form
    seller.act(reverse("transfer-new", args=[leg.pk]), buyer=str(buyer.pk), amount="2 500,00", reason="")
    page = visitor(make.manager_of(buyer)).text(reverse("transfer", args=[TransferProposal.objects.get().pk]))
    assert "3 600,00 € qu’il doit encore prêter" in page
    # Of a loan that is drawn whole nothing stays, and nothing is said of it.
    whole = make_story()
    leg = whole.participations.get(leg=1)
    assert "Reste à prêter" not in visitor(make.manager_of(leg.membership)).text(reverse("transfer-new", args=[leg.pk]))
