"""Drawing up the addendum to the contract of a loan that the committee has decided to change."""

from datetime import datetime
from typing import Any

from django.db import transaction

from lending.domain.addendum_errors import AddendumThere
from lending.domain.canonical import sha256_of
from lending.domain.change_errors import AlreadyApplied, NotAChange
from lending.domain.fund_errors import DecisionExpired, WrongState
from lending.models import Agreement, AgreementTemplate, Decision, Loan, LoanRequest
from lending.policies import require_treasurer
from lending.selectors.addenda import addendum_on
from lending.selectors.addendum_content import addendum_content, lenders_now
from lending.selectors.agreement_content import current_template
from lending.selectors.changes import applied_schedule
from lending.selectors.clock import local_day
from lending.selectors.sponsors import sponsors_bound
from lending.services.agree_loan import decision_on
from lending.services.ask_for_acceptance import ask_for_acceptance
from lending.services.close_consultation import count_when_closed
from lending.services.disburse_loan import locked_loan
from lending.services.events import record_event
from lending.services.plan_change import AS_RECEIVED, require_unmoved
from lending.services.request_moves import locked_request
from lending.services.require_addendum import loans_changed_by
from lending.services.store_agreement import name_parties, next_number, store_agreement
from members.models import Person


@transaction.atomic
def draw_up_addendum(*, request: LoanRequest, acting_person: Person, now: datetime) -> Agreement:
    """Write what was voted as an addendum, name who is bound by it, and ask them to accept it.

    A treasurer does; who does signs it not for the fund. It is drawn up again when it would say something else, such
    as other lenders: the last one counts, and each party accepts that one. Where several loans become one, the sponsors
    of the new one are bound by it: without their acceptance it does not come about.

    :raises NotAChange, WrongState, AlreadyApplied: nothing that changes a loan was adopted, or it is in force.
    :raises AddendumThere: it is drawn up and says what it has to.
    :raises DecisionExpired: the decision is no longer valid.
    :raises LoanMoved: a receipt or another change came in between; asked from the day of the change on.
    """
    count_when_closed(request, now=now)
    request = locked_request(request)
    require_treasurer(acting_person, request.fund)
    decision = _adopted(request, now=now)
    loans = [locked_loan(loan) for loan in loans_changed_by(request)]
    if local_day(request.fund, at=now) >= request.current.start_on:
        require_unmoved(request.current, known_on=AS_RECEIVED)
    agreement = _written(request, loans, decision, person=acting_person, now=now)
    record_event(
        fund=request.fund, kind="draw_up_addendum", subject=agreement.loan, person=acting_person, at=now,
        after={
            "agreement": agreement.pk, "number": agreement.number, "sha256": agreement.sha256,
            "request": request.reference, "loans": [loan.reference for loan in loans],
        },
    )  # fmt: skip
    ask_for_acceptance(agreement, at=now)
    return agreement


def _adopted(request: LoanRequest, *, now: datetime) -> Decision:
    if not request.is_change:
        raise NotAChange(request=request.reference, kind=request.kind)
    if request.state != LoanRequest.State.APPROVED:
        raise WrongState(subject=request.reference, state=request.state, needed=LoanRequest.State.APPROVED)
    if applied := applied_schedule(request):
        raise AlreadyApplied(request=request.reference, on=applied.effective_on)
    decision = decision_on(request)
    if local_day(request.fund, at=now) > decision.expires_on:
        raise DecisionExpired(expires_on=decision.expires_on)
    return decision


def _written(
    request: LoanRequest, loans: list[Loan], decision: Decision, *, person: Person, now: datetime
) -> Agreement:
    template, there = current_template(request.fund), addendum_on(decision)
    if there is not None:
        # What is there stands unless, by its own wording and number, it would say something else now.
        again = _content(request, loans, decision, template=there.template, number=there.number)
        if sha256_of(again) == there.sha256:
            raise AddendumThere(request=request.reference, sha256=there.sha256)
    content = _content(request, loans, decision, template=template, number=next_number(loans[0]))
    agreement = store_agreement(
        loans[0], kind=Agreement.Kind.ADDENDUM, content=content, template=template, person=person, now=now,
        decision=decision,
    )  # fmt: skip
    lenders = [member for member, _amount in lenders_now(loans)]
    sponsors = [one.membership for one in sponsors_bound(request.current, loans)]
    name_parties(agreement, borrower=request.membership, fund=request.fund, lenders=lenders, sponsors=sponsors)
    return agreement


def _content(
    request: LoanRequest, loans: list[Loan], decision: Decision, *, template: AgreementTemplate, number: int
) -> dict[str, Any]:
    return addendum_content(request.current, loans=loans, decision=decision, template=template, number=number)
