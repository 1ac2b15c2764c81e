"""The filters that templates write figures with."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.translation import override
from djmoney.money import Money

THIN, NO_BREAK = "\u202f", "\xa0"


def written(expression: str, language: str = "fr", **context: object) -> str:
    template = Template("{% load figures %}{{ " + expression + " }}")
    with override(language):
        return template.render(Context(context))


@pytest.mark.parametrize(
    ("expression", "value", "text"),
    [
        ("value|money", Money("1365.2", "EUR"), f"1{THIN}365,20{NO_BREAK}€"),
        ("value|money", Money(0, "EUR"), f"0,00{NO_BREAK}€"),
        ("value|money", None, "–"),
        ("value|figure", Money(0, "EUR"), "0,00"),
        ("value|figure", "1365.20", f"1{THIN}365,20"),
        ("value|rate", Decimal("0.03"), f"3,00{NO_BREAK}%"),
        ("value|rate:4", "0.00501675", f"0,5017{NO_BREAK}%"),
        ("value|number", 1204, f"1{THIN}204"),
        ("value|day", date(2026, 2, 3), "3 février 2026"),
        ('value|day:"short"', date(2026, 2, 3), "03/02/2026"),
        ("value|instant", datetime(2026, 2, 3, 17, 0, tzinfo=UTC), "mardi 3 février 2026 à 18:00, heure de Paris"),
        ("value|moment", datetime(2026, 2, 3, 17, 0, tzinfo=UTC), "3 février 2026 à 18:00, heure de Paris"),
        ("value|zone_city", "Europe/Paris", "Paris"),
        ("value|said", "cooperative of the borrower", "coopérative de l’emprunteur"),
        ("value|said", "", ""),
        ("value|iban", "FR7630006000011234567890189", "FR76 3000 6000 0112 3456 7890 189"),
    ],
)
def test_a_filter_writes_its_value(expression, value, text):
    assert written(expression, value=value) == text


def test_what_a_template_does_not_find_is_a_dash():
    assert written("nowhere|money") == written("nowhere|figure") == written("nowhere|day") == "–"


def test_the_language_of_the_reader_decides():
    assert written("value|money", "en", value=Money("1365.2", "EUR")) == "€1,365.20"
