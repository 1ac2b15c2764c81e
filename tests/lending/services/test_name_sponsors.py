"""Who answers for a loan is named in what is voted, steps back from the vote, and signs before anything is paid."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lending.domain.agreement_errors import NotAccepted
from lending.domain.amount_errors import TooManyDecimals
from lending.domain.fund_errors import FourHands, RulesNotMet
from lending.domain.reauthentication import Reauthentication
from lending.domain.request_hash import request_hash
from lending.domain.sponsor_errors import SponsorIsBorrower, SponsorNamedTwice, UnknownSponsor, WrongGuarantee
from lending.domain.wish_json import read_wish
from lending.models import AgreementParty, Consultation, Fund, Loan, LoanRequest, Membership
from lending.selectors.agreements import agreements_to_accept, missing_parties
from lending.selectors.clock import database_now
from lending.selectors.sponsors import Standing, sponsor_guarantees
from lending.services.accept_agreement import accept_agreement
from lending.services.agree_loan import agree_loan
from lending.services.ask_change import ask_change
from lending.services.disburse_loan import disburse_loan
from lending.services.name_sponsors import SponsorAsked
from lending.services.open_consultation import open_consultation
from members.models import Role
from tests.factories import (
    decide,
    eur,
    make_active_loan,
    make_agreed_loan,
    make_committee,
    make_consultation,
    make_draft,
    make_fund,
    make_member,
    make_submitted_request,
    manager_of,
    start_of,
    treasurer_of,
)
from tests.lending.services.sponsor_stories import answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund() -> Fund:
    return make_fund()


@pytest.fixture
def sponsor(fund: Fund) -> Membership:
    return make_member(fund, name="Atelier parrain")


def opened(request: Any) -> Consultation:
    now = database_now()
    return open_consultation(
        request=request, closes_at=now + timedelta(days=3), acting_person=treasurer_of(request.fund), now=now
    )


def recused_in(consultation: Consultation) -> dict[str, str]:
    return dict(consultation.seats.filter(recusal__isnull=False).values_list("person__name", "recusal__reason"))


def test_a_version_keeps_who_answers_for_how_much(fund: Fund, sponsor: Membership) -> None:
    second = make_member(fund)
    request = make_draft(make_member(fund), sponsors=[answers(sponsor, "2500.50"), answers(second, share="0.3333")])
    assert request.current.sponsors == [
        {"membership": str(sponsor.pk), "siren": sponsor.cooperative.siren, "amount": "2500.5", "share": None},
        {"membership": str(second.pk), "siren": second.cooperative.siren, "amount": "3333", "share": "0.3333"},
    ]


def test_who_answers_for_how_much_is_in_the_hash_and_nothing_is_added_where_nobody_does(
    fund: Fund, sponsor: Membership
) -> None:
    borrower = make_member(fund)
    plain = make_draft(borrower).current
    hashes = {
        plain.sha256,
        *(
            make_draft(borrower, sponsors=[asked]).current.sha256
            for asked in (
                answers(sponsor, 5_000), answers(sponsor, 5_001), answers(sponsor, share="0.5"),
                answers(make_member(fund), 5_000),
            )
        ),
    }  # fmt: skip
    assert len(hashes) == 5
    parties = {"borrower": borrower.cooperative.siren, "linked": []}
    assert plain.sha256 == request_hash(
        amount=plain.amount, terms=plain.terms, parties=parties, purpose=plain.purpose, change=None
    )


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"amount": eur(0)}, WrongGuarantee),
        ({"amount": eur("10000.01")}, WrongGuarantee),
        ({"amount": eur("100.001")}, TooManyDecimals),
        ({"share": Decimal(0)}, WrongGuarantee),
        ({"share": Decimal("1.0001")}, WrongGuarantee),
        ({"share": Decimal("0.33333")}, WrongGuarantee),
        ({"share": Decimal("NaN")}, WrongGuarantee),
        ({"amount": eur(100), "share": Decimal("0.5")}, WrongGuarantee),
        ({}, WrongGuarantee),
    ],
)
def test_it_is_an_amount_or_a_share_of_the_loan(
    fund: Fund, sponsor: Membership, asked: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        make_draft(make_member(fund), sponsors=[SponsorAsked(sponsor.pk, **asked)])


def test_a_sponsor_is_another_member_of_the_fund_and_named_once(fund: Fund, sponsor: Membership) -> None:
    borrower, stranger = make_member(fund), make_member(make_fund())
    for sponsors, refusal in (
        ([answers(borrower, 100)], SponsorIsBorrower),
        ([answers(stranger, 100)], UnknownSponsor),
        ([answers(sponsor, 100), answers(sponsor, 200)], SponsorNamedTwice),
    ):
        with pytest.raises(refusal):
            make_draft(borrower, sponsors=sponsors)
    # The same one, of this fund and named once, is taken.
    assert make_draft(borrower, sponsors=[answers(sponsor, 100)]).current.sponsors


def test_whoever_sits_or_works_for_a_sponsor_steps_back_from_the_vote(fund: Fund, sponsor: Membership) -> None:
    people = make_committee(fund, 5, members=[sponsor])
    Role.objects.create(person=people[2], cooperative=sponsor.cooperative, kind=Role.Kind.TREASURER)
    borrower = make_member(fund)
    assert recused_in(opened(make_submitted_request(borrower))) == {}
    recused = recused_in(opened(make_submitted_request(borrower, sponsors=[answers(sponsor, 5_000)])))
    assert recused == {people[0].name: "sponsor of the loan", people[2].name: "sponsor of the loan"}


def test_they_step_back_from_a_vote_on_another_schedule_of_the_loan_too(fund: Fund, sponsor: Membership) -> None:
    people = make_committee(fund, 5, members=[sponsor])
    borrower = make_member(fund)
    ask = {"kind": "holiday", "on": "2026-02-15", "periods": 1}
    for sponsors, expected in (([answers(sponsor, 4_000)], {people[0].name: "sponsor of the loan"}), ([], {})):
        loan = make_active_loan(borrower, sponsors=sponsors, disbursed_on=date(2026, 1, 15))
        request = ask_change(
            loan=loan, wish=read_wish(ask), purpose="Saison", acting_person=treasurer_of(fund, 4), now=database_now()
        )
        assert recused_in(opened(request)) == expected


def test_the_loan_keeps_the_guarantee_and_its_contract_says_it(fund: Fund, sponsor: Membership) -> None:
    loan = make_agreed_loan(make_member(fund), sponsors=[answers(sponsor, share="0.5")], is_accepted=False)
    kept = loan.guarantees.get()
    assert (kept.membership, kept.amount, kept.share) == (sponsor, eur(5_000), Decimal("0.5"))
    contract = loan.agreements.get()
    assert '"guarantee":{"mutual":null,"sponsors":[{"amount":"5000.00"' in contract.content
    assert [party.side for party in contract.parties.all()] == ["borrower", "fund", "sponsor"]
    assert [party.agreement for party in agreements_to_accept(sponsor)] == [contract]
    assert sponsor_guarantees(loan)[0].standing is Standing.TO_ACCEPT


def accept(loan: Loan, party: AgreementParty, person: Any) -> None:
    contract, now = loan.agreements.get(), database_now()
    accept_agreement(
        agreement=contract, party_id=party.pk, sha256=contract.sha256, acting_person=person, now=now,
        proof=Reauthentication(at=now, method="password"),
    )  # fmt: skip


def test_nothing_is_paid_before_the_sponsor_has_accepted(fund: Fund, sponsor: Membership) -> None:
    loan = make_agreed_loan(make_member(fund), sponsors=[answers(sponsor, 4_000)], is_accepted=False)
    treasurer_of(fund, 3)
    for party in missing_parties(loan.agreements.get()):
        if party.side != "sponsor":
            accept(loan, party, manager_of(party.membership) if party.membership else treasurer_of(fund, 1))
    with pytest.raises(NotAccepted) as refusal:
        pay_out(loan)
    assert refusal.value.values["missing"] == "Atelier parrain"
    # The database asks the same of whoever goes round the service.
    with pytest.raises(IntegrityError), transaction.atomic():
        Loan.objects.filter(pk=loan.pk).update(
            disbursed_on=loan.agreed_on, disbursed_by=treasurer_of(fund, 3), state="active"
        )
    (party,) = missing_parties(loan.agreements.get())
    accept(loan, party, manager_of(sponsor))
    assert pay_out(loan).state == "active"
    assert sponsor_guarantees(loan)[0].standing is Standing.IN_FORCE


def pay_out(loan: Loan) -> Loan:
    return disburse_loan(
        loan=loan, disbursed_on=loan.agreed_on, acting_person=treasurer_of(loan.fund, 3), now=database_now()
    )


def test_who_asked_for_the_loan_does_not_accept_for_its_sponsor(fund: Fund, sponsor: Membership) -> None:
    borrower = make_member(fund)
    Role.objects.create(person=manager_of(borrower), cooperative=sponsor.cooperative, kind=Role.Kind.MANAGER)
    loan = make_agreed_loan(borrower, sponsors=[answers(sponsor, 4_000)], is_accepted=False)
    party = loan.agreements.get().parties.get(side="sponsor")
    with pytest.raises(FourHands):
        accept(loan, party, manager_of(borrower))
    accept(loan, party, sponsor.cooperative.roles.exclude(person=manager_of(borrower)).get().person)


def test_a_sponsor_stands_in_for_no_more_than_a_borrower_may_owe() -> None:
    fund = make_fund(max_per_borrower=eur(12_000))
    sponsor = make_member(fund)
    make_active_loan(make_member(fund), sponsors=[answers(sponsor, 9_000)])
    with pytest.raises(RulesNotMet) as refusal:
        make_submitted_request(make_member(fund), sponsors=[answers(sponsor, "3000.01")])
    assert refusal.value.values["rules"] == ["sponsor_ceiling"]
    assert make_submitted_request(make_member(fund), sponsors=[answers(sponsor, 3_000)]).state == "submitted"
    # What it answers for counts when it asks for a loan itself.
    with pytest.raises(RulesNotMet) as refusal:
        make_submitted_request(sponsor, amount=eur("3000.01"))
    assert refusal.value.values["rules"] == ["borrower_ceiling"]


def test_it_stands_in_for_what_is_approved_before_anything_is_agreed() -> None:
    fund = make_fund(max_per_borrower=eur(12_000))
    make_member(fund, placed=eur(100_000))
    sponsor, first, second = (make_member(fund) for _ in range(3))
    late = make_submitted_request(second, sponsors=[answers(sponsor, "3000.01")])
    # Being named in a request that is not decided binds nobody.
    undecided = make_consultation(first, sponsors=[answers(sponsor, 9_000)])
    another = make_submitted_request(make_member(fund), sponsors=[answers(sponsor, "3000.01")])
    decide(undecided)
    for refused in (
        lambda: make_submitted_request(make_member(fund), sponsors=[answers(sponsor, "3000.01")]),
        lambda: opened(late),
    ):
        with pytest.raises(RulesNotMet) as refusal:
            refused()
        assert refusal.value.values["rules"] == ["sponsor_ceiling"]
    assert make_submitted_request(make_member(fund), sponsors=[answers(sponsor, 3_000)]).state == "submitted"
    # What is approved for the sponsor to answer for counts when it asks for a loan itself.
    with pytest.raises(RulesNotMet) as refusal:
        make_submitted_request(sponsor, amount=eur("3000.01"))
    assert refusal.value.values["rules"] == ["borrower_ceiling"]
    # A request that is given up frees it.
    withdraw = undecided.request_version.request
    LoanRequest.objects.filter(pk=withdraw.pk).update(state="lapsed")
    assert opened(another).state == "open"


def test_of_two_that_are_approved_who_is_agreed_first_is_served_first() -> None:
    fund = make_fund(max_per_borrower=eur(12_000))
    make_member(fund, placed=eur(100_000))
    sponsor = make_member(fund)
    votes = [make_consultation(make_member(fund), sponsors=[answers(sponsor, 9_000)]) for _ in range(2)]
    first, second = (decide(vote) for vote in votes)
    agree(first)
    with pytest.raises(RulesNotMet) as refusal:
        agree(second)
    assert refusal.value.values["rules"] == ["sponsor_ceiling"]


def agree(request: LoanRequest) -> Loan:
    return agree_loan(
        request=request, agreed_on=start_of(request), acting_person=treasurer_of(request.fund, 2), now=database_now()
    )


def test_a_sponsor_in_default_is_none(fund: Fund, sponsor: Membership) -> None:
    failing = make_active_loan(sponsor)
    asked = answers(sponsor, 1_000)
    assert make_submitted_request(make_member(fund), sponsors=[asked]).state == "submitted"
    Loan.objects.filter(pk=failing.pk).update(state="defaulted")
    with pytest.raises(RulesNotMet) as refusal:
        make_submitted_request(make_member(fund), sponsors=[asked])
    assert refusal.value.values["rules"] == ["sponsor_in_default"]
    assert refusal.value.values["overridable"] == []
    other = replace(asked, membership=make_member(fund).pk)
    assert make_submitted_request(make_member(fund), sponsors=[other]).state == "submitted"
