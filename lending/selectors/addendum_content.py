"""What an addendum says, as data: which contracts it amends, what was voted, the new schedule and its cost."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from djmoney.money import Money

from lending.domain.agreement_wording import LANGUAGES
from lending.domain.loan_change import rate_on
from lending.domain.money import from_minor
from lending.domain.standard_wording import STANDARD_ADDENDUM
from lending.models import Agreement, AgreementTemplate, Decision, Loan, Membership, Participation, RequestVersion
from lending.selectors.addenda import addendum_on
from lending.selectors.agreement_content import clauses, fund_said, party, plain_amount
from lending.selectors.change_comparison import ComparedRow, Comparison, change_of
from lending.selectors.sponsors import sponsors_bound

FORMAT = "loan-addendum/1"
Json = dict[str, Any]


def addendum_content(
    version: RequestVersion, *, loans: Sequence[Loan], decision: Decision, template: AgreementTemplate, number: int
) -> Json:
    """The addendum to the contracts of these loans, of what the committee adopted: figures as they were voted.

    The lenders are those of the moment. Amounts and rates are texts, dates ISO; no clock.

    :param loans: in the order of the voted change; the first one's contract counts the addendum.
    """
    change, currency, fund = change_of(version), version.amount.currency, decision.fund
    assert change is not None
    told: Any = version.change
    return {
        "format": FORMAT,
        "kind": str(Agreement.Kind.ADDENDUM),
        "number": number,
        "loan": {"id": str(loans[0].pk), "reference": loans[0].reference, "amount": plain_amount(version.amount)},
        "loans": [_amended(loan, of, on=change.on) for loan, of in zip(loans, told["loans"], strict=True)],
        "currency": str(currency),
        "fund": fund_said(fund),
        "effective_on": change.on.isoformat(),
        "borrower": party(version.request.membership.cooperative),
        "lenders": lenders_said(lenders_now(loans)),
        **_sponsors(version, loans),
        **_undrawn(change),
        "request": {
            "reference": version.request.reference, "version": version.version, "kind": str(version.request.kind),
            "purpose": version.purpose, "sha256": version.sha256,
        },
        "decision": {
            "decided_at": decision.decided_at, "expires_on": decision.expires_on.isoformat(),
            "log_head": decision.log_head,
        },
        "wish": told["wish"],
        "terms": version.terms,
        "before": _said(change, change.old),
        "instalments": rows_said(told["rows"], currency=str(currency)),
        "cost": _cost(change),
        "clauses": clauses(version.terms),
        "template": {"version": template.version, "is_proposal": template.created_by_id is None},
        "wording": addendum_wording(template.wording),
    }  # fmt: skip


def addendum_wording(wording: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """What the fund says in its addenda, in each language of its wording; the program's proposal where it says nothing.

    >>> addendum_wording({"fr": {"title": "Convention", "addendum": "Sans novation."}})
    {'fr': {'addendum': 'Sans novation.'}}
    """
    return {
        language: {"addendum": wording[language].get("addendum") or STANDARD_ADDENDUM[language]}
        for language in LANGUAGES
        if language in wording
    }


def lenders_now(loans: Sequence[Loan]) -> list[tuple[Membership, Money]]:
    """Who has principal outstanding in these loans, and how much in all of them, in the order of their numbers."""
    legs = Participation.objects.filter(loan__in=loans, outstanding__gt=0)
    lent: dict[Membership, Money] = {}
    for leg in legs.select_related("membership__cooperative", "membership__fund").order_by("membership__number"):
        lent[leg.membership] = lent.get(leg.membership, leg.outstanding * 0) + leg.outstanding
    return list(lent.items())


def lenders_said(lenders: Sequence[tuple[Membership, Money]]) -> list[Json]:
    """The lenders as a document lists them."""
    return [
        {"leg": place, **party(member.cooperative), "amount": plain_amount(amount)}
        for place, (member, amount) in enumerate(lenders, start=1)
    ]


def _sponsors(version: RequestVersion, loans: Sequence[Loan]) -> Json:
    """Who answers for the loan from then on, and who is released as several become one; left out where nobody is."""
    told: Any = version.change
    said = [
        {**party(one.membership.cooperative), "amount": plain_amount(one.amount)}
        for one in sponsors_bound(version, loans)
    ]
    ended = [one["membership"] for one in told.get("sponsors", []) if one["amount_minor"] is None]
    members = Membership.objects.select_related("cooperative").in_bulk([UUID(pk) for pk in ended])
    released = [party(members[UUID(pk)].cooperative) for pk in ended]
    return {**({"sponsors": said} if said else {}), **({"released": released} if released else {})}


def _undrawn(change: Comparison) -> Json:
    """What was still to be drawn, and what becomes of it; left out where all is drawn."""
    said = [
        {
            "loan": one.reference, "number": one.number, "planned_on": one.planned_on.isoformat(),
            "last_on": one.last_on.isoformat(), "amount": plain_amount(one.amount),
        }
        for one in change.undrawn
    ]  # fmt: skip
    return {"undrawn": {"becomes": change.undrawn_becomes, "drawdowns": said}} if said else {}


def _amended(loan: Loan, told: Json, *, on: date) -> Json:
    """A contract that is amended, by its hash; that of a loan that took over others is the addendum that made it.

    None is kept of what was agreed before contracts were.
    """
    position, terms = told["position"], told["terms"]
    contract = Agreement.objects.filter(loan=loan, number=1).first() or addendum_on(loan.decision)
    ahead, past = position["ahead"], position["past"]
    days = sorted(row[1] for row in (*past, *ahead))
    return {
        "id": str(loan.pk),
        "reference": loan.reference,
        "agreed_on": loan.agreed_on.isoformat(),
        "contract_sha256": contract.sha256 if contract else None,
        "outstanding": str(from_minor(position["outstanding_minor"], str(loan.amount.currency))),
        "annual_rate": str(rate_on(terms, on)),
        "repayment": terms["repayment"],
        "instalments_ahead": len(ahead),
        "last_due_on": days[-1] if days else None,
    }


def _said(change: Comparison, rows: Sequence[ComparedRow]) -> Json:
    """What was to come by the schedule in force."""
    nothing = change.loans[0].outstanding * 0
    return {
        "principal": plain_amount(sum((row.principal for row in rows), nothing)),
        "interest": plain_amount(sum((row.interest for row in rows), nothing)),
        "proportional": change.loans[0].rates["proportional"] if len(change.loans) == 1 else None,
    }


def rows_said(rows: Sequence[Sequence[Any]], *, currency: str) -> list[Json]:
    """What remains to be paid by the new schedule, with what is left of the principal after each."""
    left = sum(row[2] for row in rows)
    said = []
    for number, due_on, principal, interest, deferred_from in rows:
        left -= principal
        amounts = {
            "principal": principal, "interest": interest, "total": principal + interest, "outstanding": left,
        }  # fmt: skip
        said.append(
            {"number": number, "due_on": due_on, "deferred_from": deferred_from}
            | {name: str(from_minor(amount, currency)) for name, amount in amounts.items()}
        )
    return said


def _cost(change: Comparison) -> Json:
    """What is to come by the new schedule; its effective rates, anew: fractions, None where no rate solves."""
    rates = change.rates
    count, unit = (rates["period"] or "1 month").split()
    return {
        "interest": plain_amount(change.new_interest),
        "fees": "0.00",
        "cost": plain_amount(change.new_interest),
        "total": plain_amount(change.new_principal + change.new_interest),
        "proportional": rates["proportional"],
        "period_rate": rates["period_rate"],
        "period": {"count": int(count), "unit": f"{unit.removesuffix('s')}s"},
        "eu": rates["eu"],
    }
