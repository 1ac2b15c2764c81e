"""How documents write amounts, dates, instants and rates."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from djmoney.money import Money

from lending.statements.figures import figure, instant, long_day, money, rate, short_day, siren

NARROW, HARD = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("amount", "language", "expected"),
    [
        ("1365.20", "fr", f"1{NARROW}365,20"),
        ("1365.20", "en", "1,365.20"),
        ("0.00", "fr", "0,00"),
        ("-70.00", "fr", "−70,00"),
        ("-70.00", "en", "−70.00"),
        ("9999999999.99", "fr", f"9{NARROW}999{NARROW}999{NARROW}999,99"),
    ],
)
def test_a_figure_has_its_cents_and_a_true_minus(amount, language, expected):
    assert figure(Money(amount, "EUR"), language=language) == expected


@pytest.mark.parametrize(
    ("amount", "currency", "language", "expected"),
    [
        ("1365.20", "EUR", "fr", f"1{NARROW}365,20{HARD}€"),
        ("1365.20", "EUR", "en", "€1,365.20"),
        ("-1365.20", "EUR", "en", "−€1,365.20"),
        ("1365.20", "XPF", "fr", f"1{NARROW}365,20{HARD}XPF"),
        ("1365.20", "XPF", "en", f"XPF{HARD}1,365.20"),
    ],
)
def test_an_amount_names_its_currency(amount, currency, language, expected):
    assert money(Money(amount, currency), language=language) == expected


@pytest.mark.parametrize(
    ("language", "expected"), [("fr", "1er février 2026"), ("en", "1 February 2026"), ("fr-fr", "1er février 2026")]
)
def test_the_first_of_a_month_is_said_as_people_say_it(language, expected):
    assert long_day(date(2026, 2, 1), language=language) == expected


def test_other_days_are_plain():
    assert long_day(date(2026, 12, 21), language="fr") == "21 décembre 2026"
    assert short_day(date(2026, 2, 3)) == "03/02/2026"


@pytest.mark.parametrize(
    ("language", "precision", "expected"),
    [
        ("fr", "minutes", "6 février 2026 à 18:00 (heure de Paris)"),
        ("fr", "seconds", "6 février 2026 à 18:00:04 (heure de Paris)"),
        ("en", "minutes", "6 February 2026, 18:00 (Paris time)"),
    ],
)
def test_an_instant_is_told_in_the_zone_of_the_fund(language, precision, expected):
    moment = datetime(2026, 2, 6, 17, 0, 4, tzinfo=UTC)
    assert instant(moment, language=language, zone="Europe/Paris", precision=precision) == expected


def test_an_instant_late_in_the_evening_is_of_the_funds_own_day():
    moment = datetime(2026, 2, 6, 23, 30, tzinfo=UTC)
    assert instant(moment, language="fr", zone="Europe/Paris") == "7 février 2026 à 00:30 (heure de Paris)"


@pytest.mark.parametrize(
    ("fraction", "places", "language", "expected"),
    [
        ("0.0304", 2, "fr", f"3,04{HARD}%"),
        ("0.0304", 2, "en", "3.04%"),
        ("0.00501675", 6, "fr", f"0,501675{HARD}%"),
        ("-0.01", 2, "fr", f"−1,00{HARD}%"),
    ],
)
def test_a_rate_is_a_fraction_told_in_percent(fraction, places, language, expected):
    assert rate(Decimal(fraction), language=language, places=places) == expected


def test_a_siren_is_grouped_as_registers_print_it():
    assert siren("552100554") == f"552{HARD}100{HARD}554"
