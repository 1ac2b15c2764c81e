"""Treasury that comes in: booked at once, and every wrong amount refused."""

from datetime import date

import pytest
from djmoney.money import Money

from lending.domain.amount_errors import TooManyDecimals, WrongCurrency
from lending.domain.fund_errors import DateInFuture, NotAllowed, WrongAmount
from lending.models import Event, Placement
from lending.services.place_treasury import place_treasury
from tests.factories import eur, make_fund, make_member, make_person, treasurer_of
from tests.lending.services.loan_stories import at_noon, breaches

pytestmark = pytest.mark.django_db
TODAY = date(2026, 2, 2)


@pytest.mark.parametrize("custody", ["fund", "members"])
def test_a_placement_is_booked_and_leaves_an_event(custody: str) -> None:
    member = make_member(make_fund(custody=custody))
    placement = place_treasury(
        membership=member, amount=eur("1365.20"), placed_on=TODAY, acting_person=treasurer_of(member.fund),
        now=at_noon(TODAY), notice_days=30, ceiling_per_borrower=eur(500),
    )  # fmt: skip
    assert placement.entry_id is not None
    event = Event.objects.get(kind="place_treasury")
    assert (event.before, event.after["amount"], event.after["placed_on"]) == ({}, "1365.20 EUR", "2026-02-02")
    assert breaches() == []


@pytest.mark.parametrize(
    ("amount", "error", "said"),
    [
        (Money("0", "EUR"), WrongAmount, "between"),
        (Money("-0.01", "EUR"), WrongAmount, "between"),
        (Money("NaN", "EUR"), WrongAmount, "NaN was given"),
        (Money("1E+12", "EUR"), WrongAmount, "between"),
        (Money("10.005", "EUR"), TooManyDecimals, "10.005 was given; amounts in EUR have 2 decimals at most."),
        (Money("10", "USD"), WrongCurrency, "this fund keeps its books in EUR"),
    ],
    ids=str,
)
@pytest.mark.parametrize("field", ["amount", "ceiling_per_borrower"])
def test_a_wrong_amount_is_refused_and_nothing_is_written(
    amount: Money, error: type[Exception], said: str, field: str
) -> None:
    member = make_member(make_fund())
    given = {"amount": eur(10), "ceiling_per_borrower": None, field: amount}
    with pytest.raises(error, match=said):
        place_treasury(
            membership=member, placed_on=TODAY, acting_person=treasurer_of(member.fund), now=at_noon(TODAY), **given
        )
    assert not Placement.objects.exists()
    assert breaches() == []


def test_treasury_of_tomorrow_is_not_there_yet_and_today_is_the_funds_own() -> None:
    member = make_member(make_fund())
    asked = {"membership": member, "amount": eur(10), "acting_person": treasurer_of(member.fund)}
    with pytest.raises(DateInFuture):
        place_treasury(placed_on=date(2026, 2, 3), now=at_noon(TODAY), **asked)
    just_after_midnight_in_paris = at_noon(TODAY).replace(hour=23, minute=30)
    assert place_treasury(placed_on=date(2026, 2, 3), now=just_after_midnight_in_paris, **asked).pk


def test_only_a_treasurer_records_a_placement() -> None:
    member = make_member(make_fund())
    with pytest.raises(NotAllowed):
        place_treasury(
            membership=member, amount=eur(10), placed_on=TODAY, acting_person=make_person(), now=at_noon(TODAY)
        )
