"""The loans of the demonstration: what is offered today, and the terms of four published schedules."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from djmoney.money import Money

from lending.models import Fund, LoanProduct
from lending.services.offer_products import offer_standard_products


class Replay(NamedTuple):
    """A schedule published elsewhere, replayed here with its own dates and figures."""

    case: str
    source: str
    borrower: int
    start_on: date
    amount: str
    periods: int
    product: dict[str, Any]


HALF_UP = {"mode": "half_up", "interest": "each_period"}

REPLAYS = (
    Replay(
        "FIN-F-RS03", "Apache Fineract, LoanRepayment.feature, RS03", 6, date(2022, 11, 1), "5000.00", 18,
        {
            "repayment": "equal_instalments", "annual_rate": Decimal("0.12"), "day_count": "ACT/365F",
            "rounding": {"mode": "half_even", "interest": "each_period", "instalment": "1"},
        },
    ),
    Replay(
        "LC-10", "CapSens loan-creator, linear_semester_55000", 7, date(2017, 7, 1), "55000.00", 6,
        {"repayment": "equal_principal", "annual_rate": Decimal("0.10"), "every_count": 6, "rounding": HALF_UP},
    ),
    Replay(
        "LC-21", "CapSens loan-creator, in_fine_quarter_55000", 8, date(2017, 10, 1), "55000.00", 12,
        {"repayment": "interest_only", "annual_rate": Decimal("0.10"), "every_count": 3, "rounding": HALF_UP},
    ),
    Replay(
        "TPFB-360", "tpfb.eu, ACT/360 et ACT/365", 3, date(2024, 3, 4), "15000.00", 3,
        {
            "repayment": "bullet", "annual_rate": Decimal("0.03"), "day_count": "ACT/360", "every_unit": "days",
            "rounding": HALF_UP,
        },
    ),
)  # fmt: skip


def offer_products(fund: Fund, *, now: datetime) -> dict[str, LoanProduct]:
    """Make the products, those of the replays among them; by code."""
    amounts = {"min_amount": Money("1000.00", "EUR"), "max_amount": Money("100000.00", "EUR")}
    limits: dict[str, Any] = {"fund": fund, **amounts}
    made = offer_standard_products(
        fund=fund,
        annual_rate=Decimal("0.03"),
        min_amount=amounts["min_amount"],
        max_amount=amounts["max_amount"],
        now=now,
    )
    made += [
        LoanProduct.objects.create(
            **limits,
            code=replay.case.lower(),
            name=f"Échéancier publié {replay.case} (démonstration)",
            name_en=f"Published schedule {replay.case} (demonstration)",
            max_instalments=36,
            **replay.product,
        )
        for replay in REPLAYS
    ]
    return {product.code: product for product in made}


def withdraw_replays(fund: Fund) -> None:
    """The replays' terms are not for new requests."""
    codes = [replay.case.lower() for replay in REPLAYS]
    LoanProduct.objects.filter(fund=fund, code__in=codes).update(is_offered=False)
