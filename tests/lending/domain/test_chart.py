"""A fund's own account numbers."""

from typing import Any

import pytest

from lending.domain.chart import CHART, check_chart, collective_code
from lending.domain.fund_errors import WrongChart

RIGHT = (
    {},
    {"available": "4671", "loan": "2741"},
    {role: account.prefix for role, account in CHART.items()},
    {"own_treasury": "801"},
    {"cash": "5121"},
    {"cash": "5121", "own_treasury": "5121"},
    {"available": "4552", "lent": "4551"},
)


@pytest.mark.parametrize("chart", RIGHT)
def test_numbers_of_the_right_class_that_serve_one_role_each_are_taken(chart: dict[str, str]) -> None:
    check_chart(chart)


WRONG = (
    # role             number         what is said
    ("treasure",       "512",         "there is no such role; there are cash, own_treasury, available,"),
    ("loan",           "27",          "a number of three to eight digits is expected, from class 1 to 8."),
    ("loan",           "2741-1",      "a number of three to eight digits"),
    ("loan",           "٢٧٤١",        "a number of three to eight digits"),
    ("loan",           2741,          "a number of three to eight digits"),
    ("loan",           "951",         "a number of three to eight digits"),
    ("loan",           "164",         "164 (emprunts et dettes assimilées) is not for this nature."),
    ("available",      "2748",        "2748 (comptes d’immobilisations) is not for this nature."),
    ("available",      "4552",        "4552 serves lent too."),
    ("cash",           "519",         "519 (concours bancaires courants) is not for this nature."),
    ("cash",           "706",         "706 (comptes de produits) is not for this nature."),
    ("own_treasury",   "53",          "a number of three to eight digits"),
    ("own_treasury",   "531",         "531 (comptes financiers) is not for this nature."),
)  # fmt: skip


@pytest.mark.parametrize(("role", "number", "said"), WRONG)
def test_a_number_that_cannot_be_says_why(role: str, number: Any, said: str) -> None:
    with pytest.raises(WrongChart) as refusal:
        check_chart({role: number})
    assert str(refusal.value.fields[role]).startswith(said)


def test_every_wrong_role_is_named_at_once() -> None:
    with pytest.raises(WrongChart) as refusal:
        check_chart({"loan": "164", "cash": "x", "lent": "4552", "available": "4671", "reserved": "4671"})
    assert str(refusal.value) == "Wrong in the chart of accounts: available, cash, loan, reserved."


def test_our_own_numbers_have_nothing_wrong() -> None:
    check_chart({role: account.prefix for role, account in CHART.items()})


def test_each_role_that_has_accounts_of_several_is_gathered() -> None:
    assert {role: collective_code(role, chart={}) for role in CHART} == {
        "cash": None,
        "own_treasury": None,
        "available": "4551",
        "reserved": "4553",
        "lent": "4552",
        "interest_due": "4558",
        "deposit": "165",
        "loan": "2748",
        "loan_interest": "27684",
        "recovery": "7583",
        "loan_costs": "4678",
        "credit": "467",
        "fee_income": None,
        "costs_income": None,
    }
    assert collective_code("own_treasury", chart={"own_treasury": "801"}) == "801"
