"""A lender's year as JSON-ready data: amounts as strings, ISO dates, codes, the same in every language."""

from typing import Any

from djmoney.money import Money

from lending.models import Membership, Participation
from lending.statements.evidence import Evidence, FundedLoan, KeptCheck
from lending.statements.tables import plain_amount
from lending.statements.yearly_rates import rates_json


def evidence_json(found: Evidence) -> dict[str, Any]:
    """The whole file. Figures of verdicts are minor units of the currency where they are amounts."""
    fund = found.membership.fund
    return {
        "lender": _party(found.membership),
        "fund": {"slug": fund.slug, "name": fund.name, "custody": fund.custody, "is_demo": fund.is_demo},
        "currency": fund.currency,
        "year": found.year,
        "accounting_year": {"start": found.start.isoformat(), "end": found.end.isoformat()},
        "exposure": {
            "lent": plain_amount(found.lent),
            "lent_through_this_fund": plain_amount(found.lent_here),
            "lent_elsewhere": _amount(found.lent_elsewhere),
            "ceiling": _amount(found.ceiling),
            "asks_law": found.asks_law,
        },
        "loans": [_loan(loan) for loan in found.loans],
        "transfers": [
            {
                "on": part.transfer.transferred_on.isoformat(),
                "loan": part.transfer.loan.reference,
                "borrower": _party(part.transfer.loan.membership),
                "is_taken_over": part.is_taken_over,
                "other_lender": _party(part.other),
                "amount": plain_amount(part.transfer.amount),
            }
            for part in found.moved
        ],
        "form_2062": [{**_contract(line.leg), "is_declared": line.is_declared} for line in found.form_2062],
        "interest": {
            "lines": [
                {
                    "loan": line.loan.reference,
                    "borrower": line.loan.membership.cooperative.name,
                    "interest": plain_amount(line.interest),
                    "principal": plain_amount(line.principal),
                    "recovered_interest": plain_amount(line.recovered_interest),
                    "recovered_principal": plain_amount(line.recovered_principal),
                }
                for line in found.interest
            ],
            "total": plain_amount(found.interest_total),
        },
    }


def _loan(funded: FundedLoan) -> dict[str, Any]:
    return {
        **_contract(funded.leg),
        "loan_amount": plain_amount(funded.loan.amount),
        "term_months": funded.term_months,
        "first_due_on": funded.first_due_on.isoformat() if funded.first_due_on else None,
        "last_due_on": funded.last_due_on.isoformat() if funded.last_due_on else None,
        "link": {
            "nature": funded.link.nature,
            "document": funded.link.document,
            "bought": _amount(funded.link.bought),
            "declared_at": funded.link.declared_at.isoformat(),
        }
        if funded.link
        else None,
        "checks": [_check(check) for check in funded.checks],
    }


def _contract(leg: Participation) -> dict[str, Any]:
    return {
        "loan": leg.loan.reference,
        "borrower": _party(leg.loan.membership),
        "agreed_on": leg.loan.agreed_on.isoformat(),
        "disbursed_on": leg.loan.disbursed_on.isoformat() if leg.loan.disbursed_on else None,
        "amount": plain_amount(leg.amount),
        "annual_rate": leg.loan.terms["annual_rate"],
        "annual_rates": rates_json(leg.loan.terms),
    }


def _check(check: KeptCheck) -> dict[str, Any]:
    verdict = check.verdict
    return {
        "stage": check.stage,
        "checked_at": check.checked_at.isoformat(),
        "rule": verdict.rule,
        "source": verdict.source,
        "version": verdict.version,
        "asked_of": "lender" if verdict.lender else "request",
        "inputs": dict(verdict.inputs),
        "value": verdict.value,
        "limit": verdict.limit,
        "bound": str(verdict.bound),
        "passed": verdict.passed,
        "override": check.override or None,
    }


def _party(member: Membership) -> dict[str, str]:
    company = member.cooperative
    return {"number": member.tail, "name": company.name, "siren": company.siren, "city": company.city}


def _amount(amount: Money | None) -> str | None:
    return None if amount is None else plain_amount(amount)
