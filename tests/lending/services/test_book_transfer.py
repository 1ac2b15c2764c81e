"""A lender's part goes to another lender at par: by an entry, with both sides' consent, interest each for its days."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lending.domain.errors import LendingError
from lending.domain.fund_errors import CannotReplay, NotAllowed, WrongState
from lending.domain.transfer_errors import (
    BuyerMayNotLend,
    NotAnotherLender,
    SamePerson,
    TransferBeforeConsent,
    TransferPending,
    TransferTooLarge,
)
from lending.models import Event, Loan, OutboxMessage, Participation, Placement, Transfer
from lending.services.answer_transfer import end_transfer
from members.models import Role
from tests.factories import (
    eur,
    make_active_loan,
    make_fund,
    make_member,
    make_office,
    make_person,
    make_placement,
    manager_of,
    treasurer_of,
)
from tests.fixtures.kept import Kept
from tests.lending.services.loan_stories import (
    FIRST,
    SECOND,
    THIRD,
    at_noon,
    breaches,
    end,
    holds,
    legs_of,
    make_story,
    pay,
    recognise,
    stands,
    undo,
)
from tests.lending.services.transfer_stories import accept, book, make_buyer, propose, transfer

pytestmark = pytest.mark.django_db
# Fifteen days before the second due date, thirteen after the first.
MARCH = date(2026, 2, 28)


@pytest.fixture(params=["fund", "members"])
def loan(request: pytest.FixtureRequest, kept: Kept) -> Loan:
    return kept(make_story, request.param)


def test_principal_changes_hands_at_par(loan: Loan) -> None:
    buyer = make_buyer(loan)
    before = holds(loan)
    done = transfer(loan, buyer, "6000.00", date(2026, 1, 15))
    assert legs_of(loan) == [("0.00", "0.00", "0.00"), ("4000.00", "0.00", "0.00"), ("6000.00", "0.00", "0.00")]
    after = holds(loan)
    tail = buyer.tail
    assert {
        code: (before.get(code), after.get(code)) for code in before | after if before.get(code) != after.get(code)
    } == {
        "4551-001": ("54000.00", "60000.00"),
        f"4551-{tail}": ("20000.00", "14000.00"),
        "4552-001": ("6000.00", None),
        f"4552-{tail}": (None, "6000.00"),
        **(
            {"512-001": ("54000.00", "60000.00"), f"512-{tail}": ("20000.00", "14000.00")}
            if loan.fund.custody == "members"
            else {}
        ),
    }
    assert breaches() == []
    event = Event.objects.get(kind="transfer_participation")
    assert (event.after["amount"], event.after["transferred_on"], event.person) == (
        "6000.00 EUR",
        "2026-01-15",
        treasurer_of(loan.fund),
    )
    assert done.proposal.state == "booked"


def test_interest_to_the_day_is_the_sellers_and_later_interest_the_buyers(loan: Loan) -> None:
    """16.69 € fall due on 15 March, of 28 days; 13 of them had run on 28 February."""
    pay(loan, "3350.01", FIRST)
    assert legs_of(loan)[0] == ("4004.99", "0.00", "15.00")
    buyer = make_buyer(loan)
    transfer(loan, buyer, "4004.99", MARCH)
    recognise(loan, SECOND)
    # Of the 7.75 € that had run, 60 % are the first lender's; of the 8.94 € after, the third's.
    assert legs_of(loan) == [("0.00", "4.65", "15.00"), ("2670.00", "6.68", "10.00"), ("4004.99", "5.36", "0.00")]
    pay(loan, "3350.01", SECOND)
    pay(loan, "3350.02", THIRD)
    assert stands(loan) == ("closed", THIRD)
    assert legs_of(loan) == [("0.00", "0.00", "19.65"), ("0.00", "0.00", "20.02"), ("0.00", "0.00", "10.37")]
    assert breaches() == []


def test_some_of_a_part_goes_and_the_rest_stays(loan: Loan) -> None:
    pay(loan, "3350.01", FIRST)
    transfer(loan, make_buyer(loan), "1000.00", FIRST)
    assert [leg[0] for leg in legs_of(loan)] == ["3004.99", "2670.00", "1000.00"]
    pay(loan, "3350.01", SECOND)
    # 3 333.32 € of principal by 3 004.99, 2 670 and 1 000: 1 500.61, 1 333.32 and 499.37; two cents left.
    assert [leg[0] for leg in legs_of(loan)] == ["1504.37", "1336.67", "500.63"]
    assert breaches() == []


def test_a_lender_of_the_loan_may_take_over_the_part_of_another(loan: Loan) -> None:
    second = loan.participations.get(leg=2).membership
    transfer(loan, second, "6000.00", FIRST)
    assert [leg[0] for leg in legs_of(loan)] == ["0.00", "10000.00"]
    leg = loan.participations.get(leg=2)
    assert (leg.amount, leg.acquired, leg.ceded) == (eur(4_000), eur(6_000), eur(0))
    assert breaches() == []


def test_a_part_may_come_back(loan: Loan) -> None:
    buyer = make_buyer(loan)
    transfer(loan, buyer, "6000.00", FIRST)
    back = transfer(loan, loan.participations.get(leg=1).membership, "6000.00", SECOND, leg=3)
    assert [leg[0] for leg in legs_of(loan)] == ["6000.00", "4000.00", "0.00"]
    assert back.seller.leg == 3
    assert breaches() == []


def test_a_receipt_of_before_a_transfer_is_reversed_after_it_and_the_sellers_share_is_the_sellers(loan: Loan) -> None:
    receipt = pay(loan, "3350.01", FIRST)
    transfer(loan, make_buyer(loan), "4004.99", FIRST)
    later = pay(loan, "3350.02", SECOND)
    undo(receipt, date(2026, 3, 20))
    # The first lender's 1 995.01 € live again, with its 15 € of interest; the later receipt pays the oldest due first.
    legs = legs_of(loan)
    assert sum(eur(leg[0]).amount for leg in legs) == eur("10000.00").amount - later_principal(loan)
    assert [row.reversed_on is None for row in Transfer.objects.order_by("id")] == [False, True]
    assert later.amount == eur("3350.02")
    assert breaches() == []
    pay(loan, "6700.02", THIRD)
    assert stands(loan) == ("closed", THIRD)
    assert breaches() == []


def later_principal(loan: Loan) -> object:
    return sum(row.principal.amount for row in loan.repayments.filter(reversed_on__isnull=True))


def test_a_bounced_receipt_is_net_exact_for_every_lender(loan: Loan) -> None:
    """Nothing came between: then everything is as if it had never come, but for the part that changed hands."""
    other = make_story(loan.fund.custody)
    buyer, other_buyer = make_buyer(loan), make_buyer(other)
    receipt = pay(loan, "3350.01", FIRST)
    transfer(loan, buyer, "4000.00", SECOND)
    undo(receipt, SECOND)
    recognise(other, FIRST)
    transfer(other, other_buyer, "4000.00", SECOND)
    assert legs_of(loan) == legs_of(other)
    assert breaches() == []


def test_a_receipt_told_late_is_the_sellers_where_it_came_before(loan: Loan) -> None:
    transfer(loan, make_buyer(loan), "4000.00", SECOND)
    pay(loan, "3350.01", FIRST, told_on=SECOND)
    assert legs_of(loan)[0][0] == "4.99"
    assert [row.amount for row in Transfer.objects.filter(reversed_on__isnull=True)] == [eur(4_000)]
    assert breaches() == []


def test_what_is_recorded_later_on_the_same_day_comes_after_it(loan: Loan) -> None:
    """The part that was handed over is not the seller's any more; nothing is taken back and done again."""
    buyer = make_buyer(loan)
    transfer(loan, buyer, "6000.00", FIRST)
    paid = pay(loan, "3350.01", FIRST)
    assert legs_of(loan) == [("0.00", "0.00", "15.00"), ("2670.00", "0.00", "10.00"), ("4004.99", "0.00", "0.00")]
    transfer(loan, loan.participations.get(leg=1).membership, "4004.99", FIRST, leg=3)
    assert [leg[0] for leg in legs_of(loan)] == ["4004.99", "2670.00", "0.00"]
    undo(paid, FIRST)
    assert [leg[0] for leg in legs_of(loan)] == ["4004.99", "4000.00", "1995.01"]
    assert Transfer.objects.filter(reversed_on__isnull=False).count() == 1
    assert breaches() == []


def test_more_than_is_left_after_a_late_receipt_cannot_be_handed_over(loan: Loan) -> None:
    transfer(loan, make_buyer(loan), "6000.00", SECOND)
    before = legs_of(loan)
    with pytest.raises(CannotReplay) as refusal:
        pay(loan, "3350.01", FIRST, told_on=SECOND)
    assert refusal.value.values["reason"].values["outstanding"] == eur("4004.99")
    assert legs_of(loan) == before


def test_both_agree_and_a_third_hand_books(loan: Loan) -> None:
    buyer = make_buyer(loan)
    seller = loan.participations.get(leg=1).membership
    for stranger in (manager_of(buyer), treasurer_of(loan.fund), make_person()):
        with pytest.raises(NotAllowed):
            propose(loan, buyer, "1000.00", FIRST, acting_person=stranger)
    proposal = propose(loan, buyer, "1000.00", FIRST, reason="Besoin de trésorerie")
    with pytest.raises(WrongState):
        book(proposal, FIRST)
    for stranger in (manager_of(seller), treasurer_of(loan.fund)):
        with pytest.raises(NotAllowed):
            accept(proposal, FIRST, person=stranger)
    Role.objects.create(person=manager_of(seller), cooperative=buyer.cooperative, kind=Role.Kind.MANAGER)
    with pytest.raises(SamePerson):
        accept(proposal, FIRST, person=manager_of(seller))
    accept(proposal, FIRST)
    with pytest.raises(NotAllowed):
        book(proposal, FIRST, person=manager_of(seller))
    make_office(loan.fund, "treasurer", person=manager_of(buyer))
    with pytest.raises(SamePerson):
        book(proposal, FIRST, person=manager_of(buyer))
    assert not Transfer.objects.exists()
    book(proposal, FIRST)
    with pytest.raises(WrongState):
        book(proposal, FIRST)
    assert Transfer.objects.count() == 1
    told = set(OutboxMessage.objects.values_list("template", flat=True))
    assert {"transfer_proposed", "transfer_to_book", "loan_transferred"} <= told


def test_it_is_not_dated_before_both_had_agreed(loan: Loan) -> None:
    proposal = accept(propose(loan, make_buyer(loan), "1000.00", FIRST), SECOND)
    with pytest.raises(TransferBeforeConsent):
        book(proposal, MARCH, told_on=SECOND)
    assert book(proposal, SECOND).transferred_on == SECOND


def test_an_offer_is_declined_or_taken_back(loan: Loan) -> None:
    buyer = make_buyer(loan)
    for person, state in (
        (manager_of(buyer), "declined"),
        (manager_of(loan.participations.get(leg=1).membership), "taken_back"),
    ):
        proposal = propose(loan, buyer, "1000.00", FIRST)
        with pytest.raises(TransferPending):
            propose(loan, buyer, "500.00", FIRST)
        with pytest.raises(NotAllowed):
            end_transfer(proposal=proposal, acting_person=make_person(), now=at_noon(FIRST))
        assert end_transfer(proposal=proposal, acting_person=person, now=at_noon(FIRST)).state == state
        with pytest.raises(WrongState):
            accept(proposal, FIRST)


def test_who_may_not_lend_may_not_take_over(kept: Kept) -> None:
    loan = kept(make_story)
    link = make_member(loan.fund, placed=eur(9_000))
    limited = make_member(loan.fund)
    make_placement(limited, eur(9_000), ceiling_per_borrower=eur(500))
    poor = make_member(loan.fund)
    elsewhere = make_member(make_fund(), placed=eur(9_000))
    for buyer, words in (
        (loan.membership, "It is the borrower itself."),
        (limited, "Its own ceiling per borrower leaves 500.00."),
        (poor, "It has nothing available."),
    ):
        with pytest.raises(BuyerMayNotLend) as refusal:
            propose(loan, buyer, "1000.00", FIRST)
        assert words in str(refusal.value)
    for buyer in (elsewhere, loan.participations.get(leg=1).membership):
        with pytest.raises(NotAnotherLender):
            propose(loan, buyer, "1000.00", FIRST)
    with pytest.raises(TransferTooLarge):
        propose(loan, link, "6000.01", FIRST)


def test_a_party_linked_to_the_borrower_may_not_take_over() -> None:
    fund = make_fund()
    make_member(fund, placed=eur(60_000))
    linked = make_member(fund, placed=eur(9_000))
    loan = make_active_loan(make_member(fund), links=[str(linked.cooperative_id)])
    with pytest.raises(BuyerMayNotLend) as refusal:
        propose(loan, linked, "1000.00", FIRST)
    assert "It is linked to the borrower." in str(refusal.value)


def test_what_a_lender_holds_to_lend_once_is_spent_by_taking_over(loan: Loan) -> None:
    buyer = make_buyer(loan)
    Placement.objects.filter(membership=buyer).update(is_standing=False)
    transfer(loan, buyer, "6000.00", FIRST)
    assert loan.participations.get(leg=3).lent_once == eur(6_000)


def test_a_loan_that_is_closed_or_not_paid_out_has_nothing_to_hand_over(loan: Loan) -> None:
    proposal = accept(propose(loan, make_buyer(loan), "1000.00", FIRST), FIRST)
    end(loan, FIRST)
    with pytest.raises(WrongState):
        book(proposal, FIRST)
    with pytest.raises(WrongState):
        propose(loan, make_buyer(loan), "1000.00", FIRST, leg=2)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_after_any_acts_legs_make_the_loan_and_none_is_below_zero(loan: Loan, data: st.DataObject) -> None:
    """Transfers between three lenders, receipts and reversals in any order; every rule of the books after each."""
    with transaction.atomic():
        buyer = make_buyer(loan)
        lenders = [*(leg.membership for leg in loan.participations.order_by("leg")), buyer]
        today = date(2026, 1, 20)
        receipts = []
        for step in data.draw(
            st.lists(st.tuples(st.integers(0, 3), st.integers(1, 100), st.integers(0, 20)), max_size=8)
        ):
            kind, size, days = step
            today = min(date.fromordinal(today.toordinal() + days), date(2026, 6, 30))
            try:
                with transaction.atomic():
                    if kind < 2:
                        leg = data.draw(
                            st.sampled_from(
                                list(loan.participations.filter(outstanding__gt=0).order_by("leg")) or [None]
                            )
                        )
                        to = data.draw(st.sampled_from(lenders))
                        if leg is not None and to.pk != leg.membership_id:
                            part = f"{max(1, int(leg.outstanding.amount * size)) / 100:.2f}"
                            transfer(loan, to, part, today, leg=leg.leg)
                    elif kind == 2:
                        receipts.append(pay(loan, f"{size * 33}.{size % 100:02d}", today))
                    elif receipts:
                        undo(receipts.pop(), today)
            except LendingError:
                pass
            legs = list(Participation.objects.filter(loan=loan))
            paid = later_principal(loan)
            assert sum(leg.outstanding.amount for leg in legs) + paid == 10_000
            assert all(leg.outstanding.amount >= 0 and leg.interest_due.amount >= 0 for leg in legs)
            assert sum(leg.amount.amount for leg in legs) == 10_000
            assert sum(leg.acquired.amount - leg.ceded.amount for leg in legs) == 0
            assert breaches() == []
        transaction.set_rollback(True)
