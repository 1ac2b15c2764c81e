"""Figures, dates and instants as people write them, written out."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from djmoney.money import Money

from web import formats

THIN, NO_BREAK, MINUS = "\u202f", "\xa0", "\u2212"


@pytest.mark.parametrize(
    ("amount", "french", "english"),
    [
        ("0", f"0,00{NO_BREAK}€", "€0.00"),
        ("1365.2", f"1{THIN}365,20{NO_BREAK}€", "€1,365.20"),
        ("-48.05", f"{MINUS}48,05{NO_BREAK}€", f"{MINUS}€48.05"),
        ("1234567890.12", f"1{THIN}234{THIN}567{THIN}890,12{NO_BREAK}€", "€1,234,567,890.12"),
    ],
)
def test_money_has_its_cents_its_thin_spaces_and_a_true_minus(amount, french, english):
    assert formats.money(Money(amount, "EUR"), language="fr") == french
    assert formats.money(Money(amount, "EUR"), language="en") == english


def test_what_is_absent_is_a_dash_and_never_a_zero():
    assert formats.money(None, language="fr") == "–"
    assert formats.figure(None, language="fr") == "–"
    assert formats.rate(None, language="fr") == "–"
    assert formats.number(None, language="fr") == "–"
    assert formats.day(None, language="fr") == "–"
    assert formats.instant(None, language="fr", zone="Europe/Paris") == "–"


def test_a_column_says_its_unit_once_so_its_figures_do_not():
    assert formats.figure(Money("15000", "EUR"), language="fr") == f"15{THIN}000,00"
    assert formats.figure(Decimal("-0.5"), language="en") == f"{MINUS}0.50"
    assert formats.precise(Decimal("49.315068"), language="fr") == "49,315068"


@pytest.mark.parametrize(
    ("fraction", "places", "french", "english"),
    [
        ("0.0304", 2, f"3,04{NO_BREAK}%", "3.04%"),
        ("0", 2, f"0,00{NO_BREAK}%", "0.00%"),
        ("0.00501675", 4, f"0,5017{NO_BREAK}%", "0.5017%"),
        ("-0.01", 2, f"{MINUS}1,00{NO_BREAK}%", f"{MINUS}1.00%"),
    ],
)
def test_a_rate_is_a_fraction_written_in_per_cent(fraction, places, french, english):
    assert formats.rate(Decimal(fraction), language="fr", places=places) == french
    assert formats.rate(Decimal(fraction), language="en", places=places) == english


@pytest.mark.parametrize(
    ("style", "french", "english"),
    [
        ("full", "mardi 3 février 2026", "Tuesday, 3 February 2026"),
        ("long", "3 février 2026", "3 February 2026"),
        ("short", "03/02/2026", "03/02/2026"),
        ("brief", "mar. 3 févr.", "Tue 3 Feb"),
    ],
)
def test_a_date_is_written_with_the_day_first(style, french, english):
    assert formats.day(date(2026, 2, 3), language="fr", style=style) == french
    assert formats.day(date(2026, 2, 3), language="en", style=style) == english


def test_the_first_of_a_month_is_premier_in_french():
    assert formats.day(date(2026, 2, 1), language="fr") == "1er février 2026"
    assert formats.day(date(2026, 2, 1), language="fr", style="full") == "dimanche 1er février 2026"
    assert formats.day(date(2026, 2, 11), language="fr", style="full") == "mercredi 11 février 2026"
    assert formats.day(date(2026, 2, 1), language="en") == "1 February 2026"


def test_an_instant_is_told_in_the_funds_zone_which_is_named():
    closing = datetime(2026, 2, 6, 17, 0, tzinfo=UTC)
    french = formats.instant(closing, language="fr", zone="Europe/Paris", style="full")
    assert french == "vendredi 6 février 2026 à 18:00, heure de Paris"
    english = formats.instant(closing, language="en", zone="Europe/Paris", style="full")
    assert english == "Friday, 6 February 2026 at 18:00, Paris time"
    overseas = formats.instant(closing, language="fr", zone="Indian/Reunion")
    assert overseas == "6 février 2026 à 21:00, heure de La Réunion"
