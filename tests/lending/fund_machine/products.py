"""What the fund of the machine lends on: every method, with day counts, costs and fees of different kinds."""

from decimal import Decimal
from typing import Any

from lending.models import Fund, LoanProduct
from tests.factories import eur, make_product

METHODS = ("equal_instalments", "equal_principal", "interest_only", "bullet")
DAY_COUNTS = ("equal_periods", "30E/360", "ACT/365F")
PLAIN: dict[str, Any] = {}
# Late interest after three days, one per cent of what is repaid early.
DEAR = {"late_rate": Decimal("0.08"), "late_grace_days": 3, "prepayment_indemnity": Decimal("0.01")}
PRINCIPAL_FIRST = {**DEAR, "allocation": ["principal", "interest", "costs"]}
CONTRACTS = (PLAIN, DEAR, PRINCIPAL_FIRST)
ASKED = {"fee_amount": eur(2), "fee_rate": Decimal("0.005"), "min_amount": eur(10)}
# None, kept back, lent with the amount, owed apart: each with another contract of each method.
FEES = (PLAIN, {**ASKED, "fee_paid": "deducted"}, {**ASKED, "fee_paid": "financed"}, {**ASKED, "fee_paid": "apart"})
NUMBER = len(METHODS) * len(CONTRACTS)


def make_products(fund: Fund) -> list[LoanProduct]:
    """Twelve of them; the first has no costs at all."""
    return [
        make_product(
            fund, f"{method}-{place}".replace("_", "-"), repayment=method, day_count=day_count,
            **{"min_amount": eur("0.01"), **contract, **FEES[(row + place) % len(FEES)]},
        )
        for row, method in enumerate(METHODS)
        for place, (day_count, contract) in enumerate(zip(DAY_COUNTS, CONTRACTS, strict=True))
    ]  # fmt: skip
