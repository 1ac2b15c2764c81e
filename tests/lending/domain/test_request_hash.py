"""What is voted is what is paid out: any change of the request changes its hash, another spelling does not."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from lending.domain.request_hash import request_hash


def money(amount, currency="EUR"):
    return SimpleNamespace(amount=Decimal(amount), currency=currency)


TERMS = {
    "annual_rate": "0.04",
    "repayment": "equal_instalments",
    "instalments": 12,
    "rate_changes": [{"on": "2026-07-01", "annual_rate": "0.05"}],
}
REQUEST = {
    "amount": money("10000.00"),
    "terms": TERMS,
    "parties": {"borrower": "732829320", "linked": ["443061841", "552100554"]},
    "documents": ["aa" * 32, "bb" * 32],
    "purpose": "A van",
}


def test_the_hash_does_not_move():
    """Decisions are bound to it."""
    assert request_hash(**REQUEST) == "7cae40d73359d93eaa63a95a75a7ab94ca03513738dc0970ad8756751f0112b8"


@pytest.mark.parametrize(
    "change",
    [
        {"amount": money("10000.01")},
        {"amount": money("10000.00", "CHF")},
        {"terms": {**TERMS, "annual_rate": "0.05"}},
        {"terms": {**TERMS, "instalments": 13}},
        {"terms": {**TERMS, "rate_changes": []}},
        {"terms": {**TERMS, "fees": []}},
        {"parties": {"borrower": "443061841", "linked": ["732829320", "552100554"]}},
        {"parties": {**REQUEST["parties"], "linked": ["443061841"]}},
        {"parties": {**REQUEST["parties"], "guarantors": ["443061841"]}},
        {"documents": ["aa" * 32]},
        {"documents": ["aa" * 32, "bc" * 32]},
        {"purpose": "Two vans"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_any_change_gives_another_hash(change):
    assert request_hash(**{**REQUEST, **change}) != request_hash(**REQUEST)


@pytest.mark.parametrize(
    "spelling",
    [
        {"amount": money("10000")},
        {"amount": money("1E+4")},
        {"terms": dict(reversed(TERMS.items()))},
        {"parties": {"linked": ("552100554", "443061841", "443061841"), "borrower": ["732829320"]}},
        {"documents": ("bb" * 32, "aa" * 32)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_another_spelling_gives_the_same_hash(spelling):
    assert request_hash(**{**REQUEST, **spelling}) == request_hash(**REQUEST)


def test_floats_and_what_is_no_number_are_refused():
    with pytest.raises(TypeError, match="float"):
        request_hash(**{**REQUEST, "terms": {"annual_rate": 0.04}})
    with pytest.raises(ValueError, match="finite"):
        request_hash(**{**REQUEST, "amount": money("NaN")})
