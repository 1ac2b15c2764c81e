"""Writing the notice of a transfer that is booked: for both lenders, and for the borrower, who owes another now."""

from datetime import datetime

from lending.models import Agreement, Transfer, TransferProposal
from lending.selectors.agreement_content import current_template
from lending.selectors.notice_content import notice_content
from lending.services.store_agreement import next_number, store_agreement
from members.models import Person


def write_notice(transfer: Transfer, *, person: Person, now: datetime) -> Agreement:
    """Keep what was transferred under the loan's next number. The caller holds the loan's lock.

    Nobody accepts it: seller and buyer have agreed, and a third person has booked it. It stays the same when the
    transfer is taken back and done again beneath an earlier act.
    """
    loan, template = transfer.loan, current_template(transfer.fund)
    proposal = TransferProposal.objects.select_related("proposed_by", "accepted_by").get(pk=transfer.proposal_id)
    transfer.proposal = proposal
    content = notice_content(transfer, loan=loan, booked_by=person.name, template=template, number=next_number(loan))
    return store_agreement(
        loan, kind=Agreement.Kind.NOTICE, content=content, template=template, person=person, now=now, proposal=proposal
    )
