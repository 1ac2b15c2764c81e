"""The side on which each nature grows."""

import pytest

from ledger.domain.nature import Nature, sign

SIGNS = (
    ("asset",     1),
    ("expense",   1),
    ("memo",      1),
    ("liability", -1),
    ("equity",    -1),
    ("income",    -1),
)  # fmt: skip


@pytest.mark.parametrize(("nature", "grows"), SIGNS)
def test_an_account_grows_on_the_side_of_its_nature(nature: str, grows: int) -> None:
    assert sign(nature) == grows


def test_all_natures_are_in_the_table() -> None:
    assert {nature for nature, _ in SIGNS} == {nature.value for nature in Nature}


def test_an_unknown_nature_is_an_error() -> None:
    with pytest.raises(ValueError, match="cash"):
        sign("cash")
