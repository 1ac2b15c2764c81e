"""Asking the fund's ceilings of a request, and keeping their verdicts."""

from collections.abc import Iterable
from datetime import datetime

from djmoney.money import Money

from lending.domain.exposure import ExposureInputs, Verdict, largest_amount, verdicts
from lending.domain.fund_errors import RulesNotMet
from lending.domain.money import from_minor
from lending.domain.sentences import Sentences
from lending.models import EligibilityCheck, RequestVersion
from lending.selectors.exposure import exposure_inputs, exposure_rules


def assess(version: RequestVersion, *, stage: str = EligibilityCheck.Stage.SUBMISSION) -> tuple[Verdict, ...]:
    """One verdict a rule, by the figures of this moment, for whoever submits or votes; writes nothing.

    A change lends nothing that is not lent already: the ceilings have nothing to say of it.
    """
    if version.request.is_change:
        return ()
    return verdicts(_inputs(version, stage), exposure_rules(version))


def possible_amount(version: RequestVersion, *, stage: str = EligibilityCheck.Stage.SUBMISSION) -> Money | None:
    """The largest amount that every rule lets through now; none of a change, which asks for no money."""
    if version.request.is_change:
        return None
    largest = largest_amount(_inputs(version, stage), exposure_rules(version))
    currency = version.request.fund.currency
    return None if largest is None else Money(from_minor(largest, currency), currency)


def require_rules(version: RequestVersion, *, stage: str, now: datetime) -> None:
    """Let a request pass when every rule does; the verdicts are kept with it.

    :raises RulesNotMet: which rules, their figures, and what would be possible. Nothing is kept then.
    """
    found = assess(version, stage=stage)
    failed = [verdict for verdict in found if not verdict.passed]
    if failed:
        raise RulesNotMet(
            reasons=Sentences(sentence for verdict in failed for sentence in verdict.sentences),
            rules=[verdict.rule for verdict in failed],
            possible=possible_amount(version, stage=stage) or Money(0, version.amount.currency),
        )
    _record(version, found, stage=stage, now=now)


def _inputs(version: RequestVersion, stage: str) -> ExposureInputs:
    return exposure_inputs(version, counts_approved=stage != EligibilityCheck.Stage.AGREEMENT)


def _record(version: RequestVersion, found: Iterable[Verdict], *, stage: str, now: datetime) -> None:
    EligibilityCheck.objects.bulk_create(
        EligibilityCheck(
            fund_id=version.fund_id,
            request_version=version,
            stage=stage,
            rule=verdict.rule,
            source=verdict.source,
            inputs=verdict.to_dict(),
            passed=verdict.passed,
            checked_at=now,
        )
        for verdict in found
    )
