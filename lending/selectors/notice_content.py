"""What the notice of a transfer says, as data: which part of which loan went from whom to whom, and who agreed."""

from typing import Any

from lending.models import Agreement, AgreementTemplate, Loan, Participation, Transfer
from lending.selectors.addenda import addendum_on
from lending.selectors.addendum_content import lenders_now, lenders_said
from lending.selectors.agreement_content import fund_said, party, plain_amount

FORMAT = "loan-transfer-notice/1"


def notice_content(
    transfer: Transfer, *, loan: Loan, booked_by: str, template: AgreementTemplate, number: int
) -> dict[str, Any]:
    """The notice of a transfer that is booked; the lenders are those after it.

    To whom it owes is told to the debtor (Code civil 1324); its acceptance is not asked.
    """
    proposal = transfer.proposal
    contract = Agreement.objects.filter(loan=loan, number=1).first() or addendum_on(loan.decision)
    assert proposal.accepted_by is not None
    assert proposal.accepted_at is not None
    return {
        "format": FORMAT,
        "kind": str(Agreement.Kind.NOTICE),
        "number": number,
        "loan": {"id": str(loan.pk), "reference": loan.reference, "amount": plain_amount(loan.amount)},
        "loans": [
            {
                "id": str(loan.pk), "reference": loan.reference, "agreed_on": loan.agreed_on.isoformat(),
                "contract_sha256": contract.sha256 if contract else None,
            }
        ],
        "currency": str(loan.amount.currency),
        "fund": fund_said(loan.fund),
        "borrower": party(loan.membership.cooperative),
        "transfer": {
            "proposal": str(proposal.pk),
            "amount": plain_amount(transfer.amount),
            "transferred_on": transfer.transferred_on.isoformat(),
            "reason": proposal.reason,
            "seller": _side(transfer.seller),
            "buyer": _side(transfer.buyer),
            "proposed": {"by": proposal.proposed_by.name, "at": proposal.proposed_at},
            "accepted": {"by": proposal.accepted_by.name, "at": proposal.accepted_at},
            "booked": {"by": booked_by},
        },
        "lenders": lenders_said(lenders_now([loan])),
        "template": {"version": template.version, "is_proposal": template.created_by_id is None},
        "wording": {language: {} for language in template.wording},
    }  # fmt: skip


def _side(leg: Participation) -> dict[str, Any]:
    return {"leg": leg.leg, **party(leg.membership.cooperative)}
