"""What must be true between addenda and the schedules that a vote made; `verify_ledger` asks it."""

import json
from collections.abc import Iterator
from typing import Any

from ledger.selectors.checks import Breach
from lending.domain.canonical import canonical_json
from lending.domain.money import to_minor
from lending.models import Agreement, Fund, Instalment, Loan, RequestVersion, ScheduleVersion
from lending.selectors.addenda import addendum_on
from lending.selectors.addendum_content import rows_said
from lending.selectors.agreement_content import plain_amount
from lending.selectors.book_checks import each_fund
from lending.selectors.contract_checks import first_difference, is_missing, wrong_hash, wrong_parties
from lending.selectors.sponsors import sponsors_named


def _addenda(fund: Fund) -> Iterator[Breach]:
    """An addendum says what was voted, of the contracts it names."""
    addenda = Agreement.objects.filter(fund=fund, kind=Agreement.Kind.ADDENDUM).select_related("decision", "loan")
    for addendum in addenda.order_by("loan__number", "number"):
        if told := wrong_hash(addendum) or _wrong_addendum(addendum) or wrong_parties(addendum):
            yield Breach(fund.book, f"addendum {addendum.number} of loan {addendum.loan.number}", told)


def _wrong_addendum(addendum: Agreement) -> str | None:
    said: Any = json.loads(addendum.content)
    version = _voted_by(addendum)
    if version is None:
        return "it is of no decision"
    change: Any = version.change
    voted = {
        "request": {"sha256": version.sha256, "version": version.version},
        "decision": {"log_head": addendum.decision.log_head} if addendum.decision else {},
        "effective_on": version.start_on.isoformat(),
        "terms": version.terms,
        "instalments": rows_said(change["rows"], currency=str(version.amount.currency)),
        "loans": [{"id": of["loan"]} for of in change["loans"]],
        **_sponsors(version),
    }
    if path := first_difference(json.loads(canonical_json(voted)), said):
        place, true, told = path
        return f"{place}: it says {told}, the vote {true}"
    for loan in said["loans"]:
        contract = Agreement.objects.filter(loan=loan["id"], number=1).first() or addendum_on(
            Loan.objects.select_related("decision").get(pk=loan["id"]).decision
        )
        if loan["contract_sha256"] != (contract.sha256 if contract else None):
            return f"it amends {loan['contract_sha256']}, which is not the contract of {loan['reference']}"
    return None


def _sponsors(version: RequestVersion) -> dict[str, Any]:
    """Who was voted to answer for a loan that several become, and who for nothing of it."""
    told: Any = version.change
    kept = [{"siren": one.membership.cooperative.siren, "amount": plain_amount(one.amount)}
            for one in sponsors_named(version)]  # fmt: skip
    released = [{"siren": one["siren"]} for one in told.get("sponsors", []) if one["amount_minor"] is None]
    return {**({"sponsors": kept} if kept else {}), **({"released": released} if released else {})}


def _voted_by(addendum: Agreement) -> RequestVersion | None:
    if addendum.decision_id is None:
        return None
    return RequestVersion.objects.filter(consultations__decision=addendum.decision_id).first()


def _schedules(fund: Fund) -> Iterator[Breach]:
    """A schedule that was voted is that of its addendum, which everybody has accepted."""
    voted = ScheduleVersion.objects.filter(fund=fund, decision__isnull=False, needs_addendum=True)
    for schedule in voted.select_related("loan", "decision").order_by("loan__number", "version"):
        if told := _wrong_schedule(schedule):
            yield Breach(fund.book, f"schedule {schedule.version} of loan {schedule.loan.number}", told)


def _wrong_schedule(schedule: ScheduleVersion) -> str | None:
    assert schedule.decision is not None
    addendum = addendum_on(schedule.decision)
    if addendum is None:
        return "a vote made it, and there is no addendum"
    if is_missing(addendum):
        return f"somebody has not accepted addendum {addendum.number}"
    version = _voted_by(addendum)
    assert version is not None
    change: Any = version.change
    if len(change["loans"]) > 1 and schedule.loan.decision_id != schedule.decision_id:
        return None  # the last schedule of a loan that another one takes over: it ends on the day
    said: Any = json.loads(addendum.content)
    if path := first_difference({"terms": said["terms"]}, {"terms": schedule.terms}):
        place, told, true = path
        return f"{place}: the addendum says {told}, the schedule {true}"
    # Of what was late and stays as it was, the vote says what is unpaid; the rest is as it was computed.
    kept = {row[0] for row in change["loans"][0]["position"]["past"]} if len(change["loans"]) == 1 else set()
    rows = {row.number: row for row in Instalment.objects.filter(schedule=schedule)}
    for number, due_on, principal, interest, _deferred_from in change["rows"]:
        row = rows.get(number)
        if row is None or row.due_on.isoformat() != due_on:
            return f"instalment {number}: the addendum has it on {due_on}, the schedule {row and row.due_on}"
        true = tuple(to_minor(part.amount, str(part.currency)) for part in (row.principal, row.interest))
        if number not in kept and true != (principal, interest):
            return f"instalment {number}: the addendum says {(principal, interest)} minor units, the schedule {true}"
    return None


CHECKS = (
    each_fund("addenda-are-voted", "An addendum says what was voted, of the contracts that it names.", _addenda),
    each_fund(
        "voted-schedules-have-addenda",
        "A schedule that was voted is that of its addendum, which every party has accepted.",
        _schedules,
    ),
)
