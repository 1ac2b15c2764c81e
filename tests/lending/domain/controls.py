"""Positive controls: a property is worth something when broken code is seen to break it."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy


def assert_refutes(
    holds: Callable[..., None], mutant: Any, cases: SearchStrategy[Any], *, examples: int = 1000
) -> None:
    """The property `holds(mutant, case)` fails for some case."""

    @settings(
        max_examples=examples,
        phases=[Phase.generate],
        database=None,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(cases)
    def attempt(case: Any) -> None:
        holds(mutant, case)

    with pytest.raises(AssertionError):
        attempt()
