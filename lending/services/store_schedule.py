"""Storing a loan's schedule: a version that never changes, with why each cent."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max

from lending.domain.instalment import Instalment as Computed
from lending.domain.instalment import InterestSegment
from lending.domain.schedule import build_schedule
from lending.domain.terms_json import read_terms
from lending.models import Decision, Instalment, Loan, ScheduleVersion
from lending.selectors.amounts import as_money

Terms = dict[str, Any]
EARLY_REPAYMENT = "early_repayment"
PREPAYMENT = "prepayment"


def store_first_schedule(loan: Loan) -> ScheduleVersion:
    """The schedule that follows from the terms of a loan that is paid out, from its drawdown on."""
    schedule = add_version(loan, reason="disbursement", effective_on=loan.disbursed_on or loan.agreed_on)
    store_instalments(schedule, build_schedule(read_terms(loan.terms)).instalments, currency=loan.fund.currency)
    return schedule


def add_version(
    loan: Loan,
    *,
    reason: str,
    effective_on: date,
    caused_by: UUID | None = None,
    decision: Decision | None = None,
    terms: Terms | None = None,
) -> ScheduleVersion:
    """A new version; from now on it is the one that counts. The caller holds the loan's lock.

    :param caused_by: the act that changes the schedule, for `take_back_version`.
    :param decision: of the committee, where it is a change that was voted.
    :param terms: from this version on, where they are not those the loan was paid out on.
    """
    last = loan.schedules.aggregate(last=Max("version"))["last"] or 0
    return ScheduleVersion.objects.create(
        fund=loan.fund, loan=loan, version=last + 1, reason=reason, effective_on=effective_on, caused_by=caused_by,
        decision=decision, terms=terms,
    )  # fmt: skip


def take_back_version(loan: Loan, *, caused_by: UUID, on: date) -> None:
    """The schedule from before an act counts again, as a version of its own; nothing where the act made none.

    Acts are taken back from the last, so the version before it is the one that it changed.
    """
    made = loan.schedules.filter(caused_by=caused_by).first() or _made_before_causes_were_kept(loan)
    if made is not None:
        before = loan.schedules.get(version=made.version - 1)
        schedule = add_version(loan, reason="reversal", effective_on=on)
        Instalment.objects.bulk_create(copy_of(row, schedule) for row in before.instalments.all())


def _made_before_causes_were_kept(loan: Loan) -> ScheduleVersion | None:
    last = loan.schedules.order_by("-version").first()
    return last if last and last.reason == EARLY_REPAYMENT and last.caused_by is None else None


def store_instalments(schedule: ScheduleVersion, instalments: Iterable[Computed], *, currency: str) -> None:
    """Write the computed instalments of a version."""
    Instalment.objects.bulk_create(
        Instalment(
            fund_id=schedule.fund_id,
            schedule=schedule,
            number=computed.number,
            due_on=computed.due_on,
            principal=as_money(computed.principal_minor, currency),
            interest=as_money(computed.interest_minor, currency),
            outstanding=as_money(computed.outstanding_minor, currency),
            why=why(computed),
        )
        for computed in instalments
    )


def why(computed: Computed) -> dict[str, Any]:
    """Why this cent: segments, unrounded interest and residue, exact fractions as text, in minor units."""
    return {
        "segments": segments(computed.segments),
        "carried_minor": str(computed.carried_minor),
        "unrounded_minor": str(computed.unrounded_interest_minor),
        "rounded_minor": computed.interest_minor,
        "residue_minor": str(computed.residue_minor),
    }


def segments(of: Iterable[InterestSegment]) -> list[dict[str, Any]]:
    """The days, balance, rate and fraction of a year that interest comes from."""
    return [
        {
            "from": segment.start.isoformat(),
            "to": segment.end.isoformat(),
            "balance_minor": segment.balance_minor,
            "rate": str(segment.rate),
            "fraction": str(segment.fraction),
            "unrounded_minor": str(segment.unrounded_minor),
        }
        for segment in of
    ]


def copy_of(row: Instalment, schedule: ScheduleVersion) -> Instalment:
    """The same instalment in a later version."""
    return Instalment(
        fund_id=row.fund_id,
        schedule=schedule,
        number=row.number,
        due_on=row.due_on,
        principal=row.principal,
        interest=row.interest,
        outstanding=row.outstanding,
        why=row.why,
        deferred_from=row.deferred_from,
    )
