"""Figures as people type them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from djmoney.money import Money

from web.forms.fields import AmountField, PercentField, amount_typed, percent


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1 365,20", "1365.20"),
        ("1\u202f365,20 €", "1365.20"),
        ("1365.2", "1365.20"),
        ("15000", "15000.00"),
    ],
)
def test_an_amount_is_read_as_a_french_hand_types_it(typed, amount):
    assert AmountField().clean(typed) == Money(amount, "EUR")


@pytest.mark.parametrize("typed", ["", "-5", "0", "1,365", "NaN", "Infinity", "1e5", "12 €€", "1.000,00", "9" * 40])
def test_what_is_not_an_amount_is_refused_with_a_sentence(typed):
    with pytest.raises(ValidationError) as refused:
        AmountField().clean(typed)
    assert len(refused.value.messages[0]) > 10


@pytest.mark.parametrize(("typed", "fraction"), [("3", "0.03"), ("3,5", "0.035"), ("3.5 %", "0.035"), ("0", "0")])
def test_a_rate_is_typed_in_per_cent(typed, fraction):
    assert PercentField().clean(typed) == Decimal(fraction)


@pytest.mark.parametrize("typed", ["", "trois", "-1", "26", "NaN", "Infinity"])
def test_what_is_not_a_rate_is_refused(typed):
    with pytest.raises(ValidationError):
        PercentField().clean(typed)


@pytest.mark.parametrize(
    ("language", "amount", "rate"), [("fr", "15000,50", "3,5"), ("en", "15000.50", "3.5"), ("en-gb", "15000.50", "3.5")]
)
def test_a_figure_stands_in_a_form_as_people_type_it_in_their_language_and_is_read_back(language, amount, rate):
    with override(language):
        assert amount_typed(Money("15000.50", "EUR")) == amount
        assert percent(Decimal("0.035")) == rate
        assert AmountField().clean(amount) == Money("15000.50", "EUR")
        assert PercentField().clean(rate) == Decimal("0.035")
