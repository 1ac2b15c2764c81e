"""What a contract says, as data: parties, parts, terms, planned schedule, cost, clauses, and the fund's own wording."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from djmoney.money import Money

from lending.domain.agreement_wording import OF_CONTRACT
from lending.domain.fees import fees_in
from lending.domain.request_hash import plain_decimal
from lending.domain.simulation import simulate
from lending.domain.terms import FeePayment
from lending.models import AgreementTemplate, Fund, Loan, Participation
from members.models import Cooperative

FORMAT = "loan-agreement/1"
CONTRACT = "contract"


def current_template(fund: Fund) -> AgreementTemplate:
    """The fund's wording for contracts to come: the last version."""
    return AgreementTemplate.objects.filter(fund=fund).order_by("-version")[0]


def contract_content(loan: Loan, *, template: AgreementTemplate) -> dict[str, Any]:
    """The contract of a loan as it was voted: amounts and rates as text, ISO dates; no clock, no later fact.

    Made again from the same rows it is the same, so that its hash can be checked by anyone who has them.
    """
    legs = list(loan.participations.filter(amount__gt=0).select_related("membership__cooperative").order_by("leg"))
    version, terms = loan.request_version, loan.request_version.terms
    answer: Any = simulate(terms)
    return {
        "format": FORMAT,
        "kind": CONTRACT,
        "number": 1,
        "loan": {"id": str(loan.pk), "reference": loan.reference, "amount": plain_amount(loan.amount)},
        "currency": str(loan.amount.currency),
        "fund": fund_said(loan.fund),
        "agreed_on": loan.agreed_on.isoformat(),
        "borrower": party(loan.membership.cooperative),
        "lenders": _lenders(legs),
        "request": {
            "reference": version.request.reference,
            "version": version.version,
            "purpose": version.purpose,
            "sha256": version.sha256,
        },
        "decision": {
            "decided_at": loan.decision.decided_at,
            "expires_on": loan.decision.expires_on.isoformat(),
            "log_head": loan.decision.log_head,
        },
        "terms": terms,
        "instalments": answer["instalments"],
        "cost": cost_said(answer, terms),
        "clauses": clauses(terms),
        **_guarantee(loan),
        "template": {"version": template.version, "is_proposal": template.created_by_id is None},
        "wording": contract_wording(template.wording),
    }


def contract_wording(wording: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """What of a fund's wording a contract says: all but what is said of addenda."""
    return {
        language: {part: text for part, text in parts.items() if part in OF_CONTRACT}
        for language, parts in wording.items()
    }


def _guarantee(loan: Loan) -> dict[str, Any]:
    """What secures the loan: its sponsors, and what its borrower puts into the guarantee fund; nothing where neither.

    Left out where nothing does, so that what was agreed before is made again as it was.
    """
    sponsors = [
        {
            **party(row.membership.cooperative),
            "amount": plain_amount(row.amount),
            "share": None if row.share is None else plain_decimal(row.share),
        }
        for row in loan.guarantees.select_related("membership__cooperative").order_by("place")
    ]
    mutual = {"rate": plain_decimal(loan.guarantee_rate), "contribution": plain_amount(loan.contribution)}
    secured = {"sponsors": sponsors, "mutual": mutual if loan.contribution.amount else None}
    return {"guarantee": secured} if any(secured.values()) else {}


def clauses(terms: Mapping[str, Any]) -> dict[str, Any]:
    """What the contract of the product says of payments: their order, late interest, the indemnity of paying early."""
    said = terms.get("contract", {})
    return {
        "allocation": said.get("allocation") or ["costs", "interest", "principal"],
        "late_interest": said.get("late_interest"),
        "early_repayment": {"parts": ["in_full", "in_part"], "indemnity": said.get("prepayment_indemnity")},
    }


def party(cooperative: Cooperative) -> dict[str, str]:
    """A cooperative as a party: its name, its SIREN, where it is."""
    return {
        "name": cooperative.name,
        "siren": cooperative.siren,
        "street": cooperative.street,
        "postal_code": cooperative.postal_code,
        "city": cooperative.city,
    }


def plain_amount(amount: Money) -> str:
    """An amount as text, to the cent."""
    return f"{amount.amount:.2f}"


def fund_said(fund: Fund) -> dict[str, Any]:
    """The fund as a contract names it."""
    return {
        "slug": fund.slug,
        "name": fund.name,
        "custody": str(fund.custody),
        "time_zone": fund.time_zone,
        "is_demo": fund.is_demo,
    }


def _lenders(legs: Sequence[Participation]) -> list[dict[str, Any]]:
    return [{"leg": leg.leg, **party(leg.membership.cooperative), "amount": plain_amount(leg.amount)} for leg in legs]


def cost_said(answer: Any, terms: Mapping[str, Any]) -> dict[str, Any]:
    """Interest and fees, those that are lent among them, are the total cost; rates are fractions.

    :param answer: the simulation of these terms.
    """
    totals, rates = answer["totals"], answer["effective_rate"]
    fees = Decimal(totals["fees"]) + fees_in(terms, FeePayment.FINANCED)
    count, unit = rates["period"].split()
    return {
        "interest": totals["interest"],
        "fees": str(fees),
        "cost": str(Decimal(totals["interest"]) + fees),
        "total": totals["total"],
        "proportional": rates["proportional"],
        "period_rate": rates["period_rate"],
        "period": {"count": int(count), "unit": f"{unit.removesuffix('s')}s"},
        "eu": rates["eu"],
    }
