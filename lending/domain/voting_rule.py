"""The voting rule of a committee: a version, immutable, with integer fractions."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, Self

from lending.domain.committee_errors import InvalidVotingRule
from lending.domain.sentences import Sentence, gettext_noop

SECRET_SEATS_MIN = 7
SECRET_BALLOTS_MIN = 5


class QuorumBase(StrEnum):
    """Of how many seats the quorum is a fraction: those held, or those the statutes provide, vacant ones included."""

    IN_OFFICE = "in_office"
    STATUTORY = "statutory"


class RecusalEffect(StrEnum):
    """What a recused seat does to the quorum: leaves its base, stays in it as absent, or as present."""

    EXCLUDED = "excluded"
    IN_BASE_ABSENT = "in_base_absent"
    IN_BASE_PRESENT = "in_base_present"


class MajorityBase(StrEnum):
    """Of what the majority is a fraction: for + against; these + abstentions; every eligible seat."""

    EXPRESSED = "expressed"
    CAST = "cast"
    ELIGIBLE = "eligible"


class Tie(StrEnum):
    """What equal numbers of FOR and AGAINST do."""

    REJECT = "reject"
    CHAIR = "chair"


class Secrecy(StrEnum):
    """Who sees ballots: names and choices once closed, or totals only, for ever."""

    HIDDEN_UNTIL_CLOSE = "hidden_until_close"
    SECRET = "secret"  # noqa: S105 - a way to vote, not a password


class LegalPreset(StrEnum):
    """Whose legal limit on proxies applies."""

    NONE = "none"
    BOARD = "board"
    SCOP_ASSEMBLY = "scop_assembly"


@dataclass(frozen=True, kw_only=True)
class VotingRule:
    """How a consultation is decided.

    Fractions are a numerator and a denominator. A quorum is reached *at* its fraction; a majority *above* it when
    `majority_is_strict`, else at it. Adopting always takes at least one FOR.

    :raises InvalidVotingRule: naming every wrong field.
    """

    quorum_numerator: int = 1
    quorum_denominator: int = 2
    quorum_base: QuorumBase = QuorumBase.IN_OFFICE
    statutory_seats: int | None = None
    quorum_counts_proxies: bool = True
    recusal_effect: RecusalEffect = RecusalEffect.EXCLUDED
    majority_numerator: int = 1
    majority_denominator: int = 2
    majority_is_strict: bool = True
    majority_base: MajorityBase = MajorityBase.EXPRESSED
    min_for: int = 0
    tie: Tie = Tie.REJECT
    proxies_per_holder: int = 1
    legal_preset: LegalPreset = LegalPreset.BOARD
    may_change_vote: bool = True
    secrecy: Secrecy = Secrecy.HIDDEN_UNTIL_CLOSE
    minimum_duration_hours: int = 0
    maximum_duration_hours: int = 24 * 30
    early_close: bool = False
    second_consultation: bool = True

    def __post_init__(self) -> None:
        wrong = wrong_fields({field.name: getattr(self, field.name) for field in fields(self)})
        if wrong:
            raise InvalidVotingRule(fields=wrong)
        for name, choices in CHOICES.items():
            object.__setattr__(self, name, choices(getattr(self, name)))

    def to_dict(self) -> dict[str, Any]:
        """Every field, as JSON holds it."""
        return {name: str(value) if isinstance(value, StrEnum) else value for name, value in asdict(self).items()}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The rule of a mapping; what it leaves out has its default.

        :raises InvalidVotingRule: naming every wrong and every unknown field.
        """
        known = {field.name: field.default for field in fields(cls)}
        unknown = {str(name): Sentence(NO_SUCH_FIELD) for name in values if name not in known}
        wrong = unknown | wrong_fields({**known, **{name: values[name] for name in values if name in known}})
        if wrong:
            raise InvalidVotingRule(fields=wrong)
        return cls(**values)


CHOICES: Mapping[str, type[StrEnum]] = {
    "quorum_base": QuorumBase,
    "recusal_effect": RecusalEffect,
    "majority_base": MajorityBase,
    "tie": Tie,
    "legal_preset": LegalPreset,
    "secrecy": Secrecy,
}
YES_OR_NO = ("quorum_counts_proxies", "majority_is_strict", "may_change_vote", "early_close", "second_consultation")
INTEGERS_MIN = {
    "quorum_numerator": 0,
    "quorum_denominator": 1,
    "majority_numerator": 1,
    "majority_denominator": 1,
    "min_for": 0,
    "proxies_per_holder": 0,
    "minimum_duration_hours": 0,
    "maximum_duration_hours": 1,
}

NO_SUCH_FIELD = gettext_noop("There is no such field.")
NOT_A_CHOICE = gettext_noop("Choose one of: %(choices)s.")
NOT_YES_OR_NO = gettext_noop("Answer true or false.")
NOT_A_NUMBER = gettext_noop("Give a whole number, %(minimum)s or more.")
ABOVE_ONE = gettext_noop("A fraction of the votes cannot be more than one.")
MINORITY = gettext_noop("A majority is at least one half.")
NOTHING_ABOVE_ALL = gettext_noop("Nobody can have more than all the votes: a majority of one is not strict.")
STATUTORY_MISSING = gettext_noop("Say how many seats the statutes provide, or count the seats in office.")
STATUTORY_UNUSED = gettext_noop("Only a quorum of the statutory seats needs their number: leave it out.")
CASTING_VOTE = gettext_noop(
    "The chair's casting vote parts equal votes: it needs a majority of one half of the votes expressed."
)
SECRET_CHANGE = gettext_noop("A secret vote cannot be changed: nobody can find it again.")
SECRET_PROXY = gettext_noop("A secret vote has no proxies: their holder would know the choice.")
SECRET_CHAIR = gettext_noop("A casting vote would give away the chair's secret vote: a tie rejects.")
DURATIONS = gettext_noop("The longest duration is not shorter than the shortest.")
EARLY_CHANGE = gettext_noop("Votes that may still change cannot close a consultation early.")


@dataclass(frozen=True)
class Contradiction:
    """Fields that are right alone and wrong together; the first one is named."""

    between: tuple[str, ...]
    found: Callable[..., bool]
    text: str


CONTRADICTIONS = (
    Contradiction(("quorum_numerator", "quorum_denominator"), lambda votes, of: votes > of, ABOVE_ONE),
    Contradiction(("majority_numerator", "majority_denominator"), lambda votes, of: votes > of, ABOVE_ONE),
    Contradiction(("majority_numerator", "majority_denominator"), lambda votes, of: votes * 2 < of, MINORITY),
    Contradiction(
        ("majority_is_strict", "majority_numerator", "majority_denominator"),
        lambda strict, votes, of: strict and votes == of,
        NOTHING_ABOVE_ALL,
    ),
    Contradiction(
        ("statutory_seats", "quorum_base"),
        lambda seats, base: base == QuorumBase.STATUTORY and seats is None,
        STATUTORY_MISSING,
    ),
    Contradiction(
        ("statutory_seats", "quorum_base"),
        lambda seats, base: base == QuorumBase.IN_OFFICE and seats is not None,
        STATUTORY_UNUSED,
    ),
    Contradiction(
        ("tie", "majority_base", "majority_numerator", "majority_denominator"),
        lambda tie, base, votes, of: tie == Tie.CHAIR and (base != MajorityBase.EXPRESSED or votes * 2 != of),
        CASTING_VOTE,
    ),
    Contradiction(
        ("may_change_vote", "secrecy"), lambda may, secrecy: may and secrecy == Secrecy.SECRET, SECRET_CHANGE
    ),
    Contradiction(
        ("proxies_per_holder", "secrecy"),
        lambda proxies, secrecy: proxies > 0 and secrecy == Secrecy.SECRET,
        SECRET_PROXY,
    ),
    Contradiction(
        ("tie", "secrecy"), lambda tie, secrecy: tie == Tie.CHAIR and secrecy == Secrecy.SECRET, SECRET_CHAIR
    ),
    Contradiction(
        ("maximum_duration_hours", "minimum_duration_hours"), lambda longest, shortest: longest < shortest, DURATIONS
    ),
    Contradiction(("early_close", "may_change_vote"), lambda early, may: early and may, EARLY_CHANGE),
)


def wrong_fields(values: Mapping[str, Any]) -> dict[str, Sentence]:
    """What is wrong with the values of a rule, by field; empty when nothing is."""
    mistyped = _mistyped(values)
    contradictory: dict[str, Sentence] = {}
    for rule in CONTRADICTIONS:
        if mistyped.keys().isdisjoint(rule.between) and rule.found(*(values[name] for name in rule.between)):
            contradictory.setdefault(rule.between[0], Sentence(rule.text))
    return mistyped | contradictory


def _mistyped(values: Mapping[str, Any]) -> dict[str, Sentence]:
    wrong = {}
    for name, choices in CHOICES.items():
        if values[name] not in list(choices):
            wrong[name] = Sentence(NOT_A_CHOICE, {"choices": ", ".join(choices)})
    for name in YES_OR_NO:
        if not isinstance(values[name], bool):
            wrong[name] = Sentence(NOT_YES_OR_NO)
    for name, minimum in INTEGERS_MIN.items():
        if not _is_integer(values[name], minimum=minimum):
            wrong[name] = Sentence(NOT_A_NUMBER, {"minimum": minimum})
    if values["statutory_seats"] is not None and not _is_integer(values["statutory_seats"], minimum=1):
        wrong["statutory_seats"] = Sentence(NOT_A_NUMBER, {"minimum": 1})
    return wrong


def _is_integer(value: Any, *, minimum: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= minimum
