"""The books as the committee knew them: the last seal at the opening of a vote."""

from datetime import timedelta
from typing import Any

from django.urls import reverse

from ledger.selectors.seal_heads import last_head
from lending.models import Consultation, Fund, LoanRequest
from lending.selectors.clock import database_now
from lending.services.open_consultation import open_consultation
from lending.statements.minutes import BooksKnown, minutes
from tests.factories import decide, eur, make_committee, make_fund, make_member, make_submitted_request, treasurer_of
from tests.ledger.books import seal_all
from tests.web.conftest import plain


def open_for(request: LoanRequest) -> Consultation:
    now = database_now()
    closes_at = now + timedelta(days=3)
    return open_consultation(request=request, closes_at=closes_at, acting_person=treasurer_of(request.fund), now=now)


def opened(consultation: Consultation) -> Any:
    return consultation.log.get(type="opened").payload


def decided(consultation: Consultation) -> Consultation:
    decide(consultation)
    return Consultation.objects.get(pk=consultation.pk)


def fund_with_a_lender() -> Fund:
    fund = make_fund()
    make_committee(fund, 3)
    make_member(fund, placed=eur(50_000))
    return fund


def test_a_vote_keeps_the_books_as_known_at_its_opening(committed_db: str) -> None:
    fund = fund_with_a_lender()
    unsealed = open_for(make_submitted_request(make_member(fund)))
    assert (unsealed.books_seal, unsealed.books_head, opened(unsealed)["books"]) == (None, "", None)
    seal_all(fund.book)
    sealed = open_for(make_submitted_request(make_member(fund)))
    head = last_head(book=fund.book)
    assert head is not None
    assert (sealed.books_seal, sealed.books_head) == (head.number, head.hash.hex())
    assert opened(sealed)["books"] == {"seal": head.number, "head": head.hash.hex()}
    make_member(fund, placed=eur(10_000))
    seal_all(fund.book)
    assert minutes(consultation=decided(sealed)).books == BooksKnown(head.number, head.hash.hex())
    assert minutes(consultation=decided(unsealed)).books is None


def test_the_file_says_the_overall_rate_with_its_period_and_the_books(committed_db: str, client: Any) -> None:
    fund = fund_with_a_lender()
    seal_all(fund.book)
    consultation = open_for(make_submitted_request(make_member(fund)))
    person = consultation.seats.filter(recusal__isnull=True)[0].person
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(reverse("consultation", args=[consultation.pk]), headers={"accept-language": "fr"})
    page = plain(answer.content.decode())
    # 834,37 € three times rounds 0,25 % a month to a little less.
    assert "proportionnel : 0,249992 % pour 1 mois" in page
    assert f'<a href="{reverse("seal", args=[fund.book, 1])}">sceau 1</a>' in page
    assert consultation.books_head in page
    told = client.get(f"/api/v1/consultations/{consultation.pk}/file").json()
    assert (told["books_seal"], told["books_head"]) == (1, consultation.books_head)
