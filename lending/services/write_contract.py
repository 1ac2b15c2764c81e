"""Writing the contract of an agreed loan: what it says, its hash, who has to accept it."""

from datetime import datetime

from lending.models import Agreement, Loan
from lending.selectors.agreement_content import contract_content, current_template
from lending.services.ask_for_acceptance import ask_for_acceptance
from lending.services.events import record_event
from lending.services.store_agreement import name_parties, store_agreement
from members.models import Person


def write_contract(loan: Loan, *, person: Person, now: datetime) -> Agreement:
    """Store what the contract says under the fund's present wording, name its parties, and ask them to accept it.

    In the caller's transaction, which holds the loan: no loan is agreed without its contract.
    """
    template = current_template(loan.fund)
    agreement = store_agreement(
        loan, kind=Agreement.Kind.CONTRACT, content=contract_content(loan, template=template), template=template,
        person=person, now=now,
    )  # fmt: skip
    legs = loan.participations.select_related("membership").order_by("leg")
    lenders = [leg.membership for leg in legs]
    sponsors = [row.membership for row in loan.guarantees.select_related("membership").order_by("place")]
    name_parties(agreement, borrower=loan.membership, fund=loan.fund, lenders=lenders, sponsors=sponsors)
    record_event(
        fund=loan.fund, kind="draw_up_agreement", subject=loan, person=person, at=now,
        after={"agreement": agreement.pk, "sha256": agreement.sha256, "template": template.version},
    )  # fmt: skip
    ask_for_acceptance(agreement, at=now)
    return agreement
