"""Every journey is made twice: once where the fund holds the cash, once where the members do."""

import pytest


@pytest.fixture(params=["fund", "members"])
def custody(request: pytest.FixtureRequest) -> str:
    """Who holds the cash."""
    return str(request.param)
