"""Offering loans: the products a fund begins with."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from djmoney.money import Money

from lending.models import Fund, LoanProduct
from lending.services.events import record_event
from members.models import Person

STANDARD: tuple[dict[str, Any], ...] = (
    {
        "code": "tresorerie-courte",
        "name": "Avance de trésorerie, remboursée en une fois",
        "name_en": "Treasury advance, repaid at once",
        "repayment": LoanProduct.Repayment.BULLET,
        "max_instalments": 12,
    },
    {
        "code": "echeances-constantes",
        "name": "Prêt à échéances constantes",
        "name_en": "Loan in equal instalments",
        "repayment": LoanProduct.Repayment.EQUAL_INSTALMENTS,
        "max_instalments": 24,
    },
    {
        "code": "capital-constant",
        "name": "Prêt à capital constant",
        "name_en": "Loan in equal parts of principal",
        "repayment": LoanProduct.Repayment.EQUAL_PRINCIPAL,
        "max_instalments": 24,
    },
    {
        "code": "interets-puis-capital",
        "name": "Prêt in fine, intérêts chaque mois",
        "name_en": "Interest each month, principal at the end",
        "repayment": LoanProduct.Repayment.INTEREST_ONLY,
        "max_instalments": 24,
    },
)


@transaction.atomic
def offer_standard_products(
    *,
    fund: Fund,
    annual_rate: Decimal,
    min_amount: Money,
    max_amount: Money,
    now: datetime,
    person: Person | None = None,
) -> list[LoanProduct]:
    """Offer the four ways of repaying, at one rate and between two amounts.

    :param annual_rate: a fraction: 3 % is `Decimal("0.03")`.
    """
    products = [
        LoanProduct.objects.create(
            fund=fund, annual_rate=annual_rate, min_amount=min_amount, max_amount=max_amount, **terms
        )
        for terms in STANDARD
    ]
    record_event(
        fund=fund, kind="offer_products", subject=fund, person=person, at=now,
        after={"products": [product.code for product in products], "annual_rate": annual_rate},
    )  # fmt: skip
    return products
