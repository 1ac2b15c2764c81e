"""Costs of a loan: late interest charged to the day, indemnities, the order of the contract, waivers."""

from datetime import date
from decimal import Decimal

import pytest

from lending.domain.cost_errors import MoreThanDue, NothingToCharge, NotInSchedule
from lending.domain.fund_errors import NotAllowed
from lending.models import Charge, ChargedPart, Event, Loan, Repayment
from lending.selectors.instalments import instalments_of
from lending.selectors.payoff import payoff
from lending.services.charge_late import charge_late
from lending.services.prepay_loan import prepay_loan
from lending.services.repay_loan import repay_loan
from lending.services.revise_contract import revise_contract
from lending.services.waive_dues import waive_dues
from tests.factories import eur, make_fund, make_person, make_product, treasurer_of
from tests.fixtures.kept import Kept
from tests.lending.services.loan_stories import (
    FIRST,
    SECOND,
    at_noon,
    breaches,
    end,
    holds,
    legs_of,
    make_story,
    pay,
    stands,
    undo,
)

pytestmark = pytest.mark.django_db
LATE = {"late_rate": Decimal("0.10"), "late_grace_days": 5}
TOLD = date(2026, 4, 1)


@pytest.fixture(params=["fund", "members"])
def loan(request: pytest.FixtureRequest, kept: Kept) -> Loan:
    return kept(make_story, request.param, terms=LATE)


def charge(loan: Loan, on: date) -> Charge:
    return charge_late(loan=loan, charged_on=on, acting_person=treasurer_of(loan.fund), now=at_noon(on))


def waive(loan: Loan, part: str, amount: str, on: date) -> Repayment:
    return waive_dues(
        loan=loan, part=part, amount=eur(amount), waived_on=on, reason="Geste commercial",
        acting_person=treasurer_of(loan.fund), now=at_noon(on),
    )  # fmt: skip


def owed(loan: Loan) -> list[tuple[str, str, str]]:
    """Costs, interest and principal left of each instalment."""
    return [
        tuple(
            f"{(getattr(row, part) - getattr(row, f'paid_{part}')).amount:.2f}"
            for part in ("costs", "interest", "principal")
        )
        for row in instalments_of(loan)
    ]


def test_a_receipt_charges_what_has_run_and_pays_it_first(loan: Loan) -> None:
    """3 325.01 € overdue for 30 days, 5 of them of grace: × 10 % × 25/365 = 22.77 €."""
    repayment = pay(loan, "3350.01", date(2026, 3, 17))
    assert (repayment.costs, repayment.interest) == (eur("22.77"), eur("41.69"))
    assert owed(loan)[0] == ("0.00", "0.00", "39.46")
    assert (holds(loan)["768"], "4678-1" in holds(loan)) == ("22.77", False)
    assert breaches() == []
    undo(repayment, date(2026, 3, 18))
    assert owed(loan)[0] == ("0.00", "25.00", "3325.01")
    assert "768" not in holds(loan)
    assert breaches() == []


def test_asked_for_it_is_charged_once_and_says_why(loan: Loan) -> None:
    found = charge(loan, date(2026, 3, 17))
    assert [(part.instalment_number, part.amount) for part in ChargedPart.objects.all()] == [(1, eur("22.77"))]
    assert found.why[0]["segments"] == [
        {
            "from": "2026-02-20", "to": "2026-03-17", "days": 25, "on": "principal", "balance_minor": 332501,
            "rate": "1/10", "unrounded_minor": "332501/146",
        }
    ]  # fmt: skip
    with pytest.raises(NothingToCharge):
        charge(loan, date(2026, 3, 17))
    assert holds(loan)["4678-1"] == "22.77"
    assert breaches() == []


def test_a_receipt_told_late_undoes_the_late_interest_it_makes_untrue(loan: Loan) -> None:
    first = charge(loan, date(2026, 3, 17))
    pay(loan, "3350.01", FIRST, told_on=TOLD)
    first.refresh_from_db()
    assert (first.reversed_on, hasattr(first, "replayed_by")) == (date(2026, 3, 17), False)
    assert owed(loan)[0] == ("0.00", "0.00", "0.00")
    assert "768" not in holds(loan)
    assert breaches() == []


def test_told_in_any_order_receipts_and_charges_end_alike(loan: Loan) -> None:
    acts = [(pay, ("1000.00", date(2026, 3, 1))), (charge, (date(2026, 3, 20),)), (pay, ("500.00", date(2026, 3, 25)))]
    for act, values in acts:
        act(loan, *values)
    in_time = owed(loan), legs_of(loan), holds(loan), stands(loan)
    other = make_story(loan.fund.custody, terms=LATE)
    for act, values in reversed(acts):
        if act is pay:
            pay(other, *values, told_on=TOLD)
        else:
            charge_late(loan=other, charged_on=values[0], acting_person=treasurer_of(other.fund), now=at_noon(TOLD))
    assert (owed(other), legs_of(other), holds(other), stands(other)) == in_time
    assert breaches() == []


def test_everything_repaid_includes_late_interest_to_the_day(loan: Loan) -> None:
    quote = payoff(loan, on=date(2026, 3, 17))
    assert (quote.late, quote.indemnity) == (eur("22.77"), eur(0))
    repayment = end(loan, date(2026, 3, 17))
    assert (repayment.amount, repayment.costs) == (quote.total, eur("22.77"))
    assert stands(loan) == ("closed", date(2026, 3, 17))
    assert breaches() == []


def test_an_indemnity_is_a_fraction_of_what_is_repaid_early(kept: Kept) -> None:
    loan = kept(make_story, terms={"prepayment_indemnity": Decimal("0.01")})
    pay(loan, "3350.01", FIRST)
    assert payoff(loan, on=date(2026, 3, 1)).indemnity == eur("66.75")
    part = prepay_loan(
        loan=loan, amount=eur("3000.00"), effect="reduce_term", received_on=date(2026, 3, 1),
        acting_person=treasurer_of(loan.fund), now=at_noon(date(2026, 3, 1)),
    )  # fmt: skip
    # 2 991.66 beyond the interest: 2 962.04 of principal, and 1 % of it.
    assert (part.principal, part.interest, part.costs) == (eur("2962.04"), eur("8.34"), eur("29.62"))
    last = end(loan, date(2026, 3, 10))
    assert last.costs == payoff(make_story(), on=FIRST).overdue * 0 + eur("37.13")
    assert holds(loan)["768"] == "66.75"
    assert breaches() == []


@pytest.mark.parametrize(
    ("order", "paid"),
    [([], ("25.00", "75.00")), (["principal", "interest", "costs"], ("0.00", "100.00"))],
)
def test_the_contract_says_what_a_payment_pays_first(order: list[str], paid: tuple[str, str], kept: Kept) -> None:
    loan = kept(make_story, terms={"allocation": order})
    repayment = pay(loan, "100.00", FIRST)
    assert (f"{repayment.interest.amount}", f"{repayment.principal.amount}") == paid
    assert breaches() == []


def test_the_debtor_names_the_debt_and_a_replay_remembers_it(kept: Kept) -> None:
    loan = kept(make_story)
    named = repay_loan(
        loan=loan, amount=eur("100.00"), received_on=date(2026, 3, 20), acting_person=treasurer_of(loan.fund),
        now=at_noon(date(2026, 3, 20)), named=[2],
    )  # fmt: skip
    assert owed(loan)[:2] == [("0.00", "25.00", "3325.01"), ("0.00", "0.00", "3250.01")]
    pay(loan, "50.00", SECOND, told_on=TOLD)
    named.refresh_from_db()
    assert named.replayed_by.named == [2]
    assert owed(loan)[1] == ("0.00", "0.00", "3233.32")
    with pytest.raises(NotInSchedule):
        repay_loan(
            loan=loan, amount=eur("1.00"), received_on=TOLD, acting_person=treasurer_of(loan.fund),
            now=at_noon(TOLD), named=[4],
        )  # fmt: skip
    assert breaches() == []


def test_costs_waived_are_given_up_by_the_fund_with_a_reason(loan: Loan) -> None:
    charge(loan, date(2026, 3, 17))
    before = legs_of(loan)
    waiver = waive(loan, "costs", "20.00", date(2026, 3, 18))
    assert (waiver.kind, waiver.costs, waiver.reason) == ("waiver", eur("20.00"), "Geste commercial")
    assert (owed(loan)[0][0], holds(loan)["768"], holds(loan)["4678-1"]) == ("2.77", "2.77", "2.77")
    # Interest of the second instalment fell due meanwhile, and nothing else moved.
    assert [leg[0] for leg in legs_of(loan)] == [leg[0] for leg in before]
    event = Event.objects.get(kind="waive_dues")
    assert (event.after["reason"], event.after["costs"]) == ("Geste commercial", "20.00 EUR")
    undo(waiver, date(2026, 3, 19))
    assert holds(loan)["4678-1"] == "22.77"
    assert breaches() == []


def test_interest_waived_is_shared_by_the_lenders(loan: Loan) -> None:
    cash = {code: held for code, held in holds(loan).items() if code.startswith("512")}
    waiver = waive(loan, "interest", "10.00", date(2026, 2, 16))
    assert legs_of(loan) == [("6000.00", "9.00", "0.00"), ("4000.00", "6.00", "0.00")]
    assert owed(loan)[0] == ("0.00", "15.00", "3325.01")
    assert {code: held for code, held in holds(loan).items() if code.startswith("512")} == cash
    undo(waiver, date(2026, 2, 16))
    assert legs_of(loan) == [("6000.00", "15.00", "0.00"), ("4000.00", "10.00", "0.00")]
    assert breaches() == []


def test_no_more_is_waived_than_is_due_and_by_a_treasurer(loan: Loan) -> None:
    with pytest.raises(MoreThanDue):
        waive(loan, "interest", "25.01", FIRST)
    with pytest.raises(MoreThanDue):
        waive(loan, "costs", "0.01", FIRST)
    with pytest.raises(NotAllowed):
        waive_dues(
            loan=loan, part="interest", amount=eur("1.00"), waived_on=FIRST, reason="x", acting_person=make_person(),
            now=at_noon(FIRST),
        )  # fmt: skip


def test_a_product_on_another_contract_is_another_version() -> None:
    fund = make_fund()
    before = make_product(fund)
    after = revise_contract(
        product=before, late_rate=Decimal("0.08"), late_grace_days=10, acting_person=treasurer_of(fund),
        now=at_noon(TOLD),
    )  # fmt: skip
    before.refresh_from_db()
    assert (before.is_offered, before.late_rate, after.version, after.late_rate) == (
        False, 0, before.version + 1, Decimal("0.08"),
    )  # fmt: skip
    assert after.is_offered
