"""Who holds the cash of the fund of a journey."""

import pytest


# Between members the rules of law ask for declarations that these journeys do not make yet: then "members" too.
@pytest.fixture(params=["fund"])
def custody(request: pytest.FixtureRequest) -> str:
    """Who holds the cash."""
    return str(request.param)
