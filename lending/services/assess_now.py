"""What every rule says of a request now, for whoever may see it; nothing is kept."""

from dataclasses import dataclass
from datetime import date

from lending.domain.exposure import Verdict
from lending.domain.exposure_rules import ExposureRule
from lending.domain.measures import About
from lending.domain.overrides import Override, covering, standing
from lending.models import Decision, EligibilityCheck, Loan, LoanRequest, Placement, RequestVersion
from lending.selectors.lender_exposure import lender_verdicts
from lending.selectors.rule_sets import rules_beside_policy
from lending.services.assess_request import assess, may_be_put_to_the_vote, overrides_of

Stage = EligibilityCheck.Stage


@dataclass(frozen=True, slots=True)
class Assessed:
    """Verdicts of this moment, for the next act.

    :param verdicts: of the rules on the request; and on each lender's part, for those who see them.
    :param overrides: what the committee has decided to let be exceeded, or is being asked to.
    :param kept_out: red verdicts on members who lend nothing of it because of them.
    :param is_blocked: whether a rule keeps the next act from being done, whoever sees it.
    """

    stage: str
    verdicts: tuple[Verdict, ...]
    overrides: tuple[Override, ...]
    kept_out: tuple[Verdict, ...]
    is_blocked: bool

    def override_of(self, verdict: Verdict) -> Override | None:
        """What lets a red verdict through."""
        return covering(verdict, self.overrides)

    @property
    def exceptions_possible(self) -> bool:
        """Whether the committee may decide otherwise on all that blocks."""
        blocking = standing(self.verdicts, self.overrides)
        return bool(blocking) and all(map(may_be_put_to_the_vote, blocking))


def assess_now(version: RequestVersion, *, sees_lenders: bool) -> Assessed:
    """The verdicts that the next act on this request would meet; none of a change, which lends nothing new.

    :param sees_lenders: whether what the lenders have declared may be shown: not to the borrower.
    """
    if version.request.is_change:
        return Assessed(stage=Stage.OPENING, verdicts=(), overrides=(), kept_out=(), is_blocked=False)
    stage, on = _next_stage(version)
    decision = Decision.objects.filter(consultation__request_version=version, outcome="adopted").first()
    overrides = overrides_of(decision) or _asked(version)
    found = assess(version, stage=stage, on=on)
    return Assessed(
        stage=stage,
        verdicts=found if sees_lenders else tuple(verdict for verdict in found if not verdict.lender),
        overrides=overrides,
        kept_out=_kept_out(version, {verdict.lender for verdict in found}, on=on) if sees_lenders else (),
        is_blocked=bool(standing(found, overrides)),
    )


def _next_stage(version: RequestVersion) -> tuple[str, date]:
    loan = Loan.objects.filter(request_version=version).first()
    if loan:
        return Stage.DISBURSEMENT, loan.agreed_on
    after = {LoanRequest.State.DRAFT: Stage.SUBMISSION, LoanRequest.State.APPROVED: Stage.AGREEMENT}
    return after.get(LoanRequest.State(version.request.state), Stage.OPENING), version.start_on


def _asked(version: RequestVersion) -> tuple[Override, ...]:
    """What the vote that is open asks to let be exceeded."""
    vote = version.consultations.filter(state="open").first()
    return tuple(Override.from_dict(each) for each in vote.overrides) if vote else ()


def _kept_out(version: RequestVersion, lending: set[str], *, on: date) -> tuple[Verdict, ...]:
    """Why members who have placed something lend nothing of this: each red verdict on one more cent."""
    fund = version.request.fund
    binding = [rule for rule in rules_beside_policy(fund, about=About.LENDER) if not rule.may_be_overridden]
    if not binding:
        return ()
    placed = Placement.objects.filter(fund=fund).exclude(membership=version.request.membership)
    others = set(placed.values_list("membership", flat=True)) - {pk for pk in lending if pk}
    legs = [(pk, 1) for pk in sorted(others, key=str) if str(pk) not in lending]
    return tuple(
        verdict
        for verdict in lender_verdicts(version, legs, on=on)
        if not verdict.passed and _is_one_of(verdict, binding)
    )


def _is_one_of(verdict: Verdict, rules: list[ExposureRule]) -> bool:
    return verdict.rule in {rule.code for rule in rules}
