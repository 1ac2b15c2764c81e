"""Form 2062: above 5 000 €, or several below it that make more in total."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.domain.form_2062 import Contract, to_declare
from tests.lending.domain.controls import assert_refutes


def contracts(*told):
    return [Contract(creditor=creditor, debtor=debtor, amount_minor=euros * 100) for creditor, debtor, euros in told]


@pytest.mark.parametrize(
    ("told", "declared"),
    [
        ([],                                              ()),
        ([("A", "X", 5_000)],                             (False,)),
        ([("A", "X", 5_001)],                             (True,)),
        ([("A", "X", 3_000), ("A", "Y", 2_000)],          (False, False)),
        ([("A", "X", 3_000), ("A", "Y", 2_001)],          (True, True)),     # one creditor, several contracts
        ([("A", "X", 3_000), ("B", "X", 2_001)],          (True, True)),     # one debtor
        ([("A", "X", 3_000), ("B", "Y", 2_001)],          (False, False)),
        ([("A", "X", 9_000), ("A", "Y", 2_000)],          (True, False)),    # the large one is declared by itself
        ([("A", "X", 3_000), ("A", "Y", 3_000), ("B", "Z", 100)], (True, True, False)),
    ],
)  # fmt: skip
def test_which_contracts_are_declared(told, declared):
    assert to_declare(contracts(*told)) == declared


TOLD = st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from("XY"), st.integers(1, 8_000)), max_size=6)


def what_is_left_out_is_small_in_number_too(ask, told):
    """`ask(contracts)` says which are declared: those left out make 5 000 € at most, by creditor and by debtor."""
    made = contracts(*told)
    left_out = [contract for contract, declared in zip(made, ask(made), strict=True) if not declared]
    for party in ("creditor", "debtor"):
        for name in "ABXY":
            assert sum(c.amount_minor for c in left_out if getattr(c, party) == name) <= 5_000_00


@given(TOLD)
def test_what_is_left_out_is_small_in_number_too(told):
    what_is_left_out_is_small_in_number_too(to_declare, told)


def test_looking_at_single_contracts_alone_would_be_seen():
    assert_refutes(
        what_is_left_out_is_small_in_number_too,
        lambda made: [contract.amount_minor > 5_000_00 for contract in made],
        TOLD,
    )
