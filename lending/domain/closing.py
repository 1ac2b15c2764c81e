"""When a consultation takes votes: a predicate on time, whatever a worker does."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lending.domain.committee_errors import (
    ClosedConsultation,
    ConsultationNotOpenYet,
    DurationOutsideRule,
    ExtensionNotLater,
    RuleDoesNotFitSeats,
    SecretVoteNotOffered,
)
from lending.domain.voting_rule import SECRET_SEATS_MIN, Secrecy, VotingRule


@dataclass(frozen=True, kw_only=True)
class VotingTime:
    """From `opens_at`, included, to `closes_at`, excluded; or until it was closed early."""

    opens_at: datetime
    closes_at: datetime
    closed_early_at: datetime | None = None

    @property
    def ends_at(self) -> datetime:
        """The first instant at which nothing is accepted."""
        return self.closes_at if self.closed_early_at is None else min(self.closes_at, self.closed_early_at)

    def is_closed(self, now: datetime) -> bool:
        """The close has come, or is now."""
        return now >= self.ends_at

    def is_open(self, now: datetime) -> bool:
        """Votes are taken."""
        return self.opens_at <= now < self.ends_at


def require_open(time: VotingTime, *, now: datetime) -> None:
    """Let a ballot, a recusal or a proxy in.

    :raises ClosedConsultation: at or after the close.
    :raises ConsultationNotOpenYet: before the opening.
    """
    require_not_closed(time, now=now)
    if now < time.opens_at:
        raise ConsultationNotOpenYet(opens_at=time.opens_at)


def require_not_closed(time: VotingTime, *, now: datetime) -> None:
    """Let something change before the close.

    :raises ClosedConsultation: at or after the close.
    """
    if time.is_closed(now):
        raise ClosedConsultation(closed_at=time.ends_at)


def require_extension(time: VotingTime, *, to: datetime, rule: VotingRule, now: datetime) -> None:
    """Let the close move to `to`: before it has come, only later, within the rule's longest duration.

    :raises ClosedConsultation, ExtensionNotLater, DurationOutsideRule:
    """
    require_not_closed(time, now=now)
    if to <= time.closes_at:
        raise ExtensionNotLater(closes_at=time.closes_at, asked=to)
    require_duration(opens_at=time.opens_at, closes_at=to, rule=rule)


def require_duration(*, opens_at: datetime, closes_at: datetime, rule: VotingRule) -> None:
    """Let a consultation last from `opens_at` to `closes_at`.

    :raises DurationOutsideRule: shorter or longer than the rule says.
    """
    earliest = opens_at + timedelta(hours=rule.minimum_duration_hours)
    latest = opens_at + timedelta(hours=rule.maximum_duration_hours)
    if not earliest <= closes_at <= latest or closes_at <= opens_at:
        raise DurationOutsideRule(
            minimum_hours=rule.minimum_duration_hours,
            maximum_hours=rule.maximum_duration_hours,
            earliest=earliest,
            latest=latest,
        )


def require_rule_fits(rule: VotingRule, *, eligible: int) -> None:
    """Let a consultation open: its rule can adopt something, and promises no secrecy that is not kept.

    :param eligible: seats that may vote, recused ones excluded.
    :raises RuleDoesNotFitSeats: with the number of seats it takes.
    :raises SecretVoteNotOffered: a secret vote needs ballots kept apart from seats and log, which they are not.
    """
    needed = max(1, rule.min_for, SECRET_SEATS_MIN if rule.secrecy is Secrecy.SECRET else 0)
    if eligible < needed:
        raise RuleDoesNotFitSeats(needed=needed, eligible=eligible)
    if rule.secrecy is Secrecy.SECRET:
        raise SecretVoteNotOffered
