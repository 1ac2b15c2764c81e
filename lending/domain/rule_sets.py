"""Which rules a fund asks, as data: sets that are shipped, settings, and rules of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from lending.domain import french_rules
from lending.domain.errors import LendingError
from lending.domain.exposure_rules import ExposureRule
from lending.domain.sentences import gettext_noop

SETS = (french_rules.CODE,)
"""What can be chosen beside the policy of the fund, which is always asked."""
BY_CUSTODY: Mapping[str, tuple[str, ...]] = {"members": (french_rules.CODE,), "fund": ()}
OWN_PREFIX = "own_"
CODE_LENGTH_MAX, SOURCE_LENGTH_MAX = 50, 100
SETTINGS = (french_rules.LENDER_BORROWER_SHARE,)


class WrongRules(LendingError):
    """The choice of rules cannot be; `fields` names what is wrong."""

    code = "wrong-rules"
    title = gettext_noop("These rules cannot be chosen")
    sentence = gettext_noop("Wrong in the rules: %(names)s.")

    def __init__(self, *, names: Sequence[str]) -> None:
        super().__init__(names=", ".join(names))


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a fund has chosen.

    :param sets: codes of SETS.
    :param settings: fractions by name, of SETTINGS.
    :param own: rules of its own, such as a share of the borrower's turnover.
    """

    sets: tuple[str, ...] = ()
    settings: Mapping[str, Fraction] = field(default_factory=dict, hash=False)
    own: tuple[ExposureRule, ...] = ()

    @property
    def rules(self) -> tuple[ExposureRule, ...]:
        """Every rule beside those of the policy and the product."""
        share = self.settings.get(french_rules.LENDER_BORROWER_SHARE)
        shipped = french_rules.french_rules(lender_borrower_share=share) if french_rules.CODE in self.sets else ()
        return (*shipped, *self.own)

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "sets": list(self.sets),
            "settings": {name: str(value) for name, value in self.settings.items()},
            "own": [rule.to_dict() for rule in self.own],
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Choice":
        """The choice of a mapping.

        :raises WrongRules: naming every wrong part.
        """
        wrong = [f"sets.{code}" for code in values.get("sets", []) if code not in SETS]
        settings: dict[str, Fraction] = {}
        for name, text in values.get("settings", {}).items():
            value = _fraction(text)
            if name not in SETTINGS or value is None:
                wrong.append(f"settings.{name}")
            else:
                settings[name] = value
        own = []
        for place, given in enumerate(values.get("own", [])):
            rule = _own_rule(given)
            if rule is None:
                wrong.append(f"own.{place}")
            else:
                own.append(rule)
        wrong += _repeated([rule.code for rule in own])
        if wrong:
            raise WrongRules(names=wrong)
        return cls(sets=tuple(dict.fromkeys(values.get("sets", []))), settings=settings, own=tuple(own))


def default_choice(custody: str) -> Choice:
    """Where members hold the cash, the law on lending between companies; where the fund does, its policy alone."""
    return Choice(sets=BY_CUSTODY[custody])


def _fraction(text: Any) -> Fraction | None:
    """A share above 0 and at most 1; None for what is none."""
    try:
        value = Fraction(str(text))
    except (ValueError, ZeroDivisionError):
        return None
    return value if 0 < value <= 1 else None


def _own_rule(values: Any) -> ExposureRule | None:
    """A rule of the fund's own, whose code starts with `own_`; None where the mapping is none."""
    if not isinstance(values, Mapping):
        return None
    try:
        rule = ExposureRule.from_dict(values)
    except (ValueError, TypeError, KeyError, ZeroDivisionError):
        return None
    texts = ((rule.code, CODE_LENGTH_MAX), (rule.source, SOURCE_LENGTH_MAX))
    numbers = (rule.version, 0 if rule.limit is None else rule.limit)
    is_sound = (
        all(isinstance(text, str) and 0 < len(text) <= longest and text.isprintable() for text, longest in texts)
        and all(isinstance(number, int) and not isinstance(number, bool) for number in numbers)
        and isinstance(rule.may_be_overridden, bool)
        and rule.code.startswith(OWN_PREFIX)
        and rule.setting is None
    )
    return rule if is_sound else None


def _repeated(codes: Sequence[str]) -> list[str]:
    return sorted({f"own.{code}" for code in codes if codes.count(code) > 1})
