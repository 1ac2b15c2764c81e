"""Deciding a consultation: a pure function of its ballots, recusals, rule and chair."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from datetime import datetime, timedelta

from lending.domain.ballots import Ballot, Choice, Electorate, effective_ballots, is_void
from lending.domain.outcome import Counts, Majority, Outcome, Result
from lending.domain.presence import Presence, attendance, quorum
from lending.domain.voting_rule import SECRET_BALLOTS_MIN, MajorityBase, Secrecy, Tie, VotingRule


def tally(
    ballots: Iterable[Ballot],
    *,
    seats: Collection[Hashable],
    recused: Collection[Hashable] = (),
    rule: VotingRule,
    chair: Hashable | None = None,
) -> Outcome:
    """Decide a consultation.

    The last ballot of a seat counts, in any order they come. Abstentions count towards the quorum, not towards a
    majority of the votes expressed. A tie is a rejection, unless the rule lets the chair's vote count twice.

    :param seats: every seat of the opening, recused ones included.
    :raises BallotOutsideElectorate, AmbiguousBallots, InvalidElectorate: when the ballots do not fit the seats.
    """
    electorate = Electorate(frozenset(seats), frozenset(recused), chair)
    every_ballot = list(ballots)
    effective = effective_ballots(every_ballot, electorate=electorate)
    counts = _count(effective, electorate=electorate, void=sum(is_void(b, electorate=electorate) for b in every_ballot))
    is_tie = counts.votes_for == counts.against > 0
    casting_vote = _casting_vote(effective, rule=rule, chair=chair) if is_tie else None
    majority = _majority(counts, rule=rule, casting_vote=casting_vote)
    reached = quorum(effective, electorate=electorate, rule=rule)
    if not reached.is_reached or secrecy_would_break(rule, ballots_cast=counts.cast):
        result = Result.NO_QUORUM
    elif majority.is_reached and counts.votes_for >= rule.min_for and (not is_tie or casting_vote is Choice.FOR):
        result = Result.ADOPTED
    else:
        result = Result.REJECTED
    return Outcome(
        result=result,
        counts=counts,
        quorum=reached,
        majority=majority,
        is_tie=is_tie,
        casting_vote=casting_vote,
        rule=rule,
    )


def _count(effective: Mapping[Hashable, Ballot], *, electorate: Electorate, void: int) -> Counts:
    choices = [ballot.choice for ballot in effective.values()]
    presence = list(attendance(effective, electorate=electorate).values())
    return Counts(
        votes_for=choices.count(Choice.FOR),
        against=choices.count(Choice.AGAINST),
        abstain=choices.count(Choice.ABSTAIN),
        absent=presence.count(Presence.ABSENT),
        recused=presence.count(Presence.RECUSED),
        represented=presence.count(Presence.REPRESENTED),
        void=void,
    )


def _casting_vote(effective: Mapping[Hashable, Ballot], *, rule: VotingRule, chair: Hashable | None) -> Choice | None:
    if rule.tie is not Tie.CHAIR or chair not in effective or effective[chair].choice == Choice.ABSTAIN:
        return None
    return Choice(effective[chair].choice)


def _majority(counts: Counts, *, rule: VotingRule, casting_vote: Choice | None) -> Majority:
    base = {
        MajorityBase.EXPRESSED: counts.votes_for + counts.against,
        MajorityBase.CAST: counts.cast,
        MajorityBase.ELIGIBLE: counts.eligible,
    }[rule.majority_base] + (casting_vote is not None)
    return Majority(
        votes_for=counts.votes_for + (casting_vote is Choice.FOR), base=base, required=votes_required(base, rule=rule)
    )


def votes_required(base: int, *, rule: VotingRule) -> int:
    """The smallest number of FOR that makes the rule's majority of `base`; never less than one.

    >>> [votes_required(base, rule=VotingRule()) for base in (0, 1, 4, 5)]
    [1, 1, 3, 3]
    """
    votes, of = rule.majority_numerator * base, rule.majority_denominator
    return max(1, votes // of + 1 if rule.majority_is_strict else -(-votes // of))


def secrecy_would_break(rule: VotingRule, *, ballots_cast: int) -> bool:
    """A secret vote of so few ballots that its totals would tell who said what: it decides nothing."""
    return rule.secrecy is Secrecy.SECRET and ballots_cast < SECRET_BALLOTS_MIN


def may_close_early(
    ballots: Iterable[Ballot],
    *,
    seats: Collection[Hashable],
    recused: Collection[Hashable] = (),
    rule: VotingRule,
    chair: Hashable | None = None,
    opened_at: datetime,
    now: datetime,
) -> bool:
    """Whether nothing that can still be cast would change the outcome.

    Only when the rule allows it, votes cannot change and the minimum duration has passed. A vote cast by proxy can
    still change: its giver may vote in person.
    """
    if not rule.early_close or rule.may_change_vote or now - opened_at < timedelta(hours=rule.minimum_duration_hours):
        return False
    cast = list(ballots)
    electorate = Electorate(frozenset(seats), frozenset(recused), chair)
    effective = effective_ballots(cast, electorate=electorate)
    final = {seat for seat, ballot in effective.items() if ballot.is_in_person}
    results = {
        tally([*effective.values(), *rest], seats=seats, recused=recused, rule=rule, chair=chair).result
        for rest in _extreme_completions(electorate.eligible - final)
    }
    return len(results) == 1


def _extreme_completions(undecided: Collection[Hashable]) -> list[list[Ballot]]:
    """Nobody else votes; everybody else says FOR; everybody else says AGAINST.

    These three bound every other completion: more FOR never un-adopts, more ballots never lose a quorum, and no ballot
    weighs more against a request than AGAINST.
    """
    everybody = [[Ballot(seat=s, choice=c, order=0) for s in undecided] for c in (Choice.FOR, Choice.AGAINST)]
    return [[], *everybody]
