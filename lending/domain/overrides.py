"""A rule that the committee lets be exceeded: named, with its reason and its figures, and no further than was voted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lending.domain.canonical import sha256_of
from lending.domain.exposure import Verdict
from lending.domain.exposure_rules import Bound
from lending.domain.override_errors import OverrideNotNeeded, OverrideOfLaw, OverrideOfUnknown, OverrideWithoutReason
from lending.domain.sentences import gettext_noop

BY_DECISION = gettext_noop("The committee has decided to let this through: %(reason)s")
ABOVE_THE_LIMIT = frozenset({Bound.AT_MOST, Bound.BELOW})


@dataclass(frozen=True, kw_only=True)
class Override:
    """One rule, of one lender's part where `lender` names a member, at the figures that were voted on."""

    rule: str
    reason: str
    value: int
    limit: int
    bound: Bound
    currency: str
    source: str
    version: int
    measure: str
    lender: str = ""
    whose: str = ""

    @property
    def excess(self) -> int:
        """How far the value lies beyond its limit."""
        return _excess(self.value, self.limit, self.bound)

    def covers(self, verdict: Verdict) -> bool:
        """Whether a verdict is of this very rule, and no worse than what was voted: in itself, and beyond its limit."""
        if (verdict.rule, verdict.lender, verdict.bound) != (self.rule, self.lender, self.bound):
            return False
        if not verdict.may_be_overridden or verdict.value is None or verdict.limit is None:
            return False
        is_no_worse = verdict.value <= self.value if self.bound in ABOVE_THE_LIMIT else verdict.value >= self.value
        return is_no_worse and _excess(verdict.value, verdict.limit, verdict.bound) <= self.excess

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it, in a consultation and in its decision."""
        return {**vars(self), "bound": str(self.bound)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Override":
        """The override of a mapping."""
        return cls(**{**values, "bound": Bound(values["bound"])})


def propose_overrides(verdicts: Sequence[Verdict], reasons: Mapping[tuple[str, str], str]) -> tuple[Override, ...]:
    """What a vote is asked to let through, in the order of the verdicts.

    :param reasons: why, by rule and lender (empty for a rule of the whole request).
    :raises OverrideOfLaw, OverrideOfUnknown: the rule may not be overridden, or a figure of it is missing.
    :raises OverrideNotNeeded: no red verdict is of that rule.
    :raises OverrideWithoutReason: no reason is given.
    """
    red = {(verdict.rule, verdict.lender): verdict for verdict in verdicts if not verdict.passed}
    for key, reason in reasons.items():
        if key not in red:
            raise OverrideNotNeeded(rule=key[0])
        if not red[key].may_be_overridden:
            raise OverrideOfLaw(rule=key[0], source=red[key].source)
        if not red[key].is_known:
            raise OverrideOfUnknown(rule=key[0])
        if not reason.strip():
            raise OverrideWithoutReason(rule=key[0])
    return tuple(_override(verdict, reasons[key].strip()) for key, verdict in red.items() if key in reasons)


def standing(verdicts: Iterable[Verdict], overrides: Sequence[Override]) -> tuple[Verdict, ...]:
    """The red verdicts that no override covers: those that block."""
    return tuple(verdict for verdict in verdicts if not verdict.passed and covering(verdict, overrides) is None)


def covering(verdict: Verdict, overrides: Iterable[Override]) -> Override | None:
    """The override that lets a red verdict through."""
    if verdict.passed:
        return None
    return next((override for override in overrides if override.covers(verdict)), None)


def overrides_hash(overrides: Iterable[Mapping[str, Any]], *, request_sha256: str) -> str:
    """SHA-256, in hexadecimal, of the overrides together with the request they are voted with."""
    return sha256_of(["loan-overrides/1", request_sha256, list(overrides)])


def _override(verdict: Verdict, reason: str) -> Override:
    assert verdict.value is not None
    assert verdict.limit is not None
    return Override(
        rule=verdict.rule,
        reason=reason,
        value=verdict.value,
        limit=verdict.limit,
        bound=verdict.bound,
        currency=verdict.currency,
        source=verdict.source,
        version=verdict.version,
        measure=verdict.measure,
        lender=verdict.lender,
        whose=verdict.whose,
    )


def _excess(value: int, limit: int, bound: Bound) -> int:
    return value - limit if bound in ABOVE_THE_LIMIT else limit - value
