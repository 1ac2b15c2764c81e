"""The words of the minutes: votes, presence, reasons, and the voting rule told in sentences."""

from django.utils.translation import gettext, pgettext

from lending.domain.sentences import Sentence
from lending.domain.voting_rule import MajorityBase, QuorumBase, RecusalEffect, Secrecy, Tie, VotingRule
from lending.statements.minutes import MinutedSeat


def said(sentence: Sentence) -> str:
    """A sentence of the domain in the language in force."""
    return gettext(sentence.text) % sentence.values


def outcome_name(outcome: str) -> str:
    """What was decided, as the minutes say it in large."""
    return {
        "adopted": pgettext("document", "The request is adopted."),
        "rejected": pgettext("document", "The request is rejected."),
        "no_quorum": pgettext("document", "No quorum: nothing is decided."),
    }[outcome]


def choice_name(choice: str) -> str:
    """A vote."""
    return {
        "for": pgettext("document", "for"),
        "against": pgettext("document", "against"),
        "abstain": pgettext("document", "abstention"),
    }[choice]


def presence_name(presence: str) -> str:
    """What became of a seat."""
    return {
        "present": pgettext("document", "took part"),
        "represented": pgettext("document", "represented"),
        "recused": pgettext("document", "recused"),
        "absent": pgettext("document", "did not vote"),
    }[presence]


def recusal_reason(seat: MinutedSeat) -> str:
    """Why a seat did not vote: our words for an automatic recusal, the person's own for a declared one."""
    if seat.recusal_kind != "automatic":
        return seat.recusal_reason
    ours = {
        "cooperative of the borrower": pgettext("document", "seat of the borrowing cooperative (automatic)"),
        "cooperative linked to the borrower": pgettext("document", "seat of a cooperative linked to it (automatic)"),
        "sponsor of the loan": pgettext("document", "seat of a sponsor of the loan (automatic)"),
    }
    return ours.get(seat.recusal_reason, seat.recusal_reason)


def rule_told(rule: VotingRule) -> list[tuple[str, str]]:
    """The rule of the vote as label and sentence."""
    told = [
        (pgettext("document", "Quorum"), _quorum(rule)),
        (pgettext("document", "Majority"), _majority(rule)),
        (pgettext("document", "Equal votes"), _tie(rule)),
        (pgettext("document", "Changes of vote"), _change(rule)),
        (pgettext("document", "Secrecy"), _secrecy(rule)),
    ]
    if rule.min_for:
        floor = pgettext("document", "at least %(votes)s votes for") % {"votes": rule.min_for}
        told.insert(2, (pgettext("document", "Floor"), floor))
    return told


def _quorum(rule: VotingRule) -> str:
    if rule.quorum_numerator == 0:
        return pgettext("document", "none")
    base = {
        QuorumBase.IN_OFFICE: pgettext("document", "of the seats in office"),
        QuorumBase.STATUTORY: pgettext("document", "of the seats of the statutes"),
    }[rule.quorum_base]
    recused = {
        RecusalEffect.EXCLUDED: pgettext("document", "recused seats not counted"),
        RecusalEffect.IN_BASE_ABSENT: pgettext("document", "recused seats counted as absent"),
        RecusalEffect.IN_BASE_PRESENT: pgettext("document", "recused seats counted as present"),
    }[rule.recusal_effect]
    return f"{rule.quorum_numerator}/{rule.quorum_denominator} {base}, {recused}"


def _majority(rule: VotingRule) -> str:
    base = {
        MajorityBase.EXPRESSED: pgettext("document", "of the votes for and against"),
        MajorityBase.CAST: pgettext("document", "of the votes cast, abstentions included"),
        MajorityBase.ELIGIBLE: pgettext("document", "of the seats that may vote"),
    }[rule.majority_base]
    how = pgettext("document", "more than") if rule.majority_is_strict else pgettext("document", "at least")
    return f"{how} {rule.majority_numerator}/{rule.majority_denominator} {base}"


def _tie(rule: VotingRule) -> str:
    if rule.tie is Tie.CHAIR:
        return pgettext("document", "the chair's vote counts twice")
    return pgettext("document", "the request is rejected")


def _change(rule: VotingRule) -> str:
    if rule.may_change_vote:
        return pgettext("document", "possible until the close; the last vote counts")
    return pgettext("document", "not possible")


def _secrecy(rule: VotingRule) -> str:
    if rule.secrecy is Secrecy.SECRET:
        return pgettext("document", "secret vote: totals only")
    return pgettext("document", "named votes, hidden until the close")
