"""Asking every rule of a request and of who would lend, and keeping the verdicts."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from djmoney.money import Money

from lending.domain.exposure import Verdict, largest_amount, verdicts
from lending.domain.fund_errors import RulesNotMet
from lending.domain.funding_errors import InsufficientFunding
from lending.domain.measures import About
from lending.domain.overrides import Override, covering, standing
from lending.domain.sentences import Sentence, Sentences, gettext_noop
from lending.models import Decision, EligibilityCheck, Participation, RequestVersion
from lending.selectors.amounts import as_money, minor
from lending.selectors.exposure import exposure_inputs, exposure_rules
from lending.selectors.lender_exposure import Legs, lender_verdicts
from lending.selectors.rule_sets import rules_beside_policy
from lending.services.propose_funding import propose_funding

Stage = EligibilityCheck.Stage
BEFORE_DECISION = (Stage.SUBMISSION, Stage.OPENING)
LENDERS_TO_COMPLETE = gettext_noop(
    "Those who would lend do not all meet what is asked of them: the fund's treasurer sees which, and why."
)


def assess(
    version: RequestVersion, *, stage: str = Stage.SUBMISSION, on: date | None = None, method: str = ""
) -> tuple[Verdict, ...]:
    """A verdict a rule on the request, then on each lender's part, by the figures of this moment; writes nothing.

    A change lends nothing that is not lent already: the rules have nothing to say of it.

    :param on: the day the loan is granted; the day it is wished for when not given.
    :param method: how it would be spread over the lenders, where who lends how much is not fixed yet.
    """
    if version.request.is_change:
        return ()
    day = on or version.start_on
    return (*of_request(version, stage=stage, on=day), *of_lenders(version, on=day, method=method))


def of_request(version: RequestVersion, *, stage: str, on: date) -> tuple[Verdict, ...]:
    """The verdicts of the rules on the request as a whole."""
    inputs = exposure_inputs(version, on=on, counts_approved=stage in BEFORE_DECISION)
    return verdicts(inputs, exposure_rules(version, on=on, is_funded=stage == Stage.DISBURSEMENT))


def of_lenders(version: RequestVersion, *, on: date, method: str = "") -> tuple[Verdict, ...]:
    """The verdicts of the rules on lenders; none as long as the members cannot lend the whole amount."""
    if not rules_beside_policy(version.request.fund, about=About.LENDER):
        return ()
    return lender_verdicts(version, _legs(version, on=on, method=method), on=on)


def possible_amount(version: RequestVersion, *, stage: str = Stage.SUBMISSION, on: date | None = None) -> Money | None:
    """The largest amount that every rule on the request lets through now; none of a change, which asks for no money."""
    if version.request.is_change:
        return None
    day = on or version.start_on
    inputs = exposure_inputs(version, on=day, counts_approved=stage in BEFORE_DECISION)
    largest = largest_amount(inputs, exposure_rules(version, on=day, is_funded=stage == Stage.DISBURSEMENT))
    currency = version.request.fund.currency
    if largest is None:
        return None
    # Rules look at all that is lent; what may be asked is that, less the fee that is lent with it.
    asked = as_money(largest, currency) - (version.principal - version.amount)
    return max(asked, asked * 0)


def require_rules(
    version: RequestVersion,
    *,
    stage: str,
    now: datetime,
    on: date | None = None,
    method: str = "",
    decision: Decision | None = None,
) -> tuple[Override, ...]:
    """Let a request pass when every rule does, or is overridden by the decision; the verdicts are kept with it.

    :returns: the overrides that were needed.
    :raises RulesNotMet: which rules, their figures, and what would be possible. Nothing is kept then.
    """
    found = assess(version, stage=stage, on=on, method=method)
    return pass_rules(version, found, stage=stage, now=now, on=on, decision=decision)


def require_rules_or_reason(version: RequestVersion, reason: str, *, now: datetime) -> None:
    """Every rule is met; or a reason is given, and the committee may decide otherwise on those that are not.

    :raises RulesNotMet:
    """
    found = assess(version, stage=Stage.SUBMISSION)
    red = [verdict for verdict in found if not verdict.passed]
    if red and not (reason and all(map(may_be_put_to_the_vote, red))):
        raise rules_not_met(version, red, stage=Stage.SUBMISSION)
    record_verdicts(version, found, stage=Stage.SUBMISSION, now=now)


def pass_rules(
    version: RequestVersion,
    found: Sequence[Verdict],
    *,
    stage: str,
    now: datetime,
    on: date | None = None,
    decision: Decision | None = None,
    asked: Sequence[Override] = (),
) -> tuple[Override, ...]:
    """Keep these verdicts when none of them blocks.

    :param asked: overrides that are being put to the vote; those of a decision come with it.
    :returns: the overrides that were needed.
    :raises RulesNotMet:
    """
    decided = overrides_of(decision)
    overrides = (*decided, *asked)
    if failed := standing(found, overrides):
        raise rules_not_met(version, failed, stage=stage, on=on)
    record_verdicts(version, found, stage=stage, now=now, decision=decision)
    needed = (covering(verdict, overrides) for verdict in found)
    return tuple(override for override in needed if override is not None)


def rules_not_met(
    version: RequestVersion, failed: Sequence[Verdict], *, stage: str, on: date | None = None
) -> RulesNotMet:
    """The refusal. The borrower, who hands in, is told nothing of what the lenders have declared."""
    told = [verdict for verdict in failed if not verdict.lender or stage != Stage.SUBMISSION]
    reasons = [sentence for verdict in told for sentence in verdict.sentences]
    if len(told) < len(failed):
        reasons.append(Sentence(LENDERS_TO_COMPLETE))
    return RulesNotMet(
        reasons=Sentences(reasons),
        rules=list(dict.fromkeys(verdict.rule for verdict in failed)),
        overridable=list(dict.fromkeys(verdict.rule for verdict in failed if may_be_put_to_the_vote(verdict))),
        possible=possible_amount(version, stage=stage, on=on) or Money(0, version.amount.currency),
    )


def may_be_put_to_the_vote(verdict: Verdict) -> bool:
    """Whether the committee may decide otherwise: the rule lets it, and it is known how far it is exceeded."""
    return not verdict.passed and verdict.may_be_overridden and verdict.is_known


def overrides_of(decision: Decision | None) -> tuple[Override, ...]:
    """What the committee has decided to let be exceeded."""
    return tuple(Override.from_dict(each) for each in decision.overrides) if decision else ()


def exceptions_of(overridden: Sequence[Override]) -> dict[str, list[str]]:
    """What an event says of the rules that a decision let be exceeded; nothing where there were none."""
    return {"overridden": [override.rule for override in overridden]} if overridden else {}


def record_verdicts(
    version: RequestVersion,
    found: Iterable[Verdict],
    *,
    stage: str,
    now: datetime,
    decision: Decision | None = None,
) -> None:
    """Keep verdicts with the request; what did not pass, with the decision that lets it through."""
    overrides = overrides_of(decision)
    EligibilityCheck.objects.bulk_create(
        EligibilityCheck(
            fund_id=version.fund_id,
            request_version=version,
            stage=stage,
            rule=verdict.rule,
            source=verdict.source,
            version=verdict.version,
            lender_id=verdict.lender or None,
            inputs=verdict.to_dict(),
            passed=verdict.passed,
            overridden_by=decision if covering(verdict, overrides) else None,
            checked_at=now,
        )
        for verdict in found
    )


def _legs(version: RequestVersion, *, on: date, method: str) -> Legs:
    """Who lends how much: as fixed at agreement, else as it would be proposed."""
    fixed = list(Participation.objects.filter(loan__request_version=version).order_by("leg"))
    if fixed:
        return [(leg.membership_id, minor(leg.amount)) for leg in fixed]
    try:
        parts = propose_funding(version, method=method, on=on).parts
    except InsufficientFunding:
        return []
    return [(UUID(str(part.lender.id)), part.amount) for part in parts]
