"""Several loans made one: every lender lends what it lent, no money moves, interest is charged once."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Sum

from lending.domain.change_errors import AlreadyApplied, LoanMoved, NotAChange
from lending.domain.default_errors import NothingToReturn, NotReturned
from lending.domain.fund_errors import CannotReplay, FourHands
from lending.domain.wrong_terms import WrongTerms
from lending.models import Loan, LoanRequest, Participation, Repayment
from lending.selectors.addenda import addendum_of
from lending.selectors.clock import database_now
from lending.selectors.guarantees import mutual_guarantee
from lending.services.apply_change import apply_change
from lending.services.apply_consolidation import apply_consolidation
from lending.services.ask_change import ask_change
from lending.services.call_mutual_guarantee import call_mutual_guarantee
from lending.services.return_contribution import return_contribution, take_return_back
from lending.services.submit_request import submit_request
from tests.factories import decide, eur, make_active_loan, make_fund, make_member, manager_of, treasurer_of
from tests.fixtures.kept import Kept
from tests.lending.services.change_stories import accept, open_vote, rows, wish
from tests.lending.services.default_stories import call_in
from tests.lending.services.loan_stories import at_noon, breaches, holds, legs_of, pay, recognise, stands, undo
from tests.lending.services.transfer_stories import make_buyer, transfer

pytestmark = pytest.mark.django_db
NOW = at_noon(date(2026, 3, 2))
ONE = {"kind": "consolidation", "on": "2026-03-01", "instalments": 4, "first_due_on": "2026-04-01"}


@pytest.fixture(params=["at_due_date", "daily"])
def loans(request: pytest.FixtureRequest, kept: Kept) -> list[Loan]:
    return kept(make_loans, request.param)


@pytest.fixture(params=["at_due_date", "daily"])
def adopted(request: pytest.FixtureRequest, kept: Kept) -> tuple[list[Loan], LoanRequest]:
    """The same loans, and the request that the committee has adopted to make them one."""
    return kept(make_adopted, request.param)


def make_adopted(accrual: str) -> tuple[list[Loan], LoanRequest]:
    loans = make_loans(accrual)
    return loans, adopt(loans)


def make_loans(accrual: str) -> list[Loan]:
    """10 000 € and 4 000 € over three months at 3 %, of which nothing was paid; lent 60 / 40 by two members."""
    fund = make_fund(accrual=accrual)
    make_member(fund, placed=eur(60_000))
    make_member(fund, placed=eur(40_000))
    borrower = make_member(fund)
    found = [make_active_loan(borrower), make_active_loan(borrower, amount=eur(4_000))]
    for loan in found:
        recognise(loan, date(2026, 3, 10))
    return found


def adopt(loans: list[Loan], **changes: object) -> LoanRequest:
    first, *others = loans
    person, now = manager_of(first.membership), database_now()
    request = ask_change(
        loan=first,
        others=others,
        wish=wish(ONE, **changes),
        purpose="Un seul échéancier",
        acting_person=person,
        now=now,
    )
    return decide(open_vote(submit_request(request=request, acting_person=person, now=now)))


def make_one(request: LoanRequest) -> Loan:
    if addendum_of(request) is None:
        accept(request)
    return apply_consolidation(request=request, acting_person=treasurer_of(request.fund, 2), now=database_now())


def lent(loan: Loan) -> dict[str, Decimal]:
    legs = Participation.objects.filter(fund=loan.fund).order_by("membership__number").values("membership__number")
    return {str(row["membership__number"]): row["lent"] for row in legs.annotate(lent=Sum("outstanding"))}


def test_one_loan_takes_over_what_is_outstanding_of_all(adopted: tuple[list[Loan], LoanRequest]) -> None:
    loans, request = adopted
    cash, before = holds(loans[0])["512"], lent(loans[0])
    new = make_one(request)
    assert breaches() == []
    assert (holds(new)["512"], lent(new)) == (cash, before)
    assert [stands(loan) for loan in loans] == [("closed", date(2026, 3, 1))] * 2
    assert (new.state, new.amount) == ("active", eur(14_000))
    assert [(leg.leg, leg.outstanding) for leg in new.participations.order_by("leg")] == [
        (1, eur("8400.00")), (2, eur("5600.00")),
    ]  # fmt: skip
    # 25,00 and 10,00 € are late since 15/02; half a month of 6 674,99 and of 2 669,99 € runs to 1/03: 8,34 and 3,34.
    assert rows(new)[0] == ("2026-04-01", "0.00", "46.68", "14000.00", "2026-03-01")
    assert rows(new)[1] == ("2026-04-01", "3486.90", "35.00", "10513.10", "")
    assert rows(new)[-1][3] == "0.00"


def test_the_new_loan_is_repaid_to_the_last_cent(adopted: tuple[list[Loan], LoanRequest]) -> None:
    new = make_one(adopted[1])
    recognise(new, date(2026, 7, 1))
    assert breaches() == []
    for day, amount in (("2026-04-01", "3568.58"), ("2026-05-01", "3521.90"), ("2026-06-01", "3521.90")):
        pay(new, amount, date.fromisoformat(day))
        assert breaches() == []
    last = rows(new)[-1]
    pay(new, str(Decimal(last[1]) + Decimal(last[2])), date(2026, 7, 1))
    assert stands(new) == ("closed", date(2026, 7, 1))
    assert breaches() == []


def test_who_has_handed_its_parts_over_gets_the_interest_of_its_days(loans: list[Loan]) -> None:
    """Nothing has been paid: its interest to 20 February is not due, or late, and goes along without any principal."""
    buyer = make_buyer(loans[0])
    for loan, amount in zip(loans, ("6000.00", "2400.00"), strict=True):
        transfer(loan, buyer, amount, date(2026, 2, 20))
    new = make_one(adopt(loans))
    assert breaches() == []
    # 25,00 and five of 28 days of 16,69 € make 27,98; 10,00 and 1,19 of the other loan 11,19: 60 % of both is 23,50.
    assert legs_of(new) == [("0.00", "23.50", "0.00"), ("5600.00", "18.68", "0.00"), ("8400.00", "4.50", "0.00")]
    recognise(new, date(2026, 4, 1))
    pay(new, "3568.58", date(2026, 4, 1))
    # The interest of March, 35,00 €, is of those who lend.
    assert [leg[1:] for leg in legs_of(new)] == [("0.00", "23.50"), ("0.00", "32.68"), ("0.00", "25.50")]
    assert breaches() == []


@pytest.mark.parametrize("custody", ["fund", "members"])
def test_what_was_put_into_the_guarantee_fund_goes_along_and_secures_the_new_loan(custody: str) -> None:
    fund = make_fund(custody=custody, guarantee_rate=Decimal("0.02"))
    make_member(fund, placed=eur(60_000))
    make_member(fund, placed=eur(40_000))
    borrower = make_member(fund)
    old = [make_active_loan(borrower), make_active_loan(borrower, amount=eur(4_000))]
    for loan in old:
        recognise(loan, date(2026, 3, 10))
    before = {code: amount for code, amount in holds(old[0]).items() if code.startswith(("512", "165"))}
    new = make_one(adopt(old))
    assert {code: amount for code, amount in holds(new).items() if code.startswith(("512", "165"))} == before
    assert (new.contribution, new.guarantee_rate) == (eur(280), Decimal("0.0200"))
    assert [str(row.amount.amount) for row in new.deposits.all()] == ["168.00", "112.00"]
    assert breaches() == []
    # Of the old ones nothing is left to return, nor to take back: the new one holds it until its own end.
    for loan in old:
        found = mutual_guarantee(loan)
        assert (found.left, found.into) == (eur(0), new.reference)
        with pytest.raises(NothingToReturn):
            return_contribution(loan=loan, returned_on=date(2026, 3, 2), acting_person=treasurer_of(fund), now=NOW)
        with pytest.raises(NotReturned):
            take_return_back(
                loan=loan, reversed_on=date(2026, 3, 2), reason="Erreur", acting_person=treasurer_of(fund), now=NOW
            )
    recognise(new, date(2026, 4, 2))
    call_in(new, date(2026, 4, 10), notice_on=date(2026, 4, 5))
    paid = call_mutual_guarantee(
        loan=new, called_on=date(2026, 4, 10), acting_person=treasurer_of(fund), now=at_noon(date(2026, 4, 10))
    )
    assert paid.principal == eur(280)
    assert breaches() == []


def test_what_moved_since_the_vote_refuses_it(adopted: tuple[list[Loan], LoanRequest]) -> None:
    loans, request = adopted
    pay(loans[1], "100.00", date(2026, 3, 1))
    with pytest.raises(LoanMoved) as refused:
        make_one(request)
    assert refused.value.values["loan"] == loans[1].reference


def test_it_is_done_once_by_a_hand_with_no_part_in_it(adopted: tuple[list[Loan], LoanRequest]) -> None:
    (loan, _other), request = adopted
    fund = loan.fund
    with pytest.raises(NotAChange):
        apply_change(request=request, acting_person=treasurer_of(fund, 2), now=database_now())
    with pytest.raises(FourHands):
        apply_consolidation(request=request, acting_person=treasurer_of(fund, 1), now=database_now())
    make_one(request)
    with pytest.raises(AlreadyApplied):
        make_one(request)


def test_what_the_committee_made_one_is_not_undone_by_a_receipt(adopted: tuple[list[Loan], LoanRequest]) -> None:
    loans, request = adopted
    make_one(request)
    taken = Repayment.objects.get(loan=loans[0])
    assert taken.kind == "taken_over"
    with pytest.raises(CannotReplay):
        undo(taken, date(2026, 3, 2))
    with pytest.raises(CannotReplay):
        pay(loans[0], "10.00", date(2026, 2, 20))


def test_loans_of_two_borrowers_or_one_alone_are_not_made_one(loans: list[Loan]) -> None:
    stranger = make_active_loan(make_member(loans[0].fund))
    for others in ([], [stranger]):
        with pytest.raises(WrongTerms):
            adopt([loans[0], *others])
    with pytest.raises(WrongTerms):
        adopt(loans, kind="reschedule")
