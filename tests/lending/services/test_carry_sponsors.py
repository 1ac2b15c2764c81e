"""Loans with sponsors made one: who goes on answering has to accept the addendum, who is released answers no more."""

import json
from datetime import date
from typing import Any

import pytest

from lending.domain.addendum_errors import AddendumNotAccepted
from lending.domain.change_errors import LoanMoved
from lending.domain.reauthentication import Reauthentication
from lending.domain.wrong_terms import WrongTerms
from lending.models import Acceptance, Agreement, AgreementParty, Loan, LoanRequest, Membership, Recusal
from lending.selectors.agreements import signatories_of
from lending.selectors.clock import database_now
from lending.selectors.sponsors import Standing, sponsor_guarantees
from lending.services.accept_agreement import accept_agreement
from lending.services.apply_consolidation import apply_consolidation
from lending.services.ask_change import ask_change
from lending.services.submit_request import submit_request
from members.models import Role
from tests.factories import (
    accept_whole,
    committee_of,
    decide,
    eur,
    make_active_loan,
    make_member,
    manager_of,
    treasurer_of,
)
from tests.fixtures.kept import Kept
from tests.lending.services.change_stories import draw_up, open_vote, wish
from tests.lending.services.default_stories import call_in
from tests.lending.services.loan_stories import breaches, pay, recognise
from tests.lending.services.sponsor_stories import (
    answers,
    call_sponsor,
    guarantee_of,
    make_sponsored_loan,
    prepare_call,
    sponsor_pays,
)

pytestmark = pytest.mark.django_db
ONE = {"kind": "consolidation", "on": "2026-03-01", "instalments": 4, "first_due_on": "2026-04-01"}


def ask(loans: list[Loan], **changes: Any) -> LoanRequest:
    first, *others = loans
    person, now = manager_of(first.membership), database_now()
    asked = wish(ONE, **changes)
    request = ask_change(
        loan=first, others=others, wish=asked, purpose="Un seul échéancier", acting_person=person, now=now
    )
    return submit_request(request=request, acting_person=person, now=now)


def make_two(*sponsors: tuple[str, Any], second: bool = False) -> tuple[list[Loan], list[Membership]]:
    """10 000 € that these answer for and 4 000 € that nobody, or the first of them, answers for; nothing is paid."""
    loan, members = make_sponsored_loan(*sponsors)
    named = [answers(members[0], 1_500)] if second else []
    loans = [loan, make_active_loan(loan.membership, amount=eur(4_000), sponsors=named)]
    for one in loans:
        recognise(one, date(2026, 3, 10))
    return loans, members


def make_one(request: LoanRequest) -> Loan:
    return apply_consolidation(request=request, acting_person=treasurer_of(request.fund, 2), now=database_now())


def accept(addendum: Agreement, *parties: AgreementParty) -> None:
    for party in parties:
        if not signatories_of(party):
            treasurer_of(addendum.fund, 3)
        now = database_now()
        accept_agreement(
            agreement=addendum, party_id=party.pk, sha256=addendum.sha256, acting_person=signatories_of(party)[0],
            now=now, proof=Reauthentication(at=now, method="password"),
        )  # fmt: skip


def carried(request: LoanRequest) -> list[tuple[str, str | None]]:
    told: Any = request.current.change
    return [(one["name"], one["amount_minor"]) for one in told["sponsors"]]


def test_a_sponsor_goes_on_answering_once_it_has_accepted_the_addendum(kept: Kept) -> None:
    loans, (sponsor,) = kept(make_two, ("Parrain A", 4_000))
    request = decide(open_vote(ask(loans)))
    assert carried(request) == [("Parrain A", 400_000)]
    addendum = draw_up(request)
    said = json.loads(addendum.content)
    assert [(one["name"], one["amount"]) for one in said["sponsors"]] == [("Parrain A", "4000.00")]
    *others, party = addendum.parties.order_by("place")
    assert (party.side, party.membership) == ("sponsor", sponsor)
    accept(addendum, *others)
    # All the others have accepted: the loans stay as they are until the sponsor has.
    with pytest.raises(AddendumNotAccepted) as refused:
        make_one(request)
    assert refused.value.values["missing"] == "Parrain A"
    assert [loan.state for loan in Loan.objects.order_by("number")] == ["active", "active"]
    accept(addendum, party)
    new = make_one(request)
    assert breaches() == []
    (guarantee,) = sponsor_guarantees(new)
    assert (guarantee.guarantee.amount, guarantee.standing) == (eur(4_000), Standing.IN_FORCE)
    assert [one.standing for one in sponsor_guarantees(loans[0])] == [Standing.RELEASED]


def test_who_answers_for_the_new_loan_is_called_on_its_default(kept: Kept) -> None:
    loans, (sponsor,) = kept(make_two, ("Parrain A", 4_000))
    request = decide(open_vote(ask(loans)))
    accept_whole(draw_up(request))
    new = make_one(request)
    recognise(new, date(2026, 4, 2))
    call_in(new, date(2026, 4, 10), notice_on=date(2026, 4, 5))
    act = prepare_call(guarantee_of(new, sponsor), date(2026, 4, 10))
    assert act.amount == eur(4_000)


def test_its_seat_steps_back_from_the_vote(kept: Kept) -> None:
    loans, (sponsor,) = kept(make_two, ("Parrain A", 4_000))
    seated = committee_of(sponsor.fund)[0]
    Role.objects.create(person=seated, cooperative=sponsor.cooperative, kind=Role.Kind.TREASURER)
    recusals = Recusal.objects.filter(seat__consultation=open_vote(ask(loans)))
    assert [(one.seat.person, one.reason) for one in recusals] == [(seated, "sponsor of the loan")]


@pytest.mark.parametrize(
    ("of", "amount_minor"),
    [
        # Nothing of the 10 000 € is repaid.
        (4_000, 400_000),
        (10_000, 1_000_000),
        # A share becomes the amount that it makes of what is taken over.
        ("0.5", 500_000),
        ("0.3333", 333_300),
    ],
)
def test_it_answers_for_no_more_than_it_did(of: Any, amount_minor: int) -> None:
    loans, _ = make_two(("Parrain A", of))
    assert carried(ask(loans)) == [("Parrain A", amount_minor)]


def test_it_answers_for_no_more_than_is_taken_over_of_its_loan(kept: Kept) -> None:
    """3 325,01 € are repaid before: 6 674,99 € are taken over, of which half is 3 337,50 €."""
    loan, _ = kept(make_sponsored_loan, ("Parrain A", 9_000), ("Parrain B", "0.5"))
    loans = [loan, make_active_loan(loan.membership, amount=eur(4_000))]
    pay(loan, "3350.01", date(2026, 2, 15))
    assert carried(ask(loans)) == [("Parrain A", 667_499), ("Parrain B", 333_750)]


def test_who_answered_for_both_answers_for_the_sum_and_accepts_once() -> None:
    loans, _ = make_two(("Parrain A", 4_000), ("Parrain B", "0.2"), second=True)
    request = decide(open_vote(ask(loans)))
    assert carried(request) == [("Parrain A", 550_000), ("Parrain B", 200_000)]
    addendum = draw_up(request)
    bound = AgreementParty.objects.filter(agreement=addendum, side="sponsor").order_by("place")
    assert [party.name for party in bound] == ["Parrain A", "Parrain B"]
    accept_whole(addendum)
    new = make_one(request)
    assert [(one.guarantee.place, one.guarantee.amount, one.guarantee.share) for one in sponsor_guarantees(new)] == [
        (1, eur(5_500), None), (2, eur(2_000), None),
    ]  # fmt: skip
    assert breaches() == []


def test_who_is_released_by_the_vote_has_nothing_to_accept_and_answers_for_nothing() -> None:
    loans, (released, kept) = make_two(("Parrain A", 4_000), ("Parrain B", 1_000))
    request = decide(open_vote(ask(loans, released_sponsors=[str(released.pk)])))
    assert carried(request) == [("Parrain A", None), ("Parrain B", 100_000)]
    assert [one["membership"] for one in request.current.sponsors] == [str(kept.pk)]
    addendum = draw_up(request)
    said = json.loads(addendum.content)
    assert [one["name"] for one in said["released"]] == ["Parrain A"]
    accept_whole(addendum)
    accepted = Acceptance.objects.filter(party__agreement=addendum, party__side="sponsor")
    assert [acceptance.party.name for acceptance in accepted] == ["Parrain B"]
    new = make_one(request)
    assert [one.guarantee.membership for one in sponsor_guarantees(new)] == [kept]
    assert {one.standing for one in sponsor_guarantees(loans[0])} == {Standing.RELEASED}
    assert breaches() == []


def test_only_sponsors_are_released_and_only_by_a_consolidation(kept: Kept) -> None:
    loans, (sponsor,) = kept(make_two, ("Parrain A", 4_000))
    stranger = make_member(loans[0].fund)
    with pytest.raises(WrongTerms) as refused:
        ask(loans, released_sponsors=[str(stranger.pk)])
    assert list(refused.value.fields) == ["released_sponsors"]
    with pytest.raises(WrongTerms) as refused:
        ask(loans[:1], kind="reschedule", released_sponsors=[str(sponsor.pk)])
    assert list(refused.value.fields) == ["released_sponsors"]
    assert ask(loans, released_sponsors=[str(sponsor.pk)]).state == "submitted"


def test_what_a_sponsor_has_paid_since_the_vote_refuses_it(kept: Kept) -> None:
    loans, (sponsor,) = kept(make_two, ("Parrain A", 4_000))
    request = decide(open_vote(ask(loans)))
    accept_whole(draw_up(request))
    call_in(loans[0], date(2026, 3, 12), notice_on=date(2026, 3, 11))
    sponsor_pays(call_sponsor(guarantee_of(loans[0], sponsor), date(2026, 3, 13)), "1000.00", date(2026, 3, 14))
    with pytest.raises(LoanMoved):
        make_one(request)
