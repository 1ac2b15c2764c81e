"""Proxies: to another, not recused, not passed on, and as many as rule and law allow."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.domain.ballots import Electorate
from lending.domain.committee_errors import (
    InvalidElectorate,
    ProxyAfterVote,
    ProxyChain,
    ProxyLimitReached,
    ProxyOfRecused,
    ProxyRefused,
    ProxyToOneself,
)
from lending.domain.proxies import Proxy, proxy_limit, require_proxy
from lending.domain.voting_rule import LegalPreset, VotingRule
from tests.lending.domain.controls import assert_refutes

NOW = datetime(2026, 2, 3, 12, 0, tzinfo=UTC)
EARLIER = NOW - timedelta(hours=1)


@pytest.mark.parametrize(
    ("preset", "members", "by_rule", "limit"),
    [
        ("board",         5,   1, 1),
        ("board",         5,   0, 0),
        ("board",         500, 9, 1),
        ("scop_assembly", 5,   9, 1),
        ("scop_assembly", 19,  9, 1),
        ("scop_assembly", 20,  9, 1),
        ("scop_assembly", 39,  9, 1),
        ("scop_assembly", 40,  9, 2),
        ("scop_assembly", 400, 9, 9),
        ("none",          5,   9, 9),
    ],
)  # fmt: skip
def test_a_seat_holds_what_rule_and_law_allow_whichever_is_less(preset, members, by_rule, limit):
    rule = VotingRule(proxies_per_holder=by_rule, legal_preset=preset)

    assert proxy_limit(rule, members=members) == limit


def give(giver, holder, *, existing=(), voted=(), recused=(), rule=None, require=require_proxy):
    require(
        giver=giver,
        holder=holder,
        existing=existing,
        voted_in_person=frozenset(voted),
        electorate=Electorate(frozenset("abcde"), frozenset(recused)),
        rule=rule or VotingRule(),
        now=NOW,
    )


def given_earlier(giver, holder, *, revoked_at=None):
    return Proxy(giver=giver, holder=holder, signed_at=EARLIER, revoked_at=revoked_at)


@pytest.mark.parametrize(
    ("giver", "holder", "others", "refusal"),
    [
        ("a", "b", {},                                                                ()),
        ("a", "a", {},                                                                ProxyToOneself),
        ("a", "z", {},                                                                InvalidElectorate),
        ("a", "b", {"recused": "a"},                                                  ProxyOfRecused),
        ("a", "b", {"recused": "b"},                                                  ProxyOfRecused),
        ("a", "b", {"voted": "a"},                                                    ProxyAfterVote),
        ("a", "b", {"voted": "b"},                                                    ()),
        ("a", "b", {"existing": [given_earlier("c", "a")]},                           ProxyChain),
        ("a", "b", {"existing": [given_earlier("b", "c")]},                           ProxyChain),
        ("a", "b", {"existing": [given_earlier("a", "c")]},                           ProxyChain),
        ("a", "b", {"existing": [given_earlier("c", "b")]},                           ProxyLimitReached),
        ("a", "b", {"existing": [given_earlier("c", "b", revoked_at=EARLIER)]},       ()),
        ("a", "b", {"existing": [given_earlier("c", "b", revoked_at=NOW)]},           ()),
        ("a", "b", {"existing": [given_earlier("c", "b", revoked_at=NOW + timedelta(1))]}, ProxyLimitReached),
    ],
)  # fmt: skip
def test_who_may_hold_whose_vote(giver, holder, others, refusal):
    if not refusal:
        give(giver, holder, **others)
    else:
        with pytest.raises(refusal):
            give(giver, holder, **others)


def test_a_refusal_says_how_many_are_held():
    with pytest.raises(ProxyLimitReached, match="The seat b holds 1 proxies; 1 are allowed"):
        give("a", "b", existing=[given_earlier("c", "b")])


# --- 5. Proxies held ≤ min(rule, legal preset), and never passed on, whatever is tried.


def proxies_stay_within_rule_and_law(require, case):
    rule, recused, attempts = case
    held = []
    for giver, holder in attempts:
        try:
            give(giver, holder, existing=held, recused=recused, rule=rule, require=require)
        except ProxyRefused:
            continue
        held.append(given_earlier(giver, holder))
    holders = [proxy.holder for proxy in held]
    givers = [proxy.giver for proxy in held]
    assert all(holders.count(seat) <= proxy_limit(rule, members=5) for seat in holders)
    assert len(givers) == len(set(givers))
    assert set(givers).isdisjoint(holders)
    assert recused.isdisjoint({*givers, *holders})


def forgets_those_who_hold(*, giver, existing, **others):
    """Broken: a holder passes on what it holds."""
    require_proxy(giver=giver, existing=[proxy for proxy in existing if proxy.holder != giver], **others)


def ignores_the_law(*, rule, **others):
    """Broken: only the rule limits proxies, and generously."""
    require_proxy(rule=VotingRule(proxies_per_holder=9, legal_preset=LegalPreset.NONE), **others)


SEATS = st.sampled_from("abcde")
ATTEMPTS = st.tuples(
    st.builds(VotingRule, proxies_per_holder=st.integers(0, 3), legal_preset=st.sampled_from(list(LegalPreset))),
    st.frozensets(SEATS, max_size=2),
    st.lists(st.tuples(SEATS, SEATS), max_size=12),
)


@given(ATTEMPTS)
def test_whatever_is_tried_proxies_stay_within_rule_and_law(case):
    proxies_stay_within_rule_and_law(require_proxy, case)


@pytest.mark.parametrize("mutant", [forgets_those_who_hold, ignores_the_law])
def test_proxies_beyond_rule_or_law_would_be_seen(mutant):
    assert_refutes(proxies_stay_within_rule_and_law, mutant, ATTEMPTS)
