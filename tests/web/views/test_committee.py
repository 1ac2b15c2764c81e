"""The committee on pages: GET never votes, the receipt says nothing, and nothing leaks before the close."""

from datetime import date, timedelta
from itertools import combinations
from time import sleep

import pytest
from django.db import transaction
from django.urls import reverse

from lending.domain.wished_schedule import WishedSchedule
from lending.models import Ballot
from tests import factories as make
from tests import starts

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation(kept):
    return kept(starts.consultation, "Atelier du lot 2", rule={})


def voters(consultation):
    seats = consultation.seats.filter(recusal__isnull=True).select_related("person")
    return [seat.person for seat in seats.order_by("person__name", "id")]


def test_what_awaits_a_vote_comes_first_and_says_until_when(visitor, consultation):
    page = visitor(voters(consultation)[0]).text(reverse("committee"))
    assert "1 dossier attend votre vote" in page
    assert "Atelier du lot 2 demande" in page
    assert "heure de Paris" in page


def test_the_file_says_what_is_its_own_in_the_schedule(visitor):
    days = (date(2026, 2, 10), date(2026, 3, 31), date(2026, 6, 30))
    own = make.make_consultation(make.make_member(make.make_fund(rule={})), wished=WishedSchedule(due_dates=days))
    page = visitor(voters(own)[0]).text(reverse("consultation", args=[own.pk]))
    assert "10 février 2026, 31 mars 2026, 30 juin 2026" in page
    graced = make.make_consultation(make.make_member(own.fund), wished=WishedSchedule(principal_grace=1))
    page = visitor(voters(graced)[0]).text(reverse("consultation", args=[graced.pk]))
    assert "Premières échéances sans capital" in page


def test_opening_links_never_votes(visitor, consultation):
    member = visitor(voters(consultation)[0])
    for choice in ("for", "against", "abstain"):
        assert member.get(reverse("vote", args=[consultation.pk]), {"choice": choice}).status_code == 200
    assert Ballot.objects.count() == 0


def test_a_choice_is_reviewed_confirmed_and_answered_with_a_receipt(visitor, consultation):
    member = visitor(voters(consultation)[0])
    review = member.text(reverse("vote", args=[consultation.pk]), choice="for")
    assert "10 000,00 € : vous votez « pour »" in review
    answer = member.act(reverse("vote", args=[consultation.pk]), choice="for", reason="Un bon dossier")
    assert answer.url == reverse("receipt", args=[consultation.pk])
    receipt = member.text(answer.url)
    ballot = consultation.log.get(type="ballot")
    assert ballot.sha256 in receipt
    assert "Pour" not in receipt
    assert "Un bon dossier" not in receipt
    assert "Ce qui reste à voter" in receipt
    left = member.text(reverse("committee"))
    assert "Rien n’attend votre vote" in left
    assert "0 dossier" not in left


def test_a_vote_sent_twice_is_one_ballot_and_a_changed_vote_is_a_second_one(visitor, consultation):
    member, address = visitor(voters(consultation)[0]), reverse("vote", args=[consultation.pk])
    for _ in range(2):
        member.act(address, key="once", choice="for")
    assert Ballot.objects.count() == 1
    member.act(address, choice="against")
    assert list(Ballot.objects.order_by("cast_at").values_list("choice", flat=True)) == ["for", "against"]


def test_until_the_close_no_page_differs_by_what_the_ballots_say(visitor, consultation):
    voter, watcher, *_ = voters(consultation)
    treasurer = make.treasurer_of(consultation.fund)
    address = reverse("consultation", args=[consultation.pk])

    def pages(choice):
        with transaction.atomic():
            visitor(voter).act(reverse("vote", args=[consultation.pk]), choice=choice, reason=f"Je suis {choice}")
            seen = [
                *(
                    visitor(watcher).text(page)
                    for page in (address, reverse("committee"), reverse("committee-decisions"))
                ),
                *(visitor(treasurer).text(page) for page in (address, reverse("fund"), reverse("committee-decisions"))),
            ]
            transaction.set_rollback(True)
        return seen

    for one, other in combinations(("for", "against", "abstain"), 2):
        assert pages(one) == pages(other)


def test_a_recused_seat_is_told_so_and_has_no_buttons(visitor):
    fund = make.make_fund(rule={})
    borrower = make.make_member(fund)
    committee = make.make_committee(fund, members=[borrower])
    consultation = make.make_consultation(borrower)
    member = visitor(committee[0])
    page = member.text(reverse("consultation", args=[consultation.pk]))
    assert "Votre siège est récusé" in page
    assert "coopérative de l’emprunteur" in page
    assert 'name="choice"' not in page
    member.act(reverse("vote", args=[consultation.pk]), choice="for")
    assert Ballot.objects.count() == 0


def test_after_the_close_a_vote_is_refused_with_the_hour_and_its_zone(visitor):
    fund = make.make_fund(rule={})
    consultation = make.make_consultation(make.make_member(fund), lasts=timedelta(milliseconds=300))
    member = visitor(voters(consultation)[0])
    sleep(0.4)
    member.act(reverse("vote", args=[consultation.pk]), choice="for")
    page = member.text(reverse("consultation", args=[consultation.pk]))
    assert Ballot.objects.count() == 0
    assert "heure de Paris" in page
    assert "Le vote est clos" in page


def test_once_counted_the_file_says_why_and_names_the_votes(visitor, kept):
    consultation = kept(starts.consultation)
    make.decide(consultation, against=2)
    page = visitor(voters(consultation)[0]).text(reverse("consultation", args=[consultation.pk]))
    assert "Pour : 3 ; contre : 2" in page
    assert "La décision" in page
    assert ">contre</td>" in page


def test_stepping_back_is_said_why_and_kept(visitor, consultation):
    member = voters(consultation)[0]
    visitor(member).act(reverse("recuse", args=[consultation.pk]), text="Ma sœur y travaille")
    page = visitor(member).text(reverse("consultation", args=[consultation.pk]))
    assert "récusé : Ma sœur y travaille" in page


def test_a_question_on_the_file_is_read_by_all(visitor, consultation):
    asker, reader, *_ = voters(consultation)
    visitor(asker).act(reverse("comment", args=[consultation.pk]), text="Quand le lot 2 est-il payé ?")
    assert "Quand le lot 2 est-il payé ?" in visitor(reader).text(reverse("consultation", args=[consultation.pk]))


def test_the_file_is_not_there_for_the_borrower_nor_for_another_fund(visitor, consultation):
    manager = make.manager_of(consultation.request_version.request.membership)
    stranger = make.make_committee(make.make_fund())[0]
    for person in (manager, stranger):
        for name in ("consultation", "vote", "receipt", "recuse"):
            assert visitor(person).get(reverse(name, args=[consultation.pk])).status_code == 404
