"""Who holds the cash of the fund of a journey."""

import pytest


@pytest.fixture(params=["fund", "members"])
def custody(request: pytest.FixtureRequest) -> str:
    """Who holds the cash: every journey is made under both."""
    return str(request.param)
