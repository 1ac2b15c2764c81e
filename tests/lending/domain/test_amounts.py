"""Amounts as people type them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.domain.amounts import WrongAmountText, parse_amount
from lending.domain.money import from_minor


@pytest.mark.parametrize(
    "text",
    [
        "1365.20",
        "1365,20",
        "1365,2",
        "1 365,20",
        "1\u00a0365,20",
        "1\u202f365,20",
        " 1365.2 ",
        "1 365,20 €",
        "EUR 1365.20",
    ],
)
def test_a_french_and_an_english_hand_are_read(text):
    assert parse_amount(text, currency="EUR") == Decimal("1365.20")
    assert str(parse_amount(text, currency="EUR")) == "1365.20"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1.365,20", "one comma or point"),
        ("1,365.20", "one comma or point"),
        ("1 36,20", "thousands apart by spaces"),
        ("1365.", "one comma or point"),
        (",50", "one comma or point"),
        ("1e3", "Write digits"),
        ("NaN", "Write digits"),
        ("inf", "Write digits"),
        ("", "Write digits"),
        ("١٢", "Write digits"),
        ("10 $", "Write digits"),
        ("1,365", "EUR has at most 2 decimals"),
        ("-5", "above zero"),
        ("0,00", "above zero"),
        ("1000000000000", "below one million million"),
        ("9" * 5000, "below one million million"),
    ],
)
def test_what_could_be_two_amounts_or_none_is_refused_with_the_rule(text, why):
    with pytest.raises(WrongAmountText, match=why):
        parse_amount(text, currency="EUR")


@pytest.mark.parametrize(("currency", "text"), [("JPY", "1365"), ("TND", "1365.201"), ("XPF", "12 000")])
def test_the_currency_says_how_many_decimals(currency, text):
    assert parse_amount(text, currency=currency) == Decimal(text.replace(" ", ""))


def test_a_yen_has_no_cents():
    with pytest.raises(WrongAmountText, match="JPY has at most 0 decimals"):
        parse_amount("1365.2", currency="JPY")


@given(st.integers(1, 10**14 - 1))
def test_every_amount_is_read_back_as_it_was_written(minor):
    amount = from_minor(minor, "EUR")
    french = f"{amount:,.2f}".replace(",", "\u202f").replace(".", ",")
    assert parse_amount(french, currency="EUR") == parse_amount(str(amount), currency="EUR") == amount
