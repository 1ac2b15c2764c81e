"""What a wording would look like as a contract: of a loan that nobody asked for."""

from datetime import date, datetime
from typing import Any

from lending.domain.agreement_wording import checked_wording
from lending.domain.simulation import simulate
from lending.models import Fund
from lending.selectors.agreement_content import FORMAT, clauses, cost_said, fund_said
from lending.statements.agreement import contract
from lending.statements.agreement_pdf import agreement_pdf

NOBODY = {"street": "1 rue de l’Exemple", "postal_code": "69001", "city": "Lyon"}


def preview_pdf(*, fund: Fund, wording: dict[str, Any], on: date, issued_at: datetime, language: str = "fr") -> bytes:
    """A contract of 10 000 € over three months under this wording, marked as a demonstration.

    :raises WrongWording: naming every wrong part.
    """
    said = checked_wording(wording)
    terms = {
        "currency": fund.currency,
        "annual_rate": "0.04",
        "repayment": "equal_instalments",
        "drawdowns": [{"on": on.isoformat(), "amount": "10000.00"}],
        "instalments": 3,
        "fees": [{"on": on.isoformat(), "amount": "50.00"}],
    }
    answer: Any = simulate(terms)
    nothing = "0" * 64
    example = {
        "format": FORMAT,
        "kind": "contract",
        "number": 1,
        "loan": {"id": "", "reference": "P0000-000", "amount": "10000.00"},
        "currency": fund.currency,
        "fund": {**fund_said(fund), "is_demo": True},
        "agreed_on": on.isoformat(),
        "borrower": {"name": "Coopérative emprunteuse", "siren": "000000000", **NOBODY},
        "lenders": [
            {"leg": 1, "name": "Coopérative prêteuse A", "siren": "000000000", **NOBODY, "amount": "6000.00"},
            {"leg": 2, "name": "Coopérative prêteuse B", "siren": "000000000", **NOBODY, "amount": "4000.00"},
        ],
        "request": {"reference": "D0000-000", "version": 1, "purpose": "…", "sha256": nothing},
        "decision": {"decided_at": issued_at, "expires_on": on.isoformat(), "log_head": nothing},
        "terms": terms,
        "instalments": answer["instalments"],
        "cost": cost_said(answer, terms),
        "clauses": clauses(terms),
        "template": {"version": 0, "is_proposal": False},
        "wording": said,
    }
    return agreement_pdf(contract(example), issued_at=issued_at, language=language)
