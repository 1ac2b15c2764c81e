"""Rules as pages show them: which rule, the fact, the way out; by lender where they are asked of lenders."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lending.domain.exposure import Verdict
from lending.domain.overrides import BY_DECISION, Override
from lending.domain.sentences import Sentence
from lending.models import Consultation, EligibilityCheck
from lending.services.assess_now import Assessed
from lending.services.assess_request import may_be_put_to_the_vote
from lending.statements.evidence import KeptCheck
from lending.statements.rule_wording import PRODUCT, source_told, title_of_rule
from web.sentences import told

STAGES = dict(EligibilityCheck.Stage.choices)


@dataclass(frozen=True)
class Check:
    """One rule, its sentences, where it comes from, and its tone: passed, failed, unknown, or waived by a vote."""

    title: Promise | str
    text: str
    source: str
    tone: str
    note: str = ""


@dataclass(frozen=True)
class LenderChecks:
    """The rules asked of one lender: what is not met in full, the rest counted."""

    name: str
    failing: list[Check]
    met: list[Check]


@dataclass(frozen=True)
class Seen:
    """What a page shows of the rules now."""

    stage: Promise | str
    rules: list[Check]
    lenders: list[LenderChecks]
    kept_out: list[LenderChecks]
    is_blocked: bool
    may_ask_exception: bool


def seen(assessed: Assessed) -> Seen:
    """The verdicts of now, for a page."""
    of_request = [verdict for verdict in assessed.verdicts if not verdict.lender]
    return Seen(
        stage=STAGES[assessed.stage],
        rules=[_seen(verdict, assessed) for verdict in of_request],
        lenders=_by_lender([verdict for verdict in assessed.verdicts if verdict.lender], assessed),
        kept_out=_by_lender(assessed.kept_out, assessed),
        is_blocked=assessed.is_blocked,
        may_ask_exception=assessed.exceptions_possible,
    )


def _seen(verdict: Verdict, assessed: Assessed) -> Check:
    is_asked = (verdict.rule, verdict.lender) in {(one.rule, one.lender) for one in assessed.overrides}
    return check(verdict, assessed.override_of(verdict), is_asked=is_asked)


def check(verdict: Verdict, override: Override | None = None, *, is_asked: bool = False) -> Check:
    """One rule as a page shows it.

    :param is_asked: a vote was asked, or has decided, to let this rule be exceeded, if not so far.
    """
    text = " ".join(told(sentence, currency=verdict.currency) for sentence in verdict.sentences)
    note = ""
    if override:
        note = told(Sentence(BY_DECISION, {"reason": override.reason}))
    elif not verdict.passed and is_asked:
        note = _("This is worse than what is put to the vote: on these figures, the next step is refused.")
    elif may_be_put_to_the_vote(verdict):
        note = _("The committee may let this be exceeded, for a reason.")
    return Check(
        title=title_of_rule(verdict.rule),
        text=text,
        source=_("terms of this loan") if verdict.source.startswith(PRODUCT) else source_told(verdict.source),
        tone=_tone(verdict, override),
        note=note,
    )


@dataclass(frozen=True)
class AskedOverride:
    """A rule that a vote lets be exceeded, at its figures, and why."""

    title: Promise | str
    text: str
    reason: str


def asked_overrides(consultation: Consultation, verdicts: Iterable[EligibilityCheck]) -> list[AskedOverride]:
    """What a vote was asked to let be exceeded, as the committee saw it when it opened."""
    kept = {(str(one.lender_id or ""), one.rule): Verdict.from_dict(one.inputs) for one in verdicts}
    found = []
    for values in consultation.overrides:
        override = Override.from_dict(values)
        verdict = kept.get((override.lender, override.rule))
        fact = told(verdict.sentences[0], currency=verdict.currency) if verdict else ""
        found.append(AskedOverride(title_of_rule(override.rule), fact, override.reason))
    return found


@dataclass(frozen=True)
class StageChecks:
    """The verdicts that were kept at one stage, and how many were met."""

    name: Promise | str
    met: int
    checks: list[Check]


def kept_checks(kept: Iterable[KeptCheck]) -> list[StageChecks]:
    """Stage by stage, as they were kept; what a vote let through says why."""
    by_stage: dict[str, list[KeptCheck]] = {}
    for one in kept:
        by_stage.setdefault(one.stage, []).append(one)
    return [
        StageChecks(STAGES[stage], sum(one.verdict.passed for one in own), [_kept(one) for one in own])
        for stage, own in by_stage.items()
    ]


def _kept(kept: KeptCheck) -> Check:
    shown = check(kept.verdict)
    if not kept.override:
        return shown
    return replace(shown, tone="waived", note=told(Sentence(BY_DECISION, {"reason": kept.override})))


def _tone(verdict: Verdict, override: Override | None) -> str:
    if verdict.passed:
        return "passed"
    if override:
        return "waived"
    return "failed" if verdict.is_known else "unknown"


def _by_lender(verdicts: Iterable[Verdict], assessed: Assessed) -> list[LenderChecks]:
    by_lender: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        by_lender.setdefault(verdict.lender, []).append(verdict)
    return [
        LenderChecks(
            name=own[0].whose,
            failing=[_seen(one, assessed) for one in own if not one.passed],
            met=[check(one) for one in own if one.passed],
        )
        for own in by_lender.values()
    ]
