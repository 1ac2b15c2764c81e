"""Who funds a loan: by the method in force or another with a reason, and every ceiling that bound is kept in words."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from lending.domain.fund_errors import NotAllowed
from lending.domain.funding_errors import ReasonNeeded
from lending.models import Event, FundingPlan, Loan, LoanRequest, Membership, Placement
from lending.selectors.clock import database_now
from lending.selectors.lenders import lenders_for
from lending.services.agree_loan import agree_loan
from lending.services.change_funding import change_funding
from lending.services.lapse_request import lapse_request
from lending.services.open_consultation import open_consultation
from lending.services.propose_funding import propose_funding
from lending.services.withdraw_placement import give_notice, pay_withdrawal
from tests.factories import (
    decide,
    eur,
    make_approved_request,
    make_committee,
    make_draft,
    make_fund,
    make_member,
    make_placement,
    make_submitted_request,
    start_of,
    treasurer_of,
)
from tests.lending.services.loan_stories import FIRST, SECOND, THIRD, at_noon, breaches, end, pay
from tests.lending.services.loan_stories import make_story as make_paid_story

pytestmark = pytest.mark.django_db


def three_lenders(**policy: Any) -> tuple[Membership, list[Membership]]:
    """A borrower, and three who have placed 60 000, 30 000 and 10 000 €; members 001 to 003."""
    fund = make_fund(**policy)
    lenders = [make_member(fund, placed=eur(placed)) for placed in (60_000, 30_000, 10_000)]
    make_committee(fund, 3)
    return make_member(fund), lenders


def parts_of(request: LoanRequest, **options: Any) -> dict[int, tuple[int, dict[str, int]]]:
    """What each lender would lend, in euros, and by what it is held."""
    parts = propose_funding(request.current, **options).parts
    return {part.lender.number: (part.amount // 100, dict(part.bound_by)) for part in parts}


def kept_out(request: LoanRequest) -> dict[int, tuple[str, ...]]:
    return {lender.number: names for lender, names in propose_funding(request.current).kept_out}


def open_vote(request: LoanRequest, **options: Any) -> FundingPlan:
    now = database_now()
    known = {"closes_at": now + timedelta(days=3), "acting_person": treasurer_of(request.fund), "now": now}
    return open_consultation(request=request, **{**known, **options}).funding_plan


def agree(request: LoanRequest, **options: Any) -> Loan:
    return agree_loan(
        request=request, agreed_on=start_of(request), acting_person=treasurer_of(request.fund, 2), now=database_now(),
        **options,
    )  # fmt: skip


def test_a_policy_says_how_loans_are_spread() -> None:
    borrower, _ = three_lenders()
    request = make_submitted_request(borrower, amount=eur(20_000))
    assert parts_of(request) == {1: (12_000, {}), 2: (6_000, {}), 3: (2_000, {})}
    assert parts_of(request, method="fewest_legs") == {1: (20_000, {})}
    change_funding(fund=borrower.fund, method="fewest_legs", now=database_now())
    assert parts_of(request) == {1: (20_000, {})}
    event = Event.objects.get(kind="change_funding")
    assert (event.before["funding_method"], event.after["funding_method"]) == ("pro_rata", "fewest_legs")
    assert (event.before["version"], event.after["version"]) == (1, 2)


def test_every_ceiling_that_binds_is_named() -> None:
    borrower, (_, second, _third) = three_lenders(max_share_of_lender=Decimal("0.5"))
    Placement.objects.filter(membership=second).update(ceiling_per_borrower=eur(4_000))
    request = make_submitted_request(borrower, amount=eur(36_000))
    assert parts_of(request) == {
        1: (27_428, {}),
        2: (4_000, {"own_ceiling_per_borrower": 400_000}),
        3: (4_571, {}),
    }
    assert parts_of(request, method="fewest_legs") == {
        1: (30_000, {"fund_ceiling_per_lender": 3_000_000}),
        2: (1_000, {}),
        3: (5_000, {"fund_ceiling_per_lender": 500_000}),
    }


def test_who_is_kept_out_and_why() -> None:
    borrower, (first, second, third) = three_lenders()
    make_placement(borrower, eur(5_000))
    now = database_now()
    notice = give_notice(
        placement=third.placements.get(), amount=eur(10_000), requested_on=now.date(),
        acting_person=treasurer_of(borrower.fund), now=now,
    )  # fmt: skip
    assert notice.state == "notice"
    request = make_submitted_request(borrower, amount=eur(20_000), links=[str(second.cooperative_id)])
    assert parts_of(request) == {1: (20_000, {})}
    assert kept_out(request) == {2: ("is_linked",), 3: ("available",), 7: ("is_borrower",)}
    assert first.number == 1


def test_another_method_takes_a_treasurer_and_a_reason() -> None:
    borrower, _ = three_lenders()
    request = make_submitted_request(borrower)
    with pytest.raises(ReasonNeeded):
        open_vote(request, funding_method="fewest_legs", funding_reason="  ")
    chair = borrower.fund.offices.get(kind="chair").person
    with pytest.raises(NotAllowed):
        open_vote(request, funding_method="fewest_legs", funding_reason="Un seul contrat", acting_person=chair)
    assert not FundingPlan.objects.exists()
    plan = open_vote(request, funding_method="fewest_legs", funding_reason="Un seul contrat")
    assert (plan.method, plan.reason, plan.chosen_by) == ("fewest_legs", "Un seul contrat", treasurer_of(borrower.fund))


def test_what_is_in_force_takes_no_reason() -> None:
    borrower, _ = three_lenders()
    plan = open_vote(make_submitted_request(borrower), funding_method="pro_rata", funding_reason="sans objet")
    assert (plan.method, plan.reason, plan.chosen_by) == ("pro_rata", "", None)


def test_a_loan_is_spread_as_the_committee_saw_it_and_the_plan_is_kept_with_it() -> None:
    borrower, _ = three_lenders()
    request = make_submitted_request(borrower, amount=eur(70_000))
    plan = open_vote(request, funding_method="fewest_legs", funding_reason="Deux contrats au plus")
    loan = agree(decide(plan.consultation))
    assert [(leg.membership.number, leg.amount) for leg in loan.participations.all()] == [
        (1, eur(60_000)),
        (2, eur(10_000)),
    ]
    kept = loan.funding_plan
    assert (kept.method, kept.reason, kept.chosen_by) == ("fewest_legs", "", None)
    assert kept.figures == {
        "legs": [
            {"membership": str(loan.participations.get(leg=1).membership_id), "number": 1,
             "lender": loan.participations.get(leg=1).membership.cooperative.name, "amount_minor": 6_000_000,
             "bound_by": {"available": 6_000_000}},
            {"membership": str(loan.participations.get(leg=2).membership_id), "number": 2,
             "lender": loan.participations.get(leg=2).membership.cooperative.name, "amount_minor": 1_000_000,
             "bound_by": {}},
        ],
        "kept_out": [],
    }  # fmt: skip
    assert Event.objects.get(kind="agree_loan").after["funding"] == "fewest_legs"


def test_at_the_agreement_a_treasurer_may_choose_once_more() -> None:
    borrower, _ = three_lenders()
    request = make_approved_request(borrower)
    with pytest.raises(ReasonNeeded):
        agree(request, funding_method="fewest_legs")
    loan = agree(request, funding_method="fewest_legs", funding_reason="Le prêteur le demande")
    assert [leg.amount for leg in loan.participations.all()] == [eur(10_000)]
    assert (loan.funding_plan.reason, loan.funding_plan.chosen_by) == (
        "Le prêteur le demande",
        treasurer_of(borrower.fund, 2),
    )


@pytest.mark.parametrize(
    "statement", ["UPDATE lending_fundingplan SET method = 'pro_rata'", "DELETE FROM lending_fundingplan"]
)
def test_a_plan_that_is_kept_does_not_change(statement: str) -> None:
    borrower, _ = three_lenders()
    agree(make_approved_request(borrower))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_lender_that_lends_the_borrower_and_its_links_is_held_by_the_funds_ceiling() -> None:
    """Half of 60 000 € to one borrower and its links: 24 000 € are lent to the link already."""
    borrower, (_, second, third) = three_lenders(max_share_of_lender=Decimal("0.5"))
    link = make_member(borrower.fund)
    for other in (second, third):
        Placement.objects.filter(membership=other).update(ceiling_per_borrower=eur(1))
    agree(make_approved_request(link, amount=eur(24_002)))
    request = make_draft(borrower, amount=eur(6_002), links=[str(link.cooperative_id)])
    assert parts_of(request, method="fewest_legs")[1] == (6_000, {"fund_ceiling_per_lender": 600_000})
    alone = make_draft(borrower, amount=eur(20_002))
    assert parts_of(alone)[1][0] == 20_000


def test_what_is_placed_to_be_lent_once_is_not_lent_again() -> None:
    """60 000 € to be lent once, 40 000 € standing: what came back of the first waits for its owner."""
    loan = make_paid_story()
    Placement.objects.filter(membership__number=1).update(is_standing=False)
    loan.participations.filter(leg=1).update(lent_once=eur(6_000))
    lender = make_draft(loan.membership, amount=eur(1_000)).current
    assert once(lender) == (5_400_000, 5_400_000)
    pay(loan, "3350.01", FIRST)  # 1 995,01 € of principal come back to the first lender, and 15 € of interest
    assert once(lender) == (5_400_000 + 1_500, 5_400_000)
    pay(loan, "3350.01", SECOND)
    end(loan, THIRD)
    assert once(lender) == (5_400_000 + 3_002, 5_400_000)
    now = at_noon(THIRD)
    place = Placement.objects.get(membership__number=1)
    notice = give_notice(
        placement=place, amount=eur(6_000), requested_on=THIRD, acting_person=treasurer_of(loan.fund), now=now
    )
    assert once(lender) == (5_400_000 + 3_002, 5_400_000)  # what waits is what is asked back first
    pay_withdrawal(withdrawal=notice, paid_on=THIRD, acting_person=treasurer_of(loan.fund), now=now)
    assert once(lender) == (5_400_000 + 3_002, 5_400_000)
    assert breaches() == []


def once(version: Any) -> tuple[int, int]:
    """Of the first lender, in cents: what it can lend, and what of that is lent once."""
    lender = next(one for one in lenders_for(version) if one.number == 1)
    return lender.available, lender.once


def test_what_lapses_may_be_lent_still() -> None:
    fund = make_fund()
    make_placement(make_member(fund), eur(10_000), is_standing=False)
    borrower = make_member(fund)
    loan = agree(make_approved_request(borrower, amount=eur(4_000)))
    version = make_draft(borrower, amount=eur(1_000)).current
    assert loan.participations.get().lent_once == eur(4_000)
    assert once(version) == (600_000, 600_000)
    late = loan.decision.expires_on.replace(year=loan.decision.expires_on.year + 1)
    assert lapse_request(request_id=loan.request_version.request_id, today=late, now=at_noon(late))
    assert once(version) == (1_000_000, 1_000_000)


@pytest.mark.parametrize("count", [1, 3])
def test_it_takes_as_many_queries_however_many_lenders(count: int, django_assert_num_queries: Any) -> None:
    fund = make_fund()
    for _ in range(count):
        make_placement(make_member(fund), eur(10_000), ceiling_per_borrower=eur(9_000))
    version = make_draft(make_member(fund), amount=eur(1_000)).current
    with django_assert_num_queries(8):
        propose_funding(version)
