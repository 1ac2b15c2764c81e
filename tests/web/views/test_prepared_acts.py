"""Calling a loan in on pages: prepared, read once more, confirmed by another, taken back."""

import pytest
from django.urls import reverse

from lending.models import Office, PreparedAct
from tests import factories as make
from tests import starts

pytestmark = pytest.mark.django_db


@pytest.fixture
def loan(kept):
    """10 000 € since 15 January, nothing paid."""
    return kept(starts.active_loan, "Atelier en retard")


def prepared(visitor, loan) -> PreparedAct:
    address = reverse("call-in", args=[loan.pk])
    visitor(make.treasurer_of(loan.fund)).act(address, notice_on="2026-02-20", reason="Plus de paiement")
    return PreparedAct.objects.get()


def test_two_hands_call_a_loan_in_and_its_page_says_so(visitor, loan):
    first, page = visitor(make.treasurer_of(loan.fund)), reverse("loan", args=[loan.pk])
    assert "Préparer la déchéance du terme" in first.text(page)
    act = prepared(visitor, loan)
    assert "Une déchéance du terme est préparée" in first.text(page)
    confirm = reverse("act-confirm", args=[loan.pk, act.pk])
    assert first.act(confirm, on="2026-03-01").url == confirm
    assert "a préparé cet acte" in first.text(confirm)
    chair = visitor(make.committee_of(loan.fund)[0])
    asked = chair.text(confirm)
    for told in ("Prononcer la déchéance du terme", "Atelier en retard", "20 février 2026", "Plus de paiement"):
        assert told in asked
    assert chair.act(confirm, on="2026-03-01").url == page
    told = visitor(make.manager_of(loan.membership)).text(page)
    assert "Terme déchu le 1er mars 2026" in told
    assert "exigible, terme déchu" in told
    back = reverse("call-in-reverse", args=[loan.pk])
    assert "Rétablir l’échéancier d’avant" in first.text(back)
    assert first.act(back, reason="Accord", on="2026-03-10").url == page
    assert "Déchéance du terme reprise" in first.text(page)


def test_what_is_prepared_is_shown_to_those_who_serve_the_fund_alone(visitor, loan):
    act = prepared(visitor, loan)
    page = reverse("loan", args=[loan.pk])
    borrower, auditor = visitor(make.manager_of(loan.membership)), make.make_office(loan.fund, Office.Kind.AUDITOR)
    assert "est préparée" not in borrower.text(page)
    assert borrower.get(reverse("act-confirm", args=[loan.pk, act.pk])).status_code == 404
    seen = visitor(auditor).text(page)
    assert "est préparée" in seen
    assert "Relire et confirmer" not in seen


def test_what_is_prepared_waits_on_the_first_page_of_those_who_may_confirm_it(visitor, loan):
    chair, other = make.committee_of(loan.fund)[:2]
    prepared(visitor, loan)
    awaits, second = "À confirmer par une seconde personne", visitor(make.treasurer_of(loan.fund, 2))
    assert awaits in visitor(chair).text(reverse("committee"))
    assert awaits in second.text(reverse("fund"))
    assert awaits not in visitor(other).text(reverse("committee"))
    assert awaits not in visitor(make.treasurer_of(loan.fund)).text(reverse("fund"))


def test_it_is_dropped_with_a_reason(visitor, loan):
    act = prepared(visitor, loan)
    treasurer, address = visitor(make.treasurer_of(loan.fund)), reverse("act-drop", args=[loan.pk, act.pk])
    assert treasurer.act(address).status_code == 200
    treasurer.act(address, reason="Payé entre-temps")
    act.refresh_from_db()
    assert act.state == "dropped"


def test_a_write_off_its_recovery_and_the_way_back_on_pages(visitor, loan):
    first, second = (visitor(make.treasurer_of(loan.fund, number)) for number in (1, 2))
    page = reverse("loan", args=[loan.pk])
    second.act(reverse("act-confirm", args=[loan.pk, prepared(visitor, loan).pk]), on="2026-03-01")
    assert "Ce que perd chaque prêteur" in first.text(reverse("write-off", args=[loan.pk]))
    first.act(reverse("write-off", args=[loan.pk]), reason="Liquidation judiciaire")
    assert "Un passage en perte est préparé" in first.text(page)
    confirm = reverse("act-confirm", args=[loan.pk, PreparedAct.objects.get(kind="write_off").pk])
    asked = second.text(confirm)
    assert "Passer en perte" in asked
    assert "33,34" in asked
    second.act(confirm, on="2026-06-01")
    assert "Passé en perte le 1er juin 2026 : 10 000,00 € de capital et 33,34 € d’intérêts." in first.text(page)
    recover = reverse("loan-recover", args=[loan.pk])
    assert first.act(recover, amount="20 000", on="2026-07-01").url == recover
    assert "10 033,34 € sont perdus" in first.text(recover)
    first.act(recover, amount="100,01", on="2026-07-01", reference="VIR 12")
    told = first.text(page)
    assert "VIR 12" in told
    assert "100,01 € recouvrés le 1er juillet 2026" in told
    recovery = loan.recoveries.get()
    back = reverse("recovery-reverse", args=[loan.pk, recovery.pk])
    assert "Contre-passer les 100,01 € recouvrés" in first.text(back)
    first.act(back, reason="Rejet", on="2026-07-02")
    taken = reverse("write-off-reverse", args=[loan.pk])
    assert "Reprendre le passage en perte" in first.text(taken)
    first.act(taken, reason="Plan de continuation", on="2026-07-03")
    assert "exigible, terme déchu" in first.text(page)
