"""What a request would cost, as it is voted on."""

from typing import Any

from lending.domain.errors import LendingError
from lending.domain.simulation import simulate
from lending.models import RequestVersion
from lending.selectors.agreement_content import cost_said


def voted_cost(version: RequestVersion) -> dict[str, Any] | None:
    """Interest, fees, their sum, TEG with its period rate and length, EU rate; None where its terms do not compute."""
    try:
        return cost_said(simulate(version.terms), version.terms)
    except LendingError:
        return None
