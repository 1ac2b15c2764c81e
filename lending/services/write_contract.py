"""Writing the contract of an agreed loan: what it says, its hash, who has to accept it."""

from datetime import datetime
from typing import Any

from lending.domain.canonical import canonical_json, sha256_of
from lending.models import Agreement, AgreementParty, AgreementTemplate, Loan, Membership
from lending.selectors.agreement_content import contract_content, current_template
from lending.services.ask_for_acceptance import ask_for_acceptance
from lending.services.events import record_event
from members.models import Person

Side = AgreementParty.Side


def write_contract(loan: Loan, *, person: Person, now: datetime) -> Agreement:
    """Store what the contract says under the fund's present wording, name its parties, and ask them to accept it.

    In the caller's transaction, which holds the loan: no loan is agreed without its contract.
    """
    template = current_template(loan.fund)
    agreement = _stored(loan, template, contract_content(loan, template=template), person=person, now=now)
    _name_parties(agreement, loan)
    record_event(
        fund=loan.fund, kind="draw_up_agreement", subject=loan, person=person, at=now,
        after={"agreement": agreement.pk, "sha256": agreement.sha256, "template": template.version},
    )  # fmt: skip
    ask_for_acceptance(agreement, at=now)
    return agreement


def _stored(
    loan: Loan, template: AgreementTemplate, content: dict[str, Any], *, person: Person, now: datetime
) -> Agreement:
    return Agreement.objects.create(
        fund=loan.fund,
        loan=loan,
        number=1,
        kind=Agreement.Kind.CONTRACT,
        template=template,
        content=canonical_json(content).decode(),
        sha256=sha256_of(content),
        prepared_by=person,
        prepared_at=now,
    )


def _name_parties(agreement: Agreement, loan: Loan) -> None:
    """The borrower, the fund and each sponsor; and each lender, where the members hold the cash and lend themselves."""
    bound: list[tuple[AgreementParty.Side, Membership | None]] = [(Side.BORROWER, loan.membership), (Side.FUND, None)]
    if loan.fund.members_hold_cash:
        legs = loan.participations.select_related("membership").order_by("leg")
        bound += [(Side.LENDER, leg.membership) for leg in legs]
    bound += [(Side.SPONSOR, guarantee.membership) for guarantee in loan.guarantees.select_related("membership")]
    AgreementParty.objects.bulk_create(
        AgreementParty(fund=loan.fund, agreement=agreement, side=side, membership=membership, place=place)
        for place, (side, membership) in enumerate(bound, start=1)
    )
