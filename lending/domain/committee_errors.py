"""What the committee's rules refuse."""

from collections.abc import Mapping
from typing import ClassVar

from lending.domain.errors import LendingError
from lending.domain.sentences import Sentence, gettext_noop


class CommitteeError(LendingError):
    """A rule of the committee was not met."""

    code: ClassVar[str] = "committee-error"


class InvalidVotingRule(CommitteeError):
    """The rule contradicts itself or the law; `fields` says what is wrong with each."""

    code = "invalid-voting-rule"
    title = gettext_noop("This voting rule cannot be used")
    sentence = gettext_noop("Wrong in the voting rule: %(names)s.")

    def __init__(self, *, fields: Mapping[str, Sentence]) -> None:
        self.fields = dict(fields)
        explained = {name: str(why) for name, why in self.fields.items()}
        super().__init__(names=", ".join(sorted(self.fields)), fields=explained)


class InvalidElectorate(CommitteeError):
    """Seats, recusals or the chair do not fit each other."""

    code = "invalid-electorate"
    title = gettext_noop("These seats do not fit each other")
    sentence = gettext_noop("%(seat)s holds no seat of this consultation: the seats are those of its opening.")


class BallotOutsideElectorate(CommitteeError):
    """A ballot comes from a seat that the consultation did not open with."""

    code = "ballot-outside-electorate"
    title = gettext_noop("This ballot comes from outside")
    sentence = gettext_noop("%(seat)s holds no seat of this consultation: its ballot cannot be counted.")


class AmbiguousBallots(CommitteeError):
    """Two different ballots of a seat claim the same place in the order, so neither is the last."""

    code = "ambiguous-ballots"
    title = gettext_noop("Two ballots at once")
    sentence = gettext_noop("The seat %(seat)s has two different ballots at %(order)s: neither is the last.")


class UnknownChoice(CommitteeError):
    """What was said is no vote."""

    code = "unknown-choice"
    title = gettext_noop("This is no vote")
    sentence = gettext_noop("%(choice)s was given: vote for, against, or abstain.")


class RuleDoesNotFitSeats(CommitteeError):
    """The rule asks for more seats than there are."""

    code = "rule-does-not-fit-seats"
    title = gettext_noop("This rule cannot work with these seats")
    sentence = gettext_noop(
        "The rule needs %(needed)s eligible seats and there are %(eligible)s: choose another rule, or fill the seats."
    )


class SecretVoteNotOffered(CommitteeError):
    """Ballots are kept with their seats, so a vote would not be secret."""

    code = "secret-vote-not-offered"
    title = gettext_noop("Secret votes are not offered")
    sentence = gettext_noop("Ballots are kept with the seat that cast them: choose a rule hidden until the close.")


class ConsultationNotOpenYet(CommitteeError):
    """Something was asked of a consultation before it opens."""

    code = "consultation-not-open-yet"
    title = gettext_noop("The consultation has not begun")
    sentence = gettext_noop("The consultation opens at %(opens_at)s: come back then.")


class ClosedConsultation(CommitteeError):
    """Something was asked of a consultation at or after its close."""

    code = "closed-consultation"
    title = gettext_noop("The consultation is closed")
    sentence = gettext_noop("The consultation closed at %(closed_at)s: nothing in it can change any more.")


class ExtensionNotLater(CommitteeError):
    """A close may only be moved later."""

    code = "extension-not-later"
    title = gettext_noop("A closing time only moves later")
    sentence = gettext_noop("The consultation closes at %(closes_at)s; %(asked)s is not later: choose a later time.")


class DurationOutsideRule(CommitteeError):
    """The consultation would be shorter or longer than its rule allows."""

    code = "duration-outside-rule"
    title = gettext_noop("Too short or too long")
    sentence = gettext_noop(
        "The rule lets a consultation last from %(minimum_hours)s to %(maximum_hours)s hours: "
        "close between %(earliest)s and %(latest)s."
    )


class ProxyRefused(CommitteeError):
    """A proxy breaks a rule of proxies."""

    code = "proxy-refused"
    title = gettext_noop("This proxy cannot be given")


class ProxyToOneself(ProxyRefused):
    """The giver is the holder."""

    code = "proxy-to-oneself"
    sentence = gettext_noop("Nobody holds a proxy of their own: vote in person.")


class ProxyOfRecused(ProxyRefused):
    """The giver or the holder is recused."""

    code = "proxy-of-recused"
    sentence = gettext_noop("The seat %(seat)s is recused: it neither gives nor holds a proxy.")


class ProxyChain(ProxyRefused):
    """A proxy would be passed on."""

    code = "proxy-chain"
    sentence = gettext_noop("The seat %(seat)s has given or holds a proxy already: proxies are not passed on.")


class ProxyLimitReached(ProxyRefused):
    """The holder holds as many as rule and law allow."""

    code = "proxy-limit-reached"
    sentence = gettext_noop("The seat %(seat)s holds %(held)s proxies; %(limit)s are allowed: choose another holder.")


class ProxyAfterVote(ProxyRefused):
    """The giver has voted in person."""

    code = "proxy-after-vote"
    sentence = gettext_noop("The seat %(seat)s has voted in person: it has no vote left to give.")


class IncompleteLog(CommitteeError):
    """A log lacks an entry without which nothing can be counted."""

    code = "incomplete-log"
    title = gettext_noop("This log cannot be counted")
    sentence = gettext_noop("The log has %(found)s entries of the type %(type)s; it needs exactly one.")
