"""Principal repaid early: the schedule is the one that a simulation of the terms gives, to the cent."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lending.domain.fund_errors import NotAllowed, WrongDate, WrongState
from lending.domain.prepayment_errors import MoreThanPayoff, NothingPrepaid, PaidAhead, ScheduleNotOfTerms
from lending.domain.schedule import build_schedule
from lending.domain.terms_json import read_terms
from lending.models import Loan, Membership, Repayment
from lending.selectors import prepayment
from lending.selectors.instalments import instalments_of
from lending.selectors.payoff import payoff
from lending.services.prepay_loan import prepay_loan
from tests.factories import eur, make_active_loan, make_person, make_product, treasurer_of
from tests.fixtures.kept import Kept
from tests.lending.services.loan_stories import (
    FIRST,
    SECOND,
    at_noon,
    breaches,
    end,
    holds,
    legs_of,
    make_parties,
    make_story,
    pay,
    recognise,
    stands,
    undo,
)

pytestmark = pytest.mark.django_db
TERM, LEVEL = "reduce_term", "reduce_instalment"
METHODS = ("equal_instalments", "equal_principal", "interest_only", "bullet")


@pytest.fixture(params=["fund", "members"])
def loan(request: pytest.FixtureRequest, kept: Kept) -> Loan:
    return kept(make_story, request.param)


def prepay(loan: Loan, amount: str, on: date, effect: str = TERM, *, told_on: date | None = None) -> Repayment:
    return prepay_loan(
        loan=loan, amount=eur(amount), effect=effect, received_on=on, acting_person=treasurer_of(loan.fund),
        now=at_noon(told_on or on), reference="VIR-2",
    )  # fmt: skip


def rows_of(loan: Loan) -> list[tuple[int, date, str, str, str]]:
    return [
        (row.number, row.due_on, *(f"{part.amount:.2f}" for part in (row.principal, row.interest, row.outstanding)))
        for row in instalments_of(loan)
    ]


def simulated(loan: Loan) -> list[tuple[int, date, str, str, str]]:
    """What a simulation of the loan's terms says, events included."""
    loan = Loan.objects.get(pk=loan.pk)
    return [
        (row.number, row.due_on, f"{row.principal:.2f}", f"{row.interest:.2f}", f"{row.outstanding:.2f}")
        for row in build_schedule(read_terms(loan.terms)).instalments
    ]


@pytest.mark.parametrize(
    ("effect", "rows"),
    [
        (
            TERM,
            [
                (1, FIRST, "3325.01", "25.00", "6674.99"),
                (2, date(2026, 3, 1), "2991.66", "8.34", "3683.33"),
                (3, SECOND, "3345.41", "4.60", "337.92"),
                (4, date(2026, 4, 15), "337.92", "0.84", "0.00"),
            ],
        ),
        (
            LEVEL,
            [
                (1, FIRST, "3325.01", "25.00", "6674.99"),
                (2, date(2026, 3, 1), "2991.66", "8.34", "3683.33"),
                (3, SECOND, "1841.67", "4.60", "1841.66"),
                (4, date(2026, 4, 15), "1841.66", "4.60", "0.00"),
            ],
        ),
    ],
)
def test_interest_to_the_day_is_paid_first_and_the_rest_is_principal(
    loan: Loan, effect: str, rows: list[tuple[int, date, str, str, str]]
) -> None:
    pay(loan, "3350.01", FIRST)
    repayment = prepay(loan, "3000.00", date(2026, 3, 1), effect)
    assert (repayment.kind, repayment.interest, repayment.principal) == ("prepayment", eur("8.34"), eur("2991.66"))
    assert rows_of(loan) == simulated(loan) == rows
    assert list(loan.schedules.values_list("version", "reason")) == [(1, "disbursement"), (2, "prepayment")]
    assert breaches() == []


def test_what_is_due_is_paid_before_anything_is_repaid_early(loan: Loan) -> None:
    repayment = prepay(loan, "5000.00", date(2026, 3, 1))
    # 3 350.01 were due, then 8.34 of interest to the day.
    assert (repayment.interest, repayment.principal) == (eur("33.34"), eur("4966.66"))
    assert Loan.objects.get(pk=loan.pk).terms["events"] == [
        {"on": "2026-03-01", "type": "prepayment", "amount": "1649.99", "effect": TERM}
    ]
    assert rows_of(loan) == simulated(loan)
    assert breaches() == []


def test_on_a_due_date_it_joins_the_instalment_of_that_day(loan: Loan) -> None:
    recognise(loan, FIRST)
    prepay(loan, "4350.01", FIRST)
    assert rows_of(loan)[0] == (1, FIRST, "4325.01", "25.00", "5674.99")
    assert rows_of(loan) == simulated(loan)
    assert breaches() == []


@pytest.fixture
def borrower(kept: Kept) -> Membership:
    """Every example is rolled back to where nothing has been asked."""
    return kept(make_parties)


@settings(
    max_examples=8, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(
    method=st.sampled_from(METHODS),
    day_count=st.sampled_from(["equal_periods", "ACT/365F", "30E/360"]),
    prepaid=st.lists(
        st.tuples(st.integers(1, 170), st.integers(1, 99), st.sampled_from([TERM, LEVEL])),
        min_size=1, max_size=3, unique_by=lambda each: each[0],
    ),
)  # fmt: skip
def test_the_schedule_in_force_is_always_the_one_a_simulation_gives(
    method: str, day_count: str, prepaid: list[tuple[int, int, str]], borrower: Membership
) -> None:
    """Whatever the method, the days and the amounts; then it is paid to its end, and nothing is left."""
    with transaction.atomic():
        product = make_product(borrower.fund, repayment=method, day_count=day_count)
        loan = make_active_loan(borrower, product=product, instalments=6)
        for after, share, effect in sorted(prepaid):
            on = loan.disbursed_on + timedelta(days=after)
            for row in [row for row in instalments_of(loan) if row.due_on <= on]:
                if unpaid := (row.principal + row.interest - row.paid_principal - row.paid_interest).amount:
                    pay(loan, f"{unpaid:.2f}", row.due_on)
            ends = payoff(Loan.objects.get(pk=loan.pk), on=on)
            principal = int(ends.principal.amount * share)
            if stands(loan)[0] == "closed" or not principal:
                continue
            prepay(loan, f"{ends.interest.amount + eur(principal).amount / 100:.2f}", on, effect)
            assert rows_of(loan) == simulated(loan)
            assert breaches() == []
        for row in list(instalments_of(loan)):
            if unpaid := (row.principal + row.interest - row.paid_principal - row.paid_interest).amount:
                pay(loan, f"{unpaid:.2f}", row.due_on)
        assert stands(loan)[0] == "closed"
        assert {code.split("-")[0] for code in holds(loan)} <= {"512", "4551"}
        transaction.set_rollback(True)


def test_reversed_the_schedule_and_the_terms_of_before_count_again(loan: Loan) -> None:
    pay(loan, "3350.01", FIRST)
    before = rows_of(loan), legs_of(loan), holds(loan), Loan.objects.get(pk=loan.pk).terms
    undo(prepay(loan, "3000.00", date(2026, 3, 1)), date(2026, 3, 2))
    now = rows_of(loan), legs_of(loan), holds(loan), Loan.objects.get(pk=loan.pk).terms
    assert now[:3] == before[:3]
    assert now[3] == {**before[3], "events": []}
    assert rows_of(loan) == simulated(loan)
    assert breaches() == []


def test_told_before_what_came_earlier_it_ends_as_told_in_time(loan: Loan) -> None:
    """Two early repayments and an instalment, from the last to the first."""
    told = date(2026, 3, 30)
    pay(loan, "100.00", date(2026, 3, 20), told_on=told)
    prepay(loan, "4000.00", date(2026, 3, 10), LEVEL, told_on=told)
    prepay(loan, "5000.00", date(2026, 2, 20), TERM, told_on=told)
    late = rows_of(loan), legs_of(loan), holds(loan), stands(loan)
    assert rows_of(loan) == simulated(loan)
    other = make_story(loan.fund.custody)
    prepay(other, "5000.00", date(2026, 2, 20), TERM)
    prepay(other, "4000.00", date(2026, 3, 10), LEVEL)
    pay(other, "100.00", date(2026, 3, 20))
    assert (rows_of(other), legs_of(other), holds(other), stands(other)) == late
    assert breaches() == []


def test_what_cannot_be_repaid_early_in_part_says_why(loan: Loan) -> None:
    pay(loan, "3350.01", FIRST)
    with pytest.raises(NothingPrepaid) as least:
        prepay(loan, "8.34", date(2026, 3, 1))
    assert least.value.values["least"] == eur("8.34")
    with pytest.raises(MoreThanPayoff) as most:
        prepay(loan, "6683.34", date(2026, 3, 1))
    assert most.value.values["payoff"] == eur("6683.33")
    with pytest.raises(WrongDate):
        prepay(loan, "1000.00", date(2026, 1, 15), told_on=SECOND)
    with pytest.raises(NotAllowed):
        prepay_loan(
            loan=loan, amount=eur("3000.00"), effect=TERM, received_on=FIRST, acting_person=make_person(),
            now=at_noon(FIRST),
        )  # fmt: skip
    pay(loan, "10.00", date(2026, 3, 2))
    with pytest.raises(PaidAhead):
        prepay(loan, "1000.00", date(2026, 3, 3))
    end(loan, date(2026, 3, 4))
    with pytest.raises(WrongState):
        prepay(loan, "1000.00", date(2026, 3, 5))


def test_a_schedule_that_its_terms_do_not_give_is_left_alone(loan: Loan, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the control: without that rule the schedule would be replaced by another one."""
    pay(loan, "3350.01", FIRST)
    Loan.objects.filter(pk=loan.pk).update(terms={**loan.terms, "annual_rate": "0.05"})
    with pytest.raises(ScheduleNotOfTerms):
        prepay(loan, "3000.00", date(2026, 3, 1))
    monkeypatch.setattr(prepayment, "require_of_terms", lambda *_args, **_options: None)
    prepay(loan, "3000.00", date(2026, 3, 1))
    assert rows_of(loan)[1][2] == "2986.08"


def test_all_of_it_repaid_in_this_way_closes_the_loan(loan: Loan) -> None:
    pay(loan, "3350.01", FIRST)
    prepay(loan, "6683.33", date(2026, 3, 1))
    assert stands(loan) == ("closed", date(2026, 3, 1))
    assert rows_of(loan) == simulated(loan)
    assert breaches() == []
