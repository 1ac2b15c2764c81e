"""Paying out an agreed loan."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from djmoney.money import Money

from lending.domain.fees import fees_in
from lending.domain.planned_rates import kept_rates
from lending.domain.state_errors import AgreementLapsed, AlreadyPaidOut
from lending.domain.terms import FeePayment
from lending.models import Charge, Fund, Loan, Tranche
from lending.policies import require_paying_hand
from lending.selectors.amounts import minor
from lending.selectors.clock import local_day
from lending.selectors.people import people_of
from lending.services.agree_loan import require_before_first_due, require_decision_covers
from lending.services.assess_request import exceptions_of, require_rules
from lending.services.charge_costs import record_charge
from lending.services.draft_request import hash_of, hash_of_loan, hash_of_tranches
from lending.services.events import record_event
from lending.services.lend_tranche import lend_tranche, next_tranche
from lending.services.require_accepted import require_accepted
from lending.services.require_given import require_day
from lending.services.store_schedule import store_first_schedule
from lending.services.take_contribution import take_contribution
from lending.services.tell import tell
from members.models import Person


@transaction.atomic
def disburse_loan(*, loan: Loan, disbursed_on: date, acting_person: Person, now: datetime) -> Loan:
    """Release the payment: the first drawdown is booked and the schedule of it stored, each instalment with why.

    A loan with several drawdowns begins so (`draw_tranche` pays the others). The payment is by a
    treasurer who neither asked, nor voted, nor prepared the agreement.

    :param disbursed_on: the day the money leaves; interest runs from it.
    :raises AlreadyPaidOut, AgreementLapsed: it is no loan that waits to be paid out.
    :raises FirstDueDayPassed: the day its first instalment was wished for has come.
    :raises NotWhatWasVoted, DecisionExpired: the decision does not cover what would be paid.
    :raises RulesNotMet: a rule has turned red since, and the decision does not let it be exceeded so far.
    :raises FourHands: the person has had a hand in it.
    :raises NotAccepted, AgreementMissing: the contract is not accepted by each of its parties.
    """
    loan = locked_loan(loan)
    require_paying_hand(acting_person, loan)
    _require_waiting(loan)
    require_accepted(loan)
    require_day(disbursed_on, fund=loan.fund, now=now, earliest=loan.agreed_on)
    require_before_first_due(loan.terms, subject=loan.reference, on=disbursed_on)
    legs = list(loan.participations.select_related("membership__cooperative", "membership__fund"))
    for sha256 in (hash_of(loan.request_version), hash_of_loan(loan, legs), hash_of_tranches(loan)):
        require_decision_covers(loan.decision, sha256, on=disbursed_on, today=local_day(loan.fund, at=now))
    overridden = require_rules(
        loan.request_version, stage="disbursement", now=now, on=disbursed_on, decision=loan.decision
    )
    currency, tranche = loan.fund.currency, next_tranche(loan)
    assert tranche is not None
    lend_tranche(tranche, on=disbursed_on, fee=loan.kept_back, person=acting_person, key=f"disburse:{loan.id}")
    take_contribution(loan, legs, on=disbursed_on)
    before = loan.state
    loan.state, loan.disbursed_on, loan.disbursed_by = Loan.State.ACTIVE, disbursed_on, acting_person
    loan.terms = _dated(loan.terms, on=disbursed_on)
    loan.save(update_fields=["state", "disbursed_on", "disbursed_by", "terms"])
    store_first_schedule(loan)
    owed = minor(Money(fees_in(loan.terms, FeePayment.APART), currency))
    record_charge(
        loan, Charge.Kind.FEE, {1: owed}, on=disbursed_on, why=[], person=acting_person, now=now, caused_by=loan.pk
    )
    kept = {"fee": loan.kept_back, "guarantee": loan.kept_for_guarantee}
    kept = {what: amount for what, amount in kept.items() if amount.amount}
    kept_back = {"kept_back": kept, "net_paid": tranche.net_paid} if kept else {}
    record_event(
        fund=loan.fund, kind="disburse_loan", subject=loan, person=acting_person, at=now,
        before={"state": before},
        after={
            "state": loan.state, "amount": tranche.amount, "disbursed_on": disbursed_on, **kept_back,
            **exceptions_of(overridden),
        },
    )  # fmt: skip
    tell_borrower(loan, tranche, on=disbursed_on, at=now)
    return loan


def _require_waiting(loan: Loan) -> None:
    if loan.disbursed_on is not None:
        raise AlreadyPaidOut(loan=loan.reference, date=loan.disbursed_on)
    if loan.state != Loan.State.AGREED:
        raise AgreementLapsed(loan=loan.reference)


def locked_loans(fund: Fund, loan_ids: Collection[UUID]) -> list[Loan]:
    """The rows of some loans under their locks, taken in one order; each with its fund and its borrower's name."""
    loans = Loan.objects.filter(fund=fund, pk__in=loan_ids).select_for_update(of=("self",), no_key=True)
    return list(loans.select_related("fund", "membership__cooperative").order_by("pk"))


def _dated(terms: dict[str, Any], *, on: date) -> dict[str, Any]:
    """The terms of what is drawn, from the day of the payment on; so is the fee, reckoned for the day that was wished.

    Drawdowns to come are among the terms once they are paid: until then the schedule knows nothing of them.
    """
    fees = [{**fee, "on": on.isoformat()} for fee in terms.get("fees") or ()]
    drawdowns = [{**terms["drawdowns"][0], "on": on.isoformat()}]
    dated = {**terms, "drawdowns": drawdowns, **({"fees": fees} if fees else {})}
    return kept_rates(dated, terms.get("rate_changes") or [])


def locked_loan(loan: Loan) -> Loan:
    """The loan under its row's lock, with what acts on it need."""
    return (
        Loan.objects.select_for_update(of=("self",), no_key=True)
        .select_related(
            "fund", "membership__cooperative", "decision__consultation",
            "request_version__request__membership__cooperative", "request_version__request__fund",
        )
        .get(pk=loan.pk)
    )  # fmt: skip


def tell_borrower(loan: Loan, tranche: Tranche, *, on: date, at: datetime) -> None:
    """A message to everybody who acts for it: what left, and when."""
    is_first = tranche.number == 1
    kept = {"fee": loan.kept_back or "", "contribution": loan.kept_for_guarantee or ""} if is_first else {}
    tell(
        people_of(loan.membership),
        fund=loan.fund,
        template="loan_paid_out",
        about=loan.pk if is_first else f"{loan.pk}:{tranche.number}",
        context={
            "reference": loan.reference,
            "loan": loan.pk,
            "cooperative": loan.membership.cooperative.name,
            "amount": tranche.amount,
            "disbursed_on": on,
            "net_paid": tranche.net_paid,
            **kept,
        },
        at=at,
    )
