"""A lender's year follows its parts from lender to lender, and what came in after a loss."""

from datetime import date

import pytest

from lending.domain.allocation import Part
from lending.domain.transfer_errors import BuyerMayNotLend
from lending.models import Loan, Membership
from lending.selectors.lender_exposure import Lent, lent_in_years
from lending.selectors.lender_year import parts_moved, received_in
from lending.services.waive_dues import waive_dues
from lending.statements.evidence import evidence
from lending.statements.evidence_json import evidence_json
from tests.factories import eur, make_active_loan, make_member, treasurer_of
from tests.fixtures.kept import Kept
from tests.lending.services.default_stories import call_in, recover, undo_recovery, write_off
from tests.lending.services.french_stories import make_borrower, make_french_fund, make_lender
from tests.lending.services.loan_stories import FIRST, SECOND, THIRD, at_noon, make_story, pay, recognise, undo
from tests.lending.services.transfer_stories import make_buyer, propose, transfer

pytestmark = pytest.mark.django_db
MARCH, LOST, CAME = date(2026, 2, 28), date(2026, 6, 1), date(2026, 7, 1)


@pytest.fixture
def loan(kept: Kept) -> Loan:
    return kept(make_story, "members")


def lenders_of(loan: Loan) -> list[Membership]:
    legs = loan.participations.order_by("leg").select_related("membership__cooperative", "membership__fund")
    return [leg.membership for leg in legs]


def received(lender: Membership, year: int = 2026) -> list[tuple[str, ...]]:
    return [
        tuple(
            f"{amount.amount:.2f}"
            for amount in (line.interest, line.principal, line.recovered_interest, line.recovered_principal)
        )
        for line in received_in(lender, year=year)
    ]


def file_of(lender: Membership, year: int = 2026) -> dict[str, object]:
    """What the file says of parts that changed hands, of form 2062 and of what was lent."""
    told = evidence_json(evidence(membership=lender, year=year))
    return {
        "lent": (told["exposure"]["lent"], told["exposure"]["lent_through_this_fund"]),
        "loans": [one["amount"] for one in told["loans"]],
        "transfers": [
            (one["on"], one["is_taken_over"], one["other_lender"]["number"], one["amount"]) for one in told["transfers"]
        ],
        "form_2062": [(one["agreed_on"], one["amount"], one["is_declared"]) for one in told["form_2062"]],
    }


def test_buyer_and_seller_have_each_what_its_days_brought(loan: Loan) -> None:
    """4 004.99 € of the first lender's part go to a third one between two due dates."""
    pay(loan, "3350.01", FIRST)
    transfer(loan, make_buyer(loan), "4004.99", MARCH)
    recognise(loan, SECOND)
    pay(loan, "3350.01", SECOND)
    pay(loan, "3350.02", THIRD)
    seller, other, buyer = lenders_of(loan)
    assert [received(lender) for lender in (seller, other, buyer)] == [
        [("19.65", "1995.01", "0.00", "0.00")],
        [("20.02", "4000.00", "0.00", "0.00")],
        [("10.37", "4004.99", "0.00", "0.00")],
    ]


def test_the_sellers_contract_stays_declared_as_it_was_and_the_buyer_has_none(loan: Loan) -> None:
    transfer(loan, make_buyer(loan), "2500.00", FIRST)
    seller, _, buyer = lenders_of(loan)
    assert file_of(seller) == {
        "lent": ("6000.00", "6000.00"),
        "loans": ["6000.00"],
        "transfers": [("2026-02-15", False, buyer.tail, "2500.00")],
        "form_2062": [("2026-01-15", "6000.00", True)],
    }
    assert file_of(buyer) == {
        "lent": ("2500.00", "2500.00"),
        "loans": [],
        "transfers": [("2026-02-15", True, seller.tail, "2500.00")],
        "form_2062": [],
    }
    assert (file_of(seller, 2025)["transfers"], file_of(buyer, 2027)["lent"]) == ([], ("0.00", "0.00"))


def test_what_is_done_again_is_told_once(loan: Loan) -> None:
    february = pay(loan, "3350.01", FIRST)
    transfer(loan, make_buyer(loan), "2500.00", MARCH)
    undo(february, date(2026, 3, 2))
    buyer = lenders_of(loan)[2]
    moved = parts_moved(buyer, start=date(2026, 1, 1), end=date(2026, 12, 31))
    assert [(part.is_taken_over, part.transfer.amount) for part in moved] == [(True, eur("2500.00"))]
    assert received(buyer) == []


def test_what_was_taken_over_counts_in_the_year_of_the_law_in_which_it_was(loan: Loan) -> None:
    buyer = make_buyer(loan)
    years = {buyer.pk: (date(2026, 1, 1), date(2026, 12, 31))}
    assert lent_in_years([buyer], years, borrower=loan.membership) == {buyer.pk: Lent(0, 0)}
    transfer(loan, buyer, "2500.00", FIRST)
    assert lent_in_years([buyer], years, borrower=loan.membership) == {buyer.pk: Lent(2_500_00, 2_500_00)}
    assert lent_in_years([buyer], years, borrower=make_member(loan.fund)) == {buyer.pk: Lent(2_500_00, 0)}
    before = {buyer.pk: (date(2025, 7, 1), date(2026, 2, 14))}
    assert lent_in_years([buyer], before) == {buyer.pk: Lent(0, 0)}


def test_interest_recovered_after_a_loss_is_received_then(loan: Loan) -> None:
    """Called in on 1 March and lost: 6 000 and 4 000 of principal, 20.00 and 13.34 of interest."""
    call_in(loan)
    write_off(loan, LOST)
    first, second = lenders_of(loan)
    assert received(first) == []
    recovery = recover(loan, "10020.00", CAME)
    # 10 000 € of principal first; 20 € of interest by 20.00 and 13.34.
    assert received(first) == [("12.00", "6000.00", "12.00", "6000.00")]
    assert received(second) == [("8.00", "4000.00", "8.00", "4000.00")]
    assert evidence(membership=first, year=2026).interest_total == eur("12.00")
    assert received(first, 2027) == []
    undo_recovery(recovery, date(2026, 7, 2))
    assert received(first) == []


def test_both_kinds_of_receipts_of_a_year_are_added(loan: Loan) -> None:
    pay(loan, "3350.01", FIRST)
    call_in(loan, date(2026, 3, 20), notice_on=date(2026, 3, 18))
    write_off(loan, LOST)
    recover(loan, "6674.99", CAME)
    assert received(lenders_of(loan)[0]) == [("15.00", "6000.00", "0.00", "4004.99")]


def test_what_was_waived_was_not_received(loan: Loan) -> None:
    recognise(loan, FIRST)
    waive_dues(
        loan=loan, part=Part.INTEREST, amount=eur("10.00"), waived_on=FIRST, reason="Geste",
        acting_person=treasurer_of(loan.fund), now=at_noon(FIRST),
    )  # fmt: skip
    assert received(lenders_of(loan)[0]) == []
    pay(loan, "3340.01", FIRST)
    # 15 of the 25 € are left: 60 % of them.
    assert received(lenders_of(loan)[0]) == [("9.00", "1995.01", "0.00", "0.00")]


def test_where_the_fund_holds_the_cash_parts_are_followed_too_and_there_is_no_form(kept: Kept) -> None:
    loan = kept(make_story)
    transfer(loan, make_buyer(loan), "2500.00", FIRST)
    assert file_of(lenders_of(loan)[2]) == {
        "lent": ("0.00", "2500.00"),
        "loans": [],
        "transfers": [("2026-02-15", True, "001", "2500.00")],
        "form_2062": [],
    }


def test_a_lender_takes_over_what_the_law_leaves_it_beside_what_it_lends_of_that_loan() -> None:
    """25 000 € a year to one borrower; each of two lends it 20 000 €."""
    fund, day = make_french_fund(), date(2026, 1, 15)
    borrower = make_borrower(fund)
    buyer = [make_lender(fund, borrower) for _ in range(2)][1]
    loan = make_active_loan(borrower, amount=eur(40_000))
    assert [leg.amount for leg in loan.participations.order_by("leg")] == [eur(20_000), eur(20_000)]
    with pytest.raises(BuyerMayNotLend) as refusal:
        propose(loan, buyer, "5000.01", day)
    assert refusal.value.values["possible"] == eur(5_000)
    transfer(loan, buyer, "3000.00", day)
    with pytest.raises(BuyerMayNotLend):
        propose(loan, buyer, "2000.01", day)
    transfer(loan, buyer, "2000.00", day)
