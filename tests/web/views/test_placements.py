"""Placements on pages: recorded, asked back, paid back."""

import pytest
from django.urls import reverse
from django.utils import timezone

from lending.models import Instalment, Placement, Withdrawal
from tests import factories as make
from tests.web.conftest import plain
from web import formats

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


def test_what_is_lent_is_waited_for_in_order_and_both_sides_see_until_when(visitor, fund, member):
    placement = make.make_placement(member, make.eur(10_000))
    borrower = make.make_member(fund)
    make.make_active_loan(borrower, amount=make.eur(8_000), start_on=timezone.localdate(), instalments=1)
    manager, treasurer = visitor(make.manager_of(member)), visitor(make.treasurer_of(fund))
    for amount in ("1 500,00", "500,01"):
        manager.act(reverse("placement-notice", args=[placement.pk]), amount=amount)
    due_on = Instalment.objects.get().due_on
    for page in (manager.text(reverse("placements")), treasurer.text(reverse("fund-placements"))):
        assert "attend l’argent prêté" in page
        assert "0,01 € encore prêtés ou réservés" in page
        assert "numéro 2 dans la file de ce membre" in page
        assert f"peut être versé à partir du {formats.day(due_on, language='fr')}" in plain(page)
    assert [withdrawal_address(one) in treasurer.text(reverse("fund-placements")) for one in queue()] == [True, False]
    treasurer.act(withdrawal_address(queue()[1]), on=timezone.localdate().isoformat())
    assert "versez d’abord ce retrait" in treasurer.text(withdrawal_address(queue()[1]))
    treasurer.act(withdrawal_address(queue()[0]), on=timezone.localdate().isoformat())
    treasurer.act(withdrawal_address(queue()[1]), on=timezone.localdate().isoformat())
    assert "attendez le retour de ce qui est prêté" in treasurer.text(withdrawal_address(queue()[1]))
    assert [one.state for one in queue()] == ["paid", "notice"]


def queue():
    return list(Withdrawal.objects.order_by("payable_on", "requested_on", "pk"))


def withdrawal_address(withdrawal):
    return reverse("withdrawal-pay", args=[withdrawal.pk])


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
