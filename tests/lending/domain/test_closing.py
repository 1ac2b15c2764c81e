"""Nothing is accepted at or after the close, whatever a worker did or did not do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.domain.closing import (
    VotingTime,
    require_duration,
    require_extension,
    require_not_closed,
    require_open,
    require_rule_fits,
)
from lending.domain.committee_errors import (
    ClosedConsultation,
    CommitteeError,
    ConsultationNotOpenYet,
    DurationOutsideRule,
    ExtensionNotLater,
    RuleDoesNotFitSeats,
    SecretVoteNotOffered,
)
from lending.domain.voting_rule import VotingRule
from tests.lending.domain.controls import assert_refutes

OPENS = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
CLOSES = datetime(2026, 2, 5, 17, 0, tzinfo=UTC)
TIME = VotingTime(opens_at=OPENS, closes_at=CLOSES)
TICK = timedelta(microseconds=1)
RULE = VotingRule(minimum_duration_hours=24, maximum_duration_hours=24 * 7)
INSTANTS = st.datetimes(datetime(2026, 2, 1), datetime(2026, 2, 10), timezones=st.just(UTC))
TIMES = st.builds(VotingTime, opens_at=st.just(OPENS), closes_at=st.just(CLOSES), closed_early_at=st.none() | INSTANTS)


@pytest.mark.parametrize(
    ("now", "is_open"),
    [(OPENS - TICK, False), (OPENS, True), (CLOSES - TICK, True), (CLOSES, False), (CLOSES + TICK, False)],
)
def test_votes_are_taken_from_the_opening_included_to_the_close_excluded(now, is_open):
    assert TIME.is_open(now) is is_open


def nothing_enters_after_the_close(require, case):
    time, now = case
    accepted = True
    try:
        require(time, now=now)
    except CommitteeError:
        accepted = False
    assert accepted == (OPENS <= now < CLOSES and (time.closed_early_at is None or now < time.closed_early_at))


def close_included(time, *, now):
    """Broken: a vote at the very close is taken."""
    if not time.opens_at <= now <= time.ends_at:
        raise ClosedConsultation(closed_at=time.ends_at)


def only_the_worker_closes(time, *, now):
    """Broken: until something wrote that it is closed, votes are taken."""
    if time.closed_early_at is not None or now < time.opens_at:
        raise ClosedConsultation(closed_at=time.ends_at)


CASES = st.tuples(TIMES, INSTANTS | st.sampled_from([OPENS, CLOSES, CLOSES - TICK]))


@given(CASES)
def test_nothing_enters_at_or_after_the_close(case):
    nothing_enters_after_the_close(require_open, case)


@pytest.mark.parametrize("mutant", [close_included, only_the_worker_closes])
def test_a_close_that_leaks_would_be_seen(mutant):
    assert_refutes(nothing_enters_after_the_close, mutant, CASES)


def test_a_refusal_says_when_it_closed_or_opens():
    with pytest.raises(ClosedConsultation) as closed:
        require_open(TIME, now=CLOSES)
    with pytest.raises(ConsultationNotOpenYet) as early:
        require_open(TIME, now=OPENS - TICK)

    assert closed.value.values == {"closed_at": CLOSES}
    assert early.value.values == {"opens_at": OPENS}


def test_a_consultation_closed_early_stays_closed_though_its_time_has_not_come():
    time = replace(TIME, closed_early_at=CLOSES - timedelta(days=1))

    assert time.ends_at == CLOSES - timedelta(days=1)
    with pytest.raises(ClosedConsultation):
        require_not_closed(time, now=CLOSES - timedelta(hours=1))


@pytest.mark.parametrize(
    ("to", "now", "refusal"),
    [
        (CLOSES + timedelta(days=1), CLOSES - TICK, None),
        (CLOSES + timedelta(days=1), CLOSES, ClosedConsultation),
        (CLOSES, OPENS, ExtensionNotLater),
        (CLOSES - TICK, OPENS, ExtensionNotLater),
        (OPENS + timedelta(days=7), OPENS, None),
        (OPENS + timedelta(days=7) + TICK, OPENS, DurationOutsideRule),
    ],
)
def test_a_close_moves_only_before_it_only_later_and_within_the_rule(to, now, refusal):
    if refusal is None:
        require_extension(TIME, to=to, rule=RULE, now=now)
    else:
        with pytest.raises(refusal):
            require_extension(TIME, to=to, rule=RULE, now=now)


@pytest.mark.parametrize(
    ("hours", "fits"), [(23, False), (24, True), (24 * 7, True), (24 * 7 + 1, False), (0, False), (-1, False)]
)
def test_a_consultation_lasts_as_long_as_its_rule_says(hours, fits):
    closes_at = OPENS + timedelta(hours=hours)
    if fits:
        require_duration(opens_at=OPENS, closes_at=closes_at, rule=RULE)
    else:
        with pytest.raises(DurationOutsideRule, match="from 24 to 168 hours"):
            require_duration(opens_at=OPENS, closes_at=closes_at, rule=RULE)


@pytest.mark.parametrize(
    ("rule", "eligible", "needed"),
    [
        (VotingRule(), 1, None),
        (VotingRule(), 0, 1),
        (VotingRule(min_for=3), 2, 3),
        (VotingRule(min_for=3), 3, None),
        (VotingRule(secrecy="secret", may_change_vote=False, proxies_per_holder=0), 6, 7),
    ],
)
def test_a_rule_that_cannot_work_with_these_seats_does_not_open(rule, eligible, needed):
    if needed is None:
        require_rule_fits(rule, eligible=eligible)
    else:
        with pytest.raises(RuleDoesNotFitSeats) as refusal:
            require_rule_fits(rule, eligible=eligible)
        assert refusal.value.values == {"needed": needed, "eligible": eligible}


def test_a_secret_vote_does_not_open_while_ballots_are_kept_with_their_seats():
    rule = VotingRule(secrecy="secret", may_change_vote=False, proxies_per_holder=0)

    with pytest.raises(SecretVoteNotOffered, match="choose a rule hidden until the close"):
        require_rule_fits(rule, eligible=9)
