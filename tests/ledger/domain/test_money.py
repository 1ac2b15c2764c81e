"""Amounts as whole minor units."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.money import LARGEST_MINOR, WrongAmount, all_to_minor, decimals, from_minor, to_minor

EXACT = (
    # amount                  currency  minor units
    ("100.00",                "EUR",    10_000),
    ("100",                   "EUR",    10_000),
    ("1E+3",                  "EUR",    100_000),
    ("100.10000",             "EUR",    10_010),
    ("-0.01",                 "EUR",    -1),
    ("-0.00",                 "EUR",    0),
    ("0E-30",                 "EUR",    0),
    ("0E+30",                 "EUR",    0),
    ("100",                   "JPY",    100),
    ("100.0",                 "JPY",    100),
    ("1.234",                 "BHD",    1_234),
    ("92233720368547758.07",  "EUR",    LARGEST_MINOR),
)  # fmt: skip
REFUSED = (
    # amount                  currency  reason
    ("0.001",                 "EUR",    "EUR has 2 decimals"),
    ("10.005",                "EUR",    "EUR has 2 decimals"),
    ("1E-400",                "EUR",    "EUR has 2 decimals"),
    ("0.5",                   "JPY",    "JPY has 0 decimals"),
    ("1.2345",                "BHD",    "BHD has 3 decimals"),
    ("NaN",                   "EUR",    "it is not a finite number"),
    ("sNaN",                  "EUR",    "it is not a finite number"),
    ("-Infinity",             "EUR",    "it is not a finite number"),
    ("92233720368547758.08",  "EUR",    "it is too large"),
    ("1E+19",                 "EUR",    "it is too large"),
    ("1E+999999",             "EUR",    "it is too large"),
)  # fmt: skip


@pytest.mark.parametrize(("amount", "currency", "minor"), EXACT)
def test_an_amount_is_counted_in_whole_minor_units(amount: str, currency: str, minor: int) -> None:
    assert to_minor(Decimal(amount), currency=currency) == minor


@pytest.mark.parametrize(("amount", "currency", "reason"), REFUSED)
def test_what_cannot_be_counted_exactly_is_refused_and_never_rounded(amount: str, currency: str, reason: str) -> None:
    with pytest.raises(WrongAmount) as refusal:
        to_minor(Decimal(amount), currency=currency)
    assert str(refusal.value) == reason


@given(st.integers(min_value=-LARGEST_MINOR, max_value=LARGEST_MINOR), st.sampled_from(["EUR", "JPY", "BHD", "CLF"]))
def test_minor_units_come_back_as_they_were_with_the_decimals_of_the_currency(minor: int, currency: str) -> None:
    amount = from_minor(minor, currency=currency)
    assert to_minor(amount, currency=currency) == minor
    assert -amount.as_tuple().exponent == decimals(currency)


ANY = st.one_of(
    st.decimals(allow_nan=True, allow_infinity=True),
    st.decimals(places=2, min_value=Decimal(-(10**20)), max_value=Decimal(10**20)),
    st.sampled_from([Decimal(amount) for amount, *_ in (*EXACT, *REFUSED)]),
    st.sampled_from([Decimal("1." + "0" * 60), Decimal("1." + "0" * 50 + "1"), Decimal(9) * 10**18]),
)


@given(st.lists(ANY, max_size=4), st.sampled_from(["EUR", "JPY", "BHD", "ZZZ"]))
def test_many_at_once_are_what_each_is_alone(amounts: list[Decimal], currency: str) -> None:
    alone = told(lambda: [to_minor(amount, currency=currency) for amount in amounts])
    assert told(lambda: all_to_minor(amounts, currency=currency)) == alone


def told(asked: Callable[[], list[int]]) -> list[int] | str:
    """What is answered, or why not."""
    try:
        return asked()
    except WrongAmount as wrong:
        return str(wrong)
