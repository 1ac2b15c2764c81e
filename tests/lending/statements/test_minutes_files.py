"""The minutes as PDF, CSV and JSON."""

import json
from datetime import UTC, datetime

import pytest

from lending.models import Office
from lending.selectors.clock import database_now
from lending.services.cast_ballot import cast_ballot
from lending.services.close_consultation import close_early
from lending.statements.figures import instant
from lending.statements.minutes import minutes
from lending.statements.minutes_csv import minutes_csv, minutes_name
from lending.statements.minutes_json import minutes_json
from lending.statements.minutes_pdf import minutes_pdf
from tests.factories import make_consultation, make_fund, make_member, make_office, make_person, treasurer_of
from tests.lending.statements.papers import conforms_to, needs_poppler, streams_of, text_of

ISSUED_AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
CHOICES = {"Aline": "for", "Bruno": "for", "Chloé": "against", "David": "abstain", "Emma": None}


@pytest.fixture
def drawn_up(kept):
    return kept(make_drawn_up)


def make_drawn_up():
    """Aline chairs, Emma sits for the borrower and is recused; Chloé's reason looks like a formula."""
    fund = make_fund(name="Caisse de démonstration", is_demo=True)
    borrower = make_member(fund, name="Atelier de démonstration 3")
    for name in CHOICES:
        member = borrower if name == "Emma" else make_member(fund, name=f"Atelier de {name}")
        kind = Office.Kind.CHAIR if name == "Aline" else Office.Kind.COMMITTEE
        make_office(fund, kind, person=make_person(name), cooperative=member.cooperative)
    consultation = make_consultation(borrower)
    for name, choice in CHOICES.items():
        if choice:
            person = consultation.seats.get(person__name=name).person
            reason = "=HYPERLINK(1)" if choice == "against" else ""
            cast_ballot(consultation=consultation, acting_person=person, choice=choice, reason=reason)
    close_early(consultation=consultation, acting_person=treasurer_of(fund), now=database_now())
    return minutes(consultation=consultation)


def test_machines_get_these_bytes(drawn_up):
    at = {seat.person: seat.cast_at.isoformat() for seat in drawn_up.seats if seat.cast_at}
    assert (
        "".join(minutes_csv(drawn_up, profile="machine")).encode()
        == (
            "person,cooperative,is_chair,presence,choice,reason,recusal,cast_at\n"
            f"Aline,Atelier de Aline,true,present,for,,,{at['Aline']}\n"
            f"Bruno,Atelier de Bruno,false,present,for,,,{at['Bruno']}\n"
            f"Chloé,Atelier de Chloé,false,present,against,'=HYPERLINK(1),,{at['Chloé']}\n"
            f"David,Atelier de David,false,present,abstain,,,{at['David']}\n"
            "Emma,Atelier de démonstration 3,false,recused,,,cooperative of the borrower,\n"
        ).encode()
    )


def test_a_french_spreadsheet_gets_these_bytes(drawn_up):
    at = {seat.person: _paris(seat.cast_at) for seat in drawn_up.seats if seat.cast_at}
    assert (
        "".join(minutes_csv(drawn_up, profile="excel-fr")).encode()
        == (
            "\ufeffPersonne;Coopérative;Présidence;Présence;Vote;Motif;Récusation;Voté le\r\n"
            f"Aline;Atelier de Aline;oui;a voté;pour;;;{at['Aline']}\r\n"
            f"Bruno;Atelier de Bruno;;a voté;pour;;;{at['Bruno']}\r\n"
            f"Chloé;Atelier de Chloé;;a voté;contre;'=HYPERLINK(1);;{at['Chloé']}\r\n"
            f"David;Atelier de David;;a voté;abstention;;;{at['David']}\r\n"
            "Emma;Atelier de démonstration 3;;récusé;;;siège de la coopérative emprunteuse (d’office);\r\n"
        ).encode()
    )


def _paris(moment):
    return instant(moment, language="fr", zone="Europe/Paris", precision="seconds")


def test_programs_get_what_is_needed_to_count_again(drawn_up):
    told = minutes_json(drawn_up)
    assert told == json.loads(json.dumps(told))
    assert told["request"] == {
        "reference": "D2026-001",
        "version": 1,
        "borrower": "Atelier de démonstration 3",
        "amount": "10000.00",
        "currency": "EUR",
        "purpose": "Payer la TVA avant l'encaissement",
        "sha256": drawn_up.decision.request_sha256,
        "kind": "new_loan",
        "changes": None,
    }
    assert told["outcome"] == drawn_up.decision.counts
    assert told["outcome"]["counts"] == {
        "votes_for": 2,
        "against": 1,
        "abstain": 1,
        "absent": 0,
        "recused": 1,
        "represented": 0,
        "void": 0,
    }
    assert told["seats"][4] == {
        "seat": drawn_up.seats[4].seat,
        "person": "Emma",
        "cooperative": "Atelier de démonstration 3",
        "is_chair": False,
        "presence": "recused",
        "recusal": {"kind": "automatic", "reason": "cooperative of the borrower"},
        "choice": None,
        "reason": "",
        "cast_at": None,
    }
    assert told["books"] is None
    assert told["log"] == {"entries": 8, "head_height": 7, "head": drawn_up.decision.log_head}


def test_the_pdf_conforms_is_repeatable_and_carries_its_data(drawn_up):
    pdf = minutes_pdf(drawn_up, issued_at=ISSUED_AT)
    assert pdf == minutes_pdf(drawn_up, issued_at=ISSUED_AT)
    assert conforms_to(pdf) == {"PDF/A-3a", "PDF/UA-1"}
    attached = json.dumps(minutes_json(drawn_up), ensure_ascii=False, indent=2).encode()
    assert attached in streams_of(pdf)


@needs_poppler
def test_the_page_says_the_vote_in_french(drawn_up):
    text = text_of(minutes_pdf(drawn_up, issued_at=ISSUED_AT))
    for expected in (
        "Procès-verbal du comité\nD2026-001 · Atelier de démonstration 3",
        "La demande est adoptée.",
        "Pour Contre Abstentions N’ont pas voté Récusés\n 2 1 1 0 1",
        "Montant 10 000,00 €",
        "Remboursement échéances constantes · 3, tous les mois",
        "Aline (présidence) Atelier de Aline a voté pour",
        "Emma Atelier de démonstration 3 récusé –",
        "5 sièges 4 votants",
        "Emma siège de la coopérative emprunteuse (d’office)",
        "Chloé =HYPERLINK(1)",
        "Quorum 1/2 des sièges en exercice, sièges récusés non comptés",
        "Majorité plus de 1/2 des voix pour et contre",
        "4 sièges sur 4 ont participé ; le quorum de 2 est atteint.",
        "Il faut 2 voix pour, sur 3 exprimées ; il y en a 2.",
        f"Empreinte de la demande {drawn_up.decision.request_sha256}\n",
        f"Tête du registre {drawn_up.head}\n",
        "8 inscriptions, tête à la hauteur 7",
        "Données de démonstration – document sans valeur",
    ):
        assert expected in text


@needs_poppler
def test_the_page_says_the_vote_in_english(drawn_up):
    text = text_of(minutes_pdf(drawn_up, issued_at=ISSUED_AT, language="en"))
    for expected in (
        "Minutes of the committee",
        "The request is adopted.",
        "Aline (chair) Atelier de Aline took part for",
        "Emma seat of the borrowing cooperative (automatic)",
        "4 of 4 seats took part; the quorum of 2 is reached.",
    ):
        assert expected in text


def test_a_file_is_named_for_its_request_and_version(drawn_up):
    assert minutes_name(drawn_up) == "proces-verbal-D2026-001-v1"
