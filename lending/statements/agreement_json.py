"""The loan agreement as JSON-ready data."""

from decimal import Decimal
from typing import Any

from lending.statements.agreement import Agreement, PlannedInstalment
from lending.statements.tables import plain_amount
from members.models import Cooperative


def agreement_json(agreed: Agreement) -> dict[str, Any]:
    """Parties, participations, terms, planned schedule and cost: amounts and rates as strings, ISO dates."""
    loan = agreed.loan
    return {
        "loan": {"id": str(loan.pk), "reference": loan.reference, "amount": plain_amount(loan.amount)},
        "currency": str(loan.amount.currency),
        "fund": {
            "slug": loan.fund.slug,
            "name": loan.fund.name,
            "custody": str(loan.fund.custody),
            "is_demo": loan.fund.is_demo,
        },
        "agreed_on": loan.agreed_on.isoformat(),
        "borrower": _party(loan.membership.cooperative),
        "lenders": [
            {"leg": leg.leg, **_party(leg.membership.cooperative), "amount": plain_amount(leg.amount)}
            for leg in agreed.legs
        ],
        "request": {
            "reference": loan.request_version.request.reference,
            "version": loan.request_version.version,
            "purpose": loan.request_version.purpose,
            "sha256": loan.request_version.sha256,
        },
        "decision": {
            "decided_at": loan.decision.decided_at.isoformat(),
            "expires_on": loan.decision.expires_on.isoformat(),
            "log_head": loan.decision.log_head,
        },
        "terms": agreed.terms,
        "instalments": [_instalment(instalment) for instalment in agreed.schedule],
        "cost": {
            "interest": plain_amount(agreed.cost.interest),
            "fees": plain_amount(agreed.cost.fees),
            "total": plain_amount(agreed.cost.total),
            "proportional": _rate(agreed.cost.proportional),
            "period_rate": _rate(agreed.cost.period_rate),
            "period": {"count": agreed.cost.period_count, "unit": agreed.cost.period_unit},
            "eu": _rate(agreed.cost.eu),
        },
    }


def _party(cooperative: Cooperative) -> dict[str, str]:
    return {"name": cooperative.name, "siren": cooperative.siren, "city": cooperative.city}


def _instalment(instalment: PlannedInstalment) -> dict[str, Any]:
    return {
        "number": instalment.number,
        "due_on": instalment.due_on.isoformat(),
        "principal": plain_amount(instalment.principal),
        "interest": plain_amount(instalment.interest),
        "fees": plain_amount(instalment.fees),
        "total": plain_amount(instalment.total),
        "outstanding": plain_amount(instalment.outstanding),
    }


def _rate(rate: Decimal | None) -> str | None:
    return None if rate is None else f"{rate:f}"
