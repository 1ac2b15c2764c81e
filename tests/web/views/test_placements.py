"""Placements on pages: recorded, asked back, paid back."""

import pytest
from django.urls import reverse

from lending.models import Placement, Withdrawal
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund():
    return make.make_fund()


@pytest.fixture
def member(fund):
    return make.make_member(fund, name="Atelier qui place")


def test_a_treasurer_records_a_placement_once(visitor, fund, member):
    treasurer = visitor(make.treasurer_of(fund))
    form = {"member": member.pk, "amount": "40 000,00", "on": "2026-02-01", "notice_days": "90", "ceiling": ""}
    for _ in range(2):
        assert treasurer.act(reverse("placement-new"), key="once", **form).url == reverse("fund-placements")
    assert Placement.objects.get().amount == make.eur(40_000)
    assert "40 000,00 €" in treasurer.text(reverse("fund-placements"))


def test_a_member_asks_part_of_it_back_and_a_treasurer_pays_it(visitor, fund, member):
    placement = make.make_placement(member, make.eur(40_000))
    manager, treasurer = visitor(make.manager_of(member)), visitor(make.treasurer_of(fund))
    manager.act(reverse("placement-notice", args=[placement.pk]), amount="15 000,00")
    assert "15 000,00 € redemandés" in manager.text(reverse("placements"))
    withdrawal = Withdrawal.objects.get()
    address = reverse("withdrawal-pay", args=[withdrawal.pk])
    assert "Rendre 15 000,00 € à Atelier qui place ?" in treasurer.text(address)
    treasurer.act(address, on=withdrawal.payable_on.isoformat())
    withdrawal.refresh_from_db()
    assert withdrawal.state == "paid"


def test_more_than_is_placed_is_refused_with_what_remains(visitor, member):
    placement = make.make_placement(member, make.eur(40_000))
    manager, address = visitor(make.manager_of(member)), reverse("placement-notice", args=[placement.pk])
    manager.act(address, amount="40 000,01")
    assert "40 000,00 €" in manager.text(address)
    assert Withdrawal.objects.count() == 0


def test_somebody_elses_placement_is_not_there(visitor, fund, member):
    placement = make.make_placement(member, make.eur(40_000))
    stranger = visitor(make.manager_of(make.make_member(fund)))
    assert stranger.get(reverse("placement-notice", args=[placement.pk])).status_code == 404
    assert stranger.get(reverse("placement-new")).status_code == 404
