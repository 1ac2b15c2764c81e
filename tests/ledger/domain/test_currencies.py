"""Currencies against two lists that others keep: codes by pycountry (the ISO register), decimals by moneyed."""

import pycountry
import pytest
from moneyed import CURRENCIES

from ledger.domain.currencies import DECIMALS, WITHDRAWN
from lending.domain.currencies import DECIMALS as LENDING_DECIMALS

# To these ISO 4217 gives no minor unit ("N.A."): metals, bond units, drawing rights, sucre, the ADB's unit, test, none.
WITHOUT_MINOR_UNIT = {"XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XDR", "XPD", "XPT", "XSU", "XTS", "XUA", "X" * 3}


def test_every_current_currency_with_a_minor_unit_is_known_and_no_other() -> None:
    current = {currency.alpha_3 for currency in pycountry.currencies}
    assert set(DECIMALS) - set(WITHDRAWN) == current - WITHOUT_MINOR_UNIT
    assert not set(WITHDRAWN) & current


@pytest.mark.parametrize("code", sorted(DECIMALS))
def test_decimals_are_those_of_an_independent_list(code: str) -> None:
    assert CURRENCIES[code].sub_unit == 10 ** DECIMALS[code]


def test_the_currencies_of_loans_have_the_same_decimals() -> None:
    assert {code: DECIMALS.get(code) for code in LENDING_DECIMALS} == LENDING_DECIMALS
