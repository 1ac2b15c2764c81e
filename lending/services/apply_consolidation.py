"""Making several loans one, as the committee has adopted it: a new loan takes over what is outstanding of each."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from djmoney.money import Money
from uuid6 import uuid7

from lending.domain.change_errors import AlreadyApplied, NotAChange, NotYet
from lending.domain.fund_errors import WrongState
from lending.domain.loan_states import LoanState, require_move
from lending.models import (
    Allocation,
    Decision,
    Fund,
    Instalment,
    InterestAccrual,
    Loan,
    LoanRequest,
    Membership,
    Participation,
    Repayment,
)
from lending.policies import require_applying_hand
from lending.selectors.accruals import LEGS, WHOLE
from lending.selectors.amounts import as_money, minor
from lending.selectors.clock import local_day
from lending.selectors.dues import dues
from lending.selectors.instalments import instalments_of, unsettled
from lending.selectors.payoff import payoff
from lending.services.act_kind import Place
from lending.services.agree_loan import decision_on, require_decision_covers
from lending.services.bookkeeping.accounts import open_loan_accounts
from lending.services.bookkeeping.entries import LegAmount
from lending.services.bookkeeping.loans import book_consolidation
from lending.services.carry_contributions import carry_contributions
from lending.services.close_consultation import count_when_closed
from lending.services.disburse_loan import locked_loan
from lending.services.draft_request import hash_of
from lending.services.end_schedule import end_schedule
from lending.services.events import record_event
from lending.services.name_sponsors import keep_guarantees
from lending.services.plan_change import AS_RECEIVED, require_unmoved
from lending.services.plan_consolidation import PlannedConsolidation
from lending.services.recognise_interest import recognise_instalment, recognise_up_to
from lending.services.record_receipt import LEG_FIGURES
from lending.services.release_tranches import give_up_with
from lending.services.replay import in_order
from lending.services.request_moves import locked_request
from lending.services.require_addendum import require_addendum
from lending.services.set_aside import drawn_at_once
from lending.services.settle_state import settle_state
from lending.services.store_change import store_rows, tell_of_schedule
from lending.services.store_schedule import add_version, copy_of
from members.models import Person

Taken = dict[Membership, tuple[Money, Money]]


@transaction.atomic
def apply_consolidation(*, request: LoanRequest, acting_person: Person, now: datetime) -> Loan:
    """Close the loans and open the one they become, from the voted day on.

    Each lender's part of the new loan is what it has outstanding in all of them; what it is owed of interest goes
    along, as the new loan's first due. What members have lent stays what it was, and no money moves. What the borrower
    had put into the guarantee fund secures the new loan, whose contract is the addendum to those of all; its sponsors
    are those that were voted and have accepted it, and who is none of them is released with the old loans.

    :raises NotWhatWasVoted, DecisionExpired, LoanMoved, NotYet, AlreadyApplied, FourHands: as for any other change.
    :raises AddendumMissing, AddendumNotAccepted, AddendumOutdated: likewise.
    """
    fund = Fund.objects.select_for_update(no_key=True).get(pk=request.fund_id)
    count_when_closed(request, now=now)
    request = locked_request(request)
    if request.kind != LoanRequest.Kind.CONSOLIDATION:
        raise NotAChange(request=request.reference, kind=request.kind)
    if request.state != LoanRequest.State.APPROVED:
        raise WrongState(subject=request.reference, state=request.state, needed=LoanRequest.State.APPROVED)
    version, decision, today = request.current, decision_on(request), local_day(fund, at=now)
    require_applying_hand(acting_person, request, decision.consultation)
    if Loan.objects.filter(decision=decision).exists():
        raise AlreadyApplied(request=request.reference, on=version.start_on)
    if today < version.start_on:
        raise NotYet(on=version.start_on, today=today)
    require_decision_covers(decision, hash_of(version), on=today, today=today)
    loans = [locked_loan(changed.loan) for changed in request.changed_loans.order_by("loan__number")]
    planned = require_unmoved(version, known_on=AS_RECEIVED)
    require_addendum(request, decision)
    assert isinstance(planned, PlannedConsolidation)
    for loan in loans:
        give_up_with(loan, request, on=today, person=acting_person, now=now)
    new = _open(request, decision, person=acting_person)
    taken = [_take_over(loan, new, decision, person=acting_person, now=now) for loan in loans]
    _lend(new, taken)
    keep_guarantees(new)
    carried = carry_contributions(loans, new, on=version.start_on)
    schedule = add_version(new, reason=request.kind, effective_on=version.start_on, decision=decision, terms=new.terms)
    store_rows(schedule, planned.change.rows, currency=fund.currency)
    _keep_interest(new, planned)
    record_event(
        fund=fund, kind="apply_change", subject=new, person=acting_person, at=now,
        after={
            "state": new.state, "amount": new.amount, "request": request.reference, "decision": decision.pk,
            "kind": request.kind, "on": version.start_on, "loans": [loan.reference for loan in loans],
            **({"contribution": carried} if carried.amount else {}),
        },
    )  # fmt: skip
    tell_of_schedule(new, schedule, at=now)
    return new


def _open(request: LoanRequest, decision: Decision, *, person: Person) -> Loan:
    """The new loan: instructed by who opened the vote, put in force by another hand."""
    version, fund = request.current, request.fund
    loan = Loan.objects.create(
        fund=fund,
        number=(Loan.objects.filter(fund=fund).aggregate(last=Max("number"))["last"] or 0) + 1,
        membership=request.membership,
        request_version=version,
        decision=decision,
        amount=version.amount,
        drawn=version.amount,
        terms=version.terms,
        state=Loan.State.ACTIVE,
        agreed_on=version.start_on,
        agreed_by=decision.consultation.opened_by,
        disbursed_on=version.start_on,
        disbursed_by=person,
    )
    drawn_at_once(loan, on=version.start_on)
    open_loan_accounts(loan)
    return loan


def _take_over(loan: Loan, new: Loan, decision: Decision, *, person: Person, now: datetime) -> Taken:
    """End a loan on the day: all that is owed of it, interest to the day with it, is owed by the new one."""
    on, taken_id = new.agreed_on, uuid7()
    require_move(LoanState(loan.state), LoanState.RESCHEDULED)
    with in_order(loan, place=Place(on), act_id=taken_id, person=person, now=now):
        recognise_up_to(loan, on=on)
        _end(loan, new, decision, taken_id=taken_id)
        legs = list(loan.participations.select_related("membership__cooperative", "membership__fund"))
        parts = [LegAmount(leg.membership, leg.outstanding, leg.interest_due) for leg in legs]
        entry_id = book_consolidation(
            loan=loan, into=new, legs=parts, on=on, source=f"repayment:{taken_id}", key=f"repayment:{taken_id}"
        )
        nothing = as_money(0, loan.fund.currency)
        principal = sum((part.principal for part in parts), nothing)
        interest = sum((part.interest for part in parts), nothing)
        repayment = Repayment.objects.create(
            id=taken_id, fund=loan.fund, loan=loan, kind=Repayment.Kind.TAKEN_OVER, received_on=on,
            amount=principal + interest, principal=principal, interest=interest, reference=new.reference,
            recorded_by=person, entry_id=entry_id,
        )  # fmt: skip
        _settle(repayment, unsettled(instalments_of(loan)))
        for leg in legs:
            leg.outstanding = leg.interest_due = nothing
        Participation.objects.bulk_update(legs, LEG_FIGURES)
    settle_state(loan, on=on, at=now)
    record_event(
        fund=loan.fund, kind="take_over_loan", subject=loan, person=person, at=now,
        after={"state": loan.state, "repayment": taken_id, "into": new.reference, "principal": principal,
               "interest": interest},
    )  # fmt: skip
    return {part.membership: (part.principal, part.interest) for part in parts}


def _end(loan: Loan, new: Loan, decision: Decision, *, taken_id: UUID) -> None:
    """Everything falls due on the day, with interest to it."""
    on = new.agreed_on
    quote = payoff(loan, on=on)
    if quote.number is None:
        rows = list(instalments_of(loan))
        schedule = add_version(
            loan, reason=LoanRequest.Kind.CONSOLIDATION, effective_on=on, caused_by=taken_id, decision=decision
        )
        Instalment.objects.bulk_create(copy_of(row, schedule) for row in rows)
        return
    last = end_schedule(loan, quote, reason=LoanRequest.Kind.CONSOLIDATION, caused_by=taken_id, decision=decision)
    recognise_instalment(loan, last, on=on, advanced_by=taken_id)


def _settle(repayment: Repayment, owed: Iterable[Instalment]) -> None:
    currency = repayment.fund.currency
    Allocation.objects.bulk_create(
        Allocation(
            fund=repayment.fund,
            repayment=repayment,
            instalment_number=due.number,
            principal=as_money(due.principal_minor, currency),
            interest=as_money(due.interest_minor, currency),
        )
        for due in dues(owed)
    )


def _lend(new: Loan, taken: Iterable[Taken]) -> None:
    """One leg a lender, in the order of their numbers: what it has outstanding, and is owed, in all the loans.

    Who has handed its part over and is owed the interest of its days lends nothing of the new loan, and gets that.
    """
    nothing = as_money(0, new.fund.currency)
    by_lender: Taken = {}
    for part in taken:
        for member, (principal, interest) in part.items():
            before = by_lender.get(member, (nothing, nothing))
            by_lender[member] = (before[0] + principal, before[1] + interest)
    by_number = sorted(by_lender.items(), key=lambda it: it[0].number)
    lenders = [each for each in by_number if each[1][0].amount or each[1][1].amount]
    Participation.objects.bulk_create(
        Participation(
            fund=new.fund, loan=new, membership=member, leg=number, amount=principal, outstanding=principal,
            interest_due=interest,
        )
        for number, (member, (principal, interest)) in enumerate(lenders, start=1)
    )  # fmt: skip


def _keep_interest(new: Loan, planned: PlannedConsolidation) -> None:
    """What the loans had earned is recognised already: the new one's first due takes it over as it was shared."""
    legs = list(new.participations.order_by("leg"))
    earned = [minor(leg.interest_due) for leg in legs]
    if not sum(earned):
        return
    shares = {str(leg.leg): [minor(leg.outstanding), share] for leg, share in zip(legs, earned, strict=True)}
    InterestAccrual.objects.create(
        fund=new.fund, loan=new, instalment_number=1, amount=as_money(sum(earned), new.fund.currency),
        accrued_on=planned.wish.on, sharing={WHOLE: sum(earned), LEGS: shares},
    )  # fmt: skip
