"""Out of whose contributions a guarantee fund pays: to the cent, never more than there is."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from lending.domain.mutual_guarantee import contribution_minor, draw

amounts = st.lists(st.integers(min_value=0, max_value=10**7), max_size=6)


@given(needed=st.integers(min_value=0, max_value=10**8), own=amounts, others=amounts)
def test_what_is_drawn_is_what_is_needed_as_far_as_it_goes(needed: int, own: list[int], others: list[int]) -> None:
    of_own, of_others = draw(needed, own=own, others=others)
    assert sum(of_own) + sum(of_others) == min(needed, sum(own) + sum(others))
    assert all(0 <= part <= there for part, there in zip([*of_own, *of_others], [*own, *others], strict=True))
    # The others pay only once its own are used up.
    assert sum(of_own) == sum(own) or not sum(of_others)


def test_a_contribution_is_rounded_half_up() -> None:
    rates = {"0.02": 20001, "0.0150": 15000, "0": 0}
    assert {rate: contribution_minor(1_000_025, rate=Decimal(rate)) for rate in rates} == rates
