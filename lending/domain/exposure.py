"""Whether a request, and each lender's part in it, stays within the rules: a verdict each, and what is possible."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lending.domain.exposure_rules import Bound, ExposureInputs, ExposureRule, LenderInputs
from lending.domain.measures import INPUT_NAMES, MEASURES, About, Measure
from lending.domain.money import from_minor
from lending.domain.sentences import Sentence, gettext_noop

__all__ = ["ExposureInputs", "ExposureRule", "Verdict", "largest_amount", "verdicts"]

ASK_FOR_AT_LEAST = gettext_noop("At least %(possible)s can be asked.")
NOTHING_NOW = gettext_noop("Nothing can be asked now.")
NOT_KNOWN = gettext_noop("This cannot be checked: %(missing)s is not known. Fill it in first.")


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a rule says of a request, or of a lender's part in it, with every figure that it looked at.

    `possible` is the largest amount (the smallest, for a minimum; else the count) that this rule alone lets through.
    """

    rule: str
    source: str
    version: int
    measure: str
    currency: str
    inputs: Mapping[str, int | None]
    limit: int | None
    value: int | None
    passed: bool
    possible: int | None
    bound: Bound
    lender: str = ""
    whose: str = ""
    may_be_overridden: bool = True

    @property
    def is_known(self) -> bool:
        """Whether everything it needs is filled in."""
        return self.value is not None and self.limit is not None

    @property
    def is_money(self) -> bool:
        """Whether its figures are amounts."""
        return MEASURES[self.measure].is_money

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The fact; and the way out when it does not pass. Amounts are Decimals, in `currency`."""
        measure = MEASURES[self.measure]
        if self.value is None or self.limit is None:
            missing = [name for name, value in self.inputs.items() if value is None]
            return tuple(Sentence(NOT_KNOWN, {"missing": self._named(name)}) for name in missing)
        if measure.denial:
            fact = Sentence(measure.fact if self.passed else measure.denial, self._whose)
        else:
            fact = Sentence(
                measure.fact, {"value": self._shown(self.value), "limit": self._shown(self.limit), **self._whose}
            )
        return (fact,) if self.passed else (fact, self._way_out(measure))

    @property
    def _whose(self) -> dict[str, str]:
        return {"whose": self.whose} if self.lender else {}

    def _named(self, name: str) -> Sentence:
        return Sentence(INPUT_NAMES.get(name, name), self._whose)

    def _way_out(self, measure: Measure) -> Sentence:
        if measure.about is About.REQUEST and measure.is_money and not self.possible:
            return Sentence(NOTHING_NOW)
        text = ASK_FOR_AT_LEAST if measure.slope > 0 and self.bound is Bound.AT_LEAST else measure.way_out
        return Sentence(text, {"possible": self._shown(self.possible or 0), **self._whose})

    def _shown(self, figure: int) -> Any:
        return from_minor(figure, self.currency) if self.is_money else figure

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it, in an eligibility check."""
        return {**vars(self), "inputs": dict(self.inputs), "bound": str(self.bound)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Verdict":
        """The verdict that an eligibility check holds, one of before lenders were asked too."""
        return cls(**{**values, "bound": Bound(values["bound"])})


HOLDS: Mapping[Bound, Callable[[int, int], bool]] = {
    Bound.AT_MOST: lambda value, limit: value <= limit,
    Bound.BELOW: lambda value, limit: value < limit,
    Bound.AT_LEAST: lambda value, limit: value >= limit,
    Bound.ABOVE: lambda value, limit: value > limit,
}
NEXT = {Bound.BELOW: -1, Bound.ABOVE: 1}


def verdicts(inputs: ExposureInputs | LenderInputs, rules: Iterable[ExposureRule]) -> tuple[Verdict, ...]:
    """One verdict a rule that is asked of such figures, in the order of the rules. What is not known does not pass."""
    about = About.LENDER if isinstance(inputs, LenderInputs) else About.REQUEST
    return tuple(_verdict(rule, inputs) for rule in rules if rule.about is about)


def largest_amount(inputs: ExposureInputs | LenderInputs, rules: Iterable[ExposureRule]) -> int | None:
    """The largest amount that every rule lets through, in minor units; None when there is none.

    It may be larger than what is asked.
    """
    every_rule = list(rules)
    found = verdicts(inputs, every_rule)
    ceilings = [verdict.possible or 0 for verdict in found if _is_ceiling(verdict)]
    if not ceilings or min(ceilings) <= 0:
        return None
    largest = replace(inputs, amount_minor=min(ceilings))
    return largest.amount_minor if all(verdict.passed for verdict in verdicts(largest, every_rule)) else None


def _is_ceiling(verdict: Verdict) -> bool:
    slope = MEASURES[verdict.measure].slope
    return slope < 0 or (slope > 0 and verdict.bound in (Bound.AT_MOST, Bound.BELOW))


def _verdict(rule: ExposureRule, inputs: ExposureInputs | LenderInputs) -> Verdict:
    measure = MEASURES[rule.measure]
    value, limit = measure.value(inputs), rule.limit_for(inputs)
    whose = inputs if isinstance(inputs, LenderInputs) else None
    return Verdict(
        rule=rule.code,
        source=rule.source,
        version=rule.version,
        measure=rule.measure,
        currency=inputs.currency,
        inputs=rule.looked_at(inputs),
        limit=limit,
        value=value,
        passed=value is not None and limit is not None and HOLDS[rule.bound](value, limit),
        possible=None if value is None or limit is None else _possible(rule.bound, measure, inputs, value, limit),
        bound=rule.bound,
        lender=whose.lender if whose else "",
        whose=whose.whose if whose else "",
        may_be_overridden=rule.may_be_overridden,
    )


def _possible(bound: Bound, measure: Measure, inputs: ExposureInputs | LenderInputs, value: int, limit: int) -> int:
    """Solve the rule for the amount: the last value it lets through, less what is not the amount."""
    last = limit + NEXT.get(bound, 0)
    if not measure.slope:
        return last
    beside = value - measure.slope * inputs.amount_minor
    return max(0, (last - beside) * measure.slope)
