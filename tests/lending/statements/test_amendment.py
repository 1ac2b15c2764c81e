"""Addenda and notices as papers: what they say, in both languages, with their data attached."""

import json
from datetime import date
from hashlib import sha256

import pytest

from lending.models import Agreement, Loan
from lending.selectors.clock import database_now
from lending.statements.agreement_csv import agreement_csv
from lending.statements.agreement_paper import paper_of
from lending.statements.amendment import amendment, amendment_name
from lending.statements.tables import Profile
from tests.fixtures.kept import Kept
from tests.lending.services.change_stories import RESCHEDULE, adopt, draw_up, make_loan
from tests.lending.services.loan_stories import pay
from tests.lending.services.transfer_stories import make_buyer, transfer
from tests.lending.statements.papers import conforms_to, needs_poppler, streams_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def loan(kept: Kept) -> Loan:
    return kept(make_loan)


def paper(agreement: Agreement, language: str = "fr") -> bytes:
    return bytes(paper_of(agreement, language=language, now=database_now()).pdf)


@needs_poppler
def test_an_addendum_tells_what_it_amends_why_what_changes_and_at_what_cost(loan: Loan) -> None:
    addendum = draw_up(adopt(loan, RESCHEDULE))
    pdf = paper(addendum)
    assert conforms_to(pdf) == {"PDF/A-3a", "PDF/UA-1"}
    assert paper(addendum) == pdf
    told = text_of(pdf).replace("\u202f", " ").replace("\xa0", " ")
    for expected in (
        "Avenant à la convention de prêt P2026-001",
        "Pièce n° 2 du prêt, dont le contrat est la pièce n° 1",
        "Contrat du prêt P2026-001 convenu le 15 janvier 2026",
        loan.agreements.get(number=1).sha256,
        "Motif Le lot 2 est en retard",
        "Échéances à venir 2 → 4, tous les mois",
        "Taux annuel 3,00 %, comme avant",
        "Échéance 1 : intérêts échus le 15/02/2026",
        "Dernière échéance 15/04/2026 → 15/06/2026",
        "Intérêts à venir 50,04 € → 83,41 €",
        "3 15/04/2026 2 495,83 18,77 2 514,60 5 010,41",
        "Taux effectif global (TEG) 3,00 % → 2,98 %",
        "Toutes les clauses du contrat que le présent avenant ne modifie pas demeurent en vigueur",
        "Les parties acceptent cet avenant par son empreinte",
        f"Empreinte de l’avenant {addendum.sha256}",
    ):
        assert expected in told


@needs_poppler
def test_its_data_are_attached_and_have_its_hash(loan: Loan) -> None:
    addendum = draw_up(adopt(loan, RESCHEDULE))
    attached = next(stream for stream in streams_of(paper(addendum, "en")) if b"loan-addendum/1" in stream)
    assert sha256(attached).hexdigest() == addendum.sha256
    assert "Addendum to loan agreement P2026-001" in text_of(paper(addendum, "en"))


@needs_poppler
def test_a_notice_names_both_lenders_the_principal_the_day_and_who_agreed(loan: Loan) -> None:
    buyer = make_buyer(loan)
    moved = transfer(loan, buyer, "1000.00", date(2026, 2, 1))
    notice = Agreement.objects.get(proposal=moved.proposal)
    said = json.loads(notice.content)
    assert (notice.kind, notice.number, notice.parties.count()) == ("notice", 2, 0)
    assert (said["transfer"]["amount"], said["transfer"]["transferred_on"]) == ("1000.00", "2026-02-01")
    assert [lender["amount"] for lender in said["lenders"]] == ["5000.00", "4000.00", "1000.00"]
    told = text_of(paper(notice)).replace("\u202f", " ").replace("\xa0", " ")
    for expected in (
        "Cession d’une part du prêt P2026-001",
        f"Ancien prêteur {moved.seller.membership.cooperative.name}",
        f"Nouveau prêteur {buyer.cooperative.name}",
        "Capital cédé 1 000,00 €",
        "1er février 2026",
        "code civil, article 1324",
    ):
        assert expected in told
    assert amendment_name(amendment(notice)) == "cession-P2026-001-2"
    lines = list(agreement_csv(amendment(notice), profile=Profile.MACHINE))
    assert len(lines) == 4


def test_a_transfer_done_again_beneath_an_earlier_act_keeps_its_notice(loan: Loan) -> None:
    moved = transfer(loan, make_buyer(loan), "1000.00", date(2026, 3, 1))
    notice = Agreement.objects.get(proposal=moved.proposal)
    pay(loan, "100.00", date(2026, 2, 16), told_on=date(2026, 3, 2))
    assert loan.transfers.count() == 2
    assert [one.pk for one in Agreement.objects.filter(kind="notice")] == [notice.pk]
