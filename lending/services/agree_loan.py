"""Agreeing an approved request: who lends how much of it, fixed and set aside."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from lending.domain.change_errors import NotAChange
from lending.domain.due_dates import due_dates
from lending.domain.fund_errors import DecisionExpired, NotWhatWasVoted, WrongState
from lending.domain.state_errors import FirstDueDayPassed
from lending.domain.terms_json import read_terms
from lending.domain.wished_schedule import has_own_days
from lending.models import Consultation, Decision, Fund, Loan, LoanRequest
from lending.policies import require_agreeing_hand
from lending.selectors.clock import local_day
from lending.selectors.guarantees import contribution_agreed
from lending.services.assess_request import exceptions_of, require_rules
from lending.services.bookkeeping.accounts import open_loan_accounts
from lending.services.close_consultation import count_when_closed
from lending.services.draft_request import hash_of
from lending.services.events import record_event
from lending.services.keep_funding import keep_funding
from lending.services.name_sponsors import keep_guarantees
from lending.services.request_moves import locked_request
from lending.services.require_given import require_day
from lending.services.set_aside import set_aside
from lending.services.write_contract import write_contract
from members.models import Person


@transaction.atomic
def agree_loan(
    *,
    request: LoanRequest,
    agreed_on: date,
    acting_person: Person,
    now: datetime,
    funding_method: str = "",
    funding_reason: str = "",
) -> Loan:
    """Make an approved request a loan: participations spread over the placements, each lender's part reserved.

    The fund's row is locked, so that two agreements do not count on the same cash; the books refuse it anyway.
    A vote whose time is over is counted first, where no worker has done it yet.

    :param funding_method: how it is spread; as the committee saw it when not given, else a reason is asked.
    :raises NotWhatWasVoted, DecisionExpired: the decision does not cover this.
    :raises FirstDueDayPassed: its first instalment was wished for that day or an earlier one.
    :raises RulesNotMet: the decision does not let a rule be exceeded so far.
    :raises InsufficientFunding: the placements do not hold the amount within the ceilings.
    :raises ReasonNeeded, FourHands: of another method than the committee saw; of who asked for the loan or voted.
    """
    fund = Fund.objects.select_for_update(no_key=True).get(pk=request.fund_id)
    count_when_closed(request, now=now)
    request = locked_request(request)
    _require_to_agree(request)
    version, decision = request.current, decision_on(request)
    require_agreeing_hand(acting_person, request, decision.consultation)
    require_day(agreed_on, fund=fund, now=now)
    require_decision_covers(decision, hash_of(version), on=agreed_on, today=local_day(fund, at=now))
    require_before_first_due(version.terms, subject=request.reference, on=agreed_on)
    overridden = require_rules(
        version, stage="agreement", now=now, on=agreed_on, decision=decision, method=funding_method
    )
    loan = Loan.objects.create(
        fund=fund,
        number=(Loan.objects.filter(fund=fund).aggregate(last=Max("number"))["last"] or 0) + 1,
        membership=request.membership, request_version=version, decision=decision,
        amount=version.principal, drawn=version.principal * 0, terms=version.terms,
        agreed_on=agreed_on, agreed_by=acting_person,
        **contribution_agreed(version),
    )  # fmt: skip
    funding = keep_funding(
        version, of=loan, method=funding_method, reason=funding_reason, person=acting_person, now=now, on=agreed_on
    )
    keep_guarantees(loan)
    open_loan_accounts(loan)
    legs = set_aside(loan, funding.parts)
    record_event(
        fund=fund, kind="agree_loan", subject=loan, person=acting_person, at=now,
        after={
            "reference": loan.reference, "amount": loan.amount, "request_sha256": version.sha256,
            "funding": funding.method.value,
            "legs": [{"lender": leg.membership.tail, "amount": leg.principal} for leg in legs],
            **({"sponsors": version.sponsors} if version.sponsors else {}),
            **exceptions_of(overridden),
        },
    )  # fmt: skip
    write_contract(loan, person=acting_person, now=now)
    return loan


def _require_to_agree(request: LoanRequest) -> None:
    """A request for a loan becomes one loan, once it is approved."""
    if request.is_change:
        raise NotAChange(request=request.reference, kind=request.kind)
    if request.state != LoanRequest.State.APPROVED or Loan.objects.filter(request_version__request=request).exists():
        state = "agreed" if request.state == LoanRequest.State.APPROVED else request.state
        raise WrongState(subject=request.reference, state=state, needed=LoanRequest.State.APPROVED)


def require_decision_covers(decision: Decision, sha256: str, *, on: date, today: date) -> None:
    """What is paid is what was voted, and in time: dating an act back does not make an expired decision valid.

    :raises NotWhatWasVoted, DecisionExpired:
    """
    require_voted(decision, sha256)
    if max(on, today) > decision.expires_on:
        raise DecisionExpired(expires_on=decision.expires_on)


def require_before_first_due(terms: Mapping[str, Any], *, subject: str, on: date) -> None:
    """The money leaves before the first due date, where that is a day that was voted; others follow the money.

    :raises FirstDueDayPassed:
    """
    if has_own_days(terms):
        first = due_dates(read_terms(terms))[0]
        if first <= on:
            raise FirstDueDayPassed(subject=subject, due_on=first, date=on)


def require_voted(decision: Decision, sha256: str) -> None:
    """What is paid is what was voted.

    :raises NotWhatWasVoted:
    """
    if decision.outcome != Decision.Outcome.ADOPTED or decision.request_sha256 != sha256:
        raise NotWhatWasVoted(now=sha256, voted=decision.request_sha256)


def decision_on(request: LoanRequest) -> Decision:
    """The decision that adopted a request."""
    return Decision.objects.select_related("consultation").get(
        consultation__request_version__request=request, consultation__state=Consultation.State.ADOPTED
    )
