"""A fund sets how its loans fall due, count days and round: a further version; what was asked before keeps its own."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from lending.domain.day_count import DayCount
from lending.domain.fund_errors import NotAllowed, NotOffered, ProductExists
from lending.domain.wrong_terms import WrongTerms
from lending.models import Event, Fund, LoanProduct
from lending.selectors.clock import database_now
from lending.selectors.offered_schedule import wrong_schedule
from lending.services.offer_product import offer_product
from lending.services.revise_offer import revise_offer
from lending.services.revise_schedule import revise_schedule
from lending.services.withdraw_product import withdraw_product
from tests.factories import eur, make_draft, make_fund, make_member, make_product, manager_of, treasurer_of

pytestmark = pytest.mark.django_db
QUARTERLY = {
    "every_count": 3, "every_unit": "months", "day_count": "ACT/365F", "business_day": "modified_following",
    "calendar": "TARGET", "rounding": {"mode": "half_even", "interest": "cumulative"},
}  # fmt: skip


@pytest.fixture
def fund() -> Fund:
    return make_fund()


def revised(product: LoanProduct, **asked: object) -> LoanProduct:
    return revise_schedule(
        product=product, acting_person=treasurer_of(product.fund), now=database_now(), **asked
    )  # fmt: skip


def refused(product: LoanProduct, **asked: object) -> dict[str, str]:
    with pytest.raises(WrongTerms) as error:
        revised(product, **asked)
    return {name: str(why) for name, why in error.value.fields.items()}


def test_a_schedule_makes_a_further_version_and_what_was_asked_keeps_its_own(fund: Fund) -> None:
    product = make_product(fund)
    asked = make_draft(make_member(fund), product=product)
    after = revised(product, **QUARTERLY, name="Prêt trimestriel")
    assert (after.version, after.name, after.day_count, after.every_count, after.rounding) == (
        2, "Prêt trimestriel", "ACT/365F", 3, {"mode": "half_even", "interest": "cumulative"},
    )  # fmt: skip
    asked.refresh_from_db()
    assert (asked.current.terms["day_count"], asked.current.terms["every"]["count"]) == ("equal_periods", 1)
    assert make_draft(make_member(fund), product=after).current.terms["every"] == {"count": 3, "unit": "months"}
    event = Event.objects.get(kind="revise_schedule")
    assert (event.before["every_count"], event.after["every_count"], event.after["version"]) == (1, 3, 2)
    with pytest.raises(NotOffered):
        revised(product, every_count=2)


def test_what_is_not_given_stays_and_nothing_changed_is_no_version(fund: Fund) -> None:
    product = revised(make_product(fund), **QUARTERLY)
    assert revised(product, day_count="ACT/365F").pk == product.pk
    after = revised(product, day_count="30E/360")
    assert (after.version, after.every_count, after.business_day) == (3, 3, "modified_following")


def test_every_wrong_setting_is_named_at_once_with_the_values_that_exist(fund: Fund) -> None:
    wrong = refused(
        make_product(fund), every_count=0, every_unit="fortnights", day_count="ACT/366", business_day="next",
        calendar="US", rounding={"mode": "down", "interest": "never"},
    )  # fmt: skip
    assert wrong == {
        "every_count": "0 was given; a whole number from 1 to 3660 is expected.",
        "every_unit": "fortnights was given; choose one of days, weeks, months, years.",
        "day_count": "ACT/366 was given; choose one of equal_periods, 30/360-US, 30E/360, 30E/360-ISDA, ACT/360, "
        "ACT/365F, ACT/ACT-ISDA, ACT/ACT-ICMA, ACT/ACT-AFB.",
        "business_day": "next was given; choose one of unadjusted, following, modified_following, preceding.",
        "calendar": "US was given; choose one of TARGET, FR, France.",
        "rounding.mode": "down was given; choose one of half_up, half_even.",
        "rounding.interest": "never was given; choose one of each_period, cumulative.",
    }


@pytest.mark.parametrize("day_count", list(DayCount))
@pytest.mark.parametrize("unit", ["days", "weeks", "months", "years"])
def test_every_day_count_goes_with_every_frequency(fund: Fund, day_count: str, unit: str) -> None:
    asked = LoanProduct(
        fund=fund, repayment="equal_instalments", annual_rate=Decimal("0.03"), min_amount=eur(100),
        max_amount=eur(1000), max_instalments=12, day_count=day_count, every_unit=unit, every_count=7,
        business_day="preceding", calendar="FR", rounding={"mode": "half_even", "interest": "cumulative"},
    )  # fmt: skip
    assert wrong_schedule(asked) == {}


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"every_unit": "days", "business_day": "following"}, {"business_day"}),   # Saturday and Sunday meet on Monday
        ({"every_unit": "days", "every_count": 3, "business_day": "preceding"}, {"business_day"}),
        ({"every_unit": "days"}, set()),
        ({"every_unit": "weeks", "business_day": "following"}, set()),
        ({"every_unit": "years", "every_count": 6}, {"max_instalments"}),          # 36 times 6 years
        ({"every_unit": "years", "every_count": 6, "max_instalments": 33}, set()),
        ({"max_instalments": 0}, {"max_instalments"}),
        ({"rounding": {"instalment": "101"}}, {"rounding.instalment"}),            # no less than the smallest loan
        ({"rounding": {"instalment": "100"}}, set()),
    ],
)  # fmt: skip
def test_a_schedule_that_no_loan_can_follow_is_not_offered(
    fund: Fund, changes: dict[str, object], named: set[str]
) -> None:
    product = make_product(fund)
    if named:
        assert set(refused(product, **changes)) == named
    else:
        assert revised(product, **changes).version == 2


def test_a_loan_repaid_at_once_may_not_last_longer_than_a_period_may(fund: Fund) -> None:
    product = make_product(fund, repayment="bullet", max_instalments=36)
    assert set(refused(product, every_unit="days", every_count=365)) == {"max_instalments"}
    assert revised(product, every_unit="days", every_count=100).version == 2


def test_an_offer_is_read_with_its_schedule(fund: Fund) -> None:
    product = revised(make_product(fund, max_instalments=10), every_unit="years")
    offer = {"annual_rate": Decimal("0.03"), "min_amount": eur(100), "max_amount": eur(1000)}
    people = {"acting_person": treasurer_of(fund), "now": database_now()}
    with pytest.raises(WrongTerms) as error:
        revise_offer(product=product, **offer, max_instalments=201, **people)
    assert list(error.value.fields) == ["max_instalments"]
    assert revise_offer(product=product, **offer, max_instalments=200, **people).every_unit == "years"


def test_one_more_loan_is_offered_under_the_code_of_its_name_and_withdrawn(fund: Fund) -> None:
    treasurer, now = treasurer_of(fund), database_now()
    offer = {
        "fund": fund, "name": "Prêt à la semaine", "name_en": "Weekly loan", "repayment": "equal_principal",
        "annual_rate": Decimal("0.04"), "min_amount": eur(500), "max_amount": eur(5000), "max_instalments": 26,
        "acting_person": treasurer, "now": now,
    }  # fmt: skip
    weekly = offer_product(**offer, every_unit="weeks", every_count=2)
    assert (weekly.code, weekly.version, weekly.every_count, weekly.every_unit, weekly.day_count) == (
        "pret-a-la-semaine", 1, 2, "weeks", "equal_periods",
    )  # fmt: skip
    assert Event.objects.get(kind="offer_product").after["every_unit"] == "weeks"
    with pytest.raises(ProductExists):
        offer_product(**offer)
    with pytest.raises(WrongTerms) as error:
        offer_product(**{**offer, "name": "Autre", "min_amount": eur(9000)}, day_count="?")
    assert set(error.value.fields) == {"max_amount", "day_count"}
    withdraw_product(product=weekly, acting_person=treasurer, now=now)
    assert not fund.products.filter(is_offered=True).exists()
    with pytest.raises(NotOffered):
        withdraw_product(product=weekly, acting_person=treasurer, now=now)


def test_only_a_treasurer_of_the_fund_does_so(fund: Fund) -> None:
    product, manager, now = make_product(fund), manager_of(make_member(fund)), database_now()
    elsewhere = treasurer_of(make_fund())
    for person in (manager, elsewhere):
        with pytest.raises(NotAllowed):
            revise_schedule(product=product, every_count=2, acting_person=person, now=now)
        with pytest.raises(NotAllowed):
            withdraw_product(product=product, acting_person=person, now=now)
        with pytest.raises(NotAllowed):
            offer_product(
                fund=fund, name="x", repayment="bullet", annual_rate=Decimal(0), min_amount=eur(1),
                max_amount=eur(1), max_instalments=1, acting_person=person, now=now,
            )  # fmt: skip
    assert LoanProduct.objects.get(fund=fund).version == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"every_count": 0},
        {"every_unit": "moons"},
        {"day_count": "ACT/366"},
        {"business_day": "next"},
        {"calendar": "US"},
    ],
)
def test_the_database_knows_no_other_schedule(fund: Fund, wrong: dict[str, object]) -> None:
    make_product(fund, **QUARTERLY)
    with pytest.raises(IntegrityError, match="product_schedule_is_known"), transaction.atomic():
        make_product(fund, **wrong)
