"""An outcome told in sentences."""

from lending.domain.outcome import Outcome, Result
from lending.domain.sentences import Sentence, gettext_noop
from lending.domain.voting_rule import SECRET_BALLOTS_MIN, MajorityBase, Secrecy

QUORUM = {
    True: gettext_noop("%(present)s of %(base)s seats took part; the quorum of %(required)s is reached."),
    False: gettext_noop("%(present)s of %(base)s seats took part; the quorum of %(required)s is not reached."),
}
COUNT = gettext_noop("%(votes_for)s for, %(against)s against, %(abstain)s abstained, %(absent)s did not vote.")
RECUSED = gettext_noop("Recused seats: %(recused)s.")
VOID = gettext_noop("Void ballots of recused seats: %(void)s.")
REPRESENTED = gettext_noop("Votes by proxy: %(represented)s.")
MAJORITY = {
    MajorityBase.EXPRESSED: gettext_noop(
        "%(required)s votes for are needed, of %(base)s expressed; there are %(votes_for)s."
    ),
    MajorityBase.CAST: gettext_noop("%(required)s votes for are needed, of %(base)s cast; there are %(votes_for)s."),
    MajorityBase.ELIGIBLE: gettext_noop(
        "%(required)s votes for are needed, of %(base)s eligible seats; there are %(votes_for)s."
    ),
}
FLOOR = gettext_noop("The rule asks for at least %(min_for)s votes for.")
SECRECY = gettext_noop("A secret vote needs at least %(ballots)s ballots; there are %(cast)s.")
TIE = gettext_noop("The votes are equal.")
CASTING_VOTE = gettext_noop("The chair's vote counts twice.")
RESULT = {
    Result.ADOPTED: gettext_noop("The request is adopted."),
    Result.REJECTED: gettext_noop("The request is rejected."),
    Result.NO_QUORUM: gettext_noop("Nothing is decided."),
}


def explain(outcome: Outcome) -> tuple[Sentence, ...]:
    """Why this outcome, one sentence a step; a step that played no part is left out."""
    told = (*_attendance(outcome), *_count(outcome), *_majority(outcome))
    return (*told, Sentence(RESULT[outcome.result]))


def _attendance(outcome: Outcome) -> list[Sentence]:
    quorum, counts = outcome.quorum, outcome.counts
    figures = {"present": quorum.present, "base": quorum.base, "required": quorum.required}
    optional = [(RECUSED, "recused", counts.recused), (VOID, "void", counts.void)]
    optional.append((REPRESENTED, "represented", counts.represented))
    return [
        Sentence(QUORUM[quorum.is_reached], figures),
        *(Sentence(text, {name: number}) for text, name, number in optional if number),
    ]


def _count(outcome: Outcome) -> list[Sentence]:
    """The figures; a secret vote of too few ballots keeps them to itself."""
    counts = outcome.counts
    if outcome.rule.secrecy is Secrecy.SECRET and counts.cast < SECRET_BALLOTS_MIN:
        return [Sentence(SECRECY, {"ballots": SECRET_BALLOTS_MIN, "cast": counts.cast})]
    names = ("votes_for", "against", "abstain", "absent")
    return [Sentence(COUNT, {name: getattr(counts, name) for name in names})]


def _majority(outcome: Outcome) -> list[Sentence]:
    if outcome.result == Result.NO_QUORUM:
        return []
    majority, rule = outcome.majority, outcome.rule
    figures = {"required": majority.required, "base": majority.base, "votes_for": majority.votes_for}
    steps = [
        (outcome.is_tie, Sentence(TIE)),
        (outcome.casting_vote is not None, Sentence(CASTING_VOTE)),
        (True, Sentence(MAJORITY[rule.majority_base], figures)),
        (rule.min_for > 0, Sentence(FLOOR, {"min_for": rule.min_for})),
    ]
    return [sentence for applies, sentence in steps if applies]
