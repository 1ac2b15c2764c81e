"""Overrides: which rules may be put to the vote, and how far what was voted reaches."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.domain.exposure import verdicts
from lending.domain.exposure_rules import Bound, ExposureInputs, ExposureRule, LenderInputs
from lending.domain.french_rules import french_rules
from lending.domain.fund_rules import lenders_rule, policy_rules
from lending.domain.override_errors import (
    OverrideNotNeeded,
    OverrideOfLaw,
    OverrideOfUnknown,
    OverrideWithoutReason,
)
from lending.domain.overrides import Override, covering, overrides_hash, propose_overrides, standing
from tests.lending.domain.controls import assert_refutes

POLICY = policy_rules(
    max_per_borrower_minor=60_000_00, max_share_of_fund=Fraction(1, 4), liquidity_reserve_minor=20_000_00,
    source="policy of the fund", version=2,
)  # fmt: skip
LEGAL_TERM = french_rules()[0]
TURNOVER = ExposureRule(
    code="turnover_share", measure="borrower_exposure", bound=Bound.AT_MOST, share=Fraction(1, 10),
    share_of="turnover_minor", source="policy of the fund",
)  # fmt: skip
RULES = (
    *POLICY,
    LEGAL_TERM,
    lenders_rule(capacity_minor=30_000_00, source="placements"),
    TURNOVER,
)
# Owes 70 000 of 60 000; 45 000 would stay.
INPUTS = ExposureInputs(
    amount_minor=40_000_00, term_months=40, borrower_owes_minor=30_000_00, placements_minor=1_000_000_00,
    cash_minor=85_000_00,
)  # fmt: skip
CEILING, WHOLE = ("borrower_ceiling", ""), ""


def ask(reasons, inputs=INPUTS):
    return propose_overrides(verdicts(inputs, RULES), reasons)


def test_what_is_asked_is_kept_with_its_reason_and_its_figures():
    asked = ask({CEILING: "  The only buyer pays in March  "})
    assert asked == (
        Override(
            rule="borrower_ceiling", reason="The only buyer pays in March", value=70_000_00, limit=60_000_00,
            bound=POLICY[0].bound, currency="EUR", source="policy of the fund", version=2,
            measure="borrower_exposure",
        ),
    )  # fmt: skip
    assert Override.from_dict(json.loads(json.dumps(asked[0].to_dict()))) == asked[0]
    blocked = {verdict.rule for verdict in standing(verdicts(INPUTS, RULES), asked)}
    assert blocked == {"legal_term", "lenders_capacity", "turnover_share"}


@pytest.mark.parametrize(
    ("rule", "reason", "error"),
    [
        ("legal_term",        "Because",  OverrideOfLaw),
        ("lenders_capacity",  "Because",  OverrideOfLaw),
        ("turnover_share",    "Because",  OverrideOfUnknown),
        ("liquidity_reserve", "Because",  OverrideNotNeeded),
        ("luck",              "Because",  OverrideNotNeeded),
        ("borrower_ceiling",  "  ",       OverrideWithoutReason),
    ],
)  # fmt: skip
def test_what_may_not_be_put_to_the_vote(rule, reason, error):
    with pytest.raises(error):
        ask({(rule, WHOLE): reason})


@pytest.mark.parametrize(
    ("change", "covers"),
    [
        ({},                                                          True),
        ({"borrower_owes_minor": 25_000_00},                          True),   # better
        ({"borrower_owes_minor": 30_000_01},                          False),  # a cent worse
        ({"borrower_owes_minor": 0, "amount_minor": 70_000_00},       True),   # the same figure
        ({"borrower_owes_minor": 15_000_00},                          True),   # passes by itself
    ],
)  # fmt: skip
def test_an_override_reaches_as_far_as_was_voted(change, covers):
    (override,) = ask({CEILING: "Because"})
    now = {verdict.rule: verdict for verdict in verdicts(replace(INPUTS, **change), RULES)}["borrower_ceiling"]
    assert (now.passed or covering(now, [override]) is not None) is covers


def test_a_stricter_limit_is_worse_though_the_figure_is_the_same():
    (override,) = ask({CEILING: "Because"})
    stricter = policy_rules(
        max_per_borrower_minor=59_999_99, max_share_of_fund=Fraction(1), liquidity_reserve_minor=0, source="x"
    )
    assert covering(verdicts(INPUTS, stricter)[0], [override]) is None


def test_an_override_of_one_lenders_part_is_of_that_lender_alone():
    own = replace(french_rules()[8], may_be_overridden=True)  # EBITDA of the closing before
    first = LenderInputs(amount_minor=1, lender="1", whose="Atelier 1", ebitda_before_minor=-5)
    (override,) = propose_overrides(verdicts(first, [own]), {(own.code, "1"): "Because"})
    assert covering(verdicts(first, [own])[0], [override]) == override
    assert covering(verdicts(replace(first, lender="2"), [own])[0], [override]) is None
    assert covering(verdicts(replace(first, ebitda_before_minor=-6), [own])[0], [override]) is None


def test_a_rule_become_law_since_is_covered_no_more():
    (override,) = ask({CEILING: "Because"})
    law = replace(POLICY[0], may_be_overridden=False)
    assert covering(verdicts(INPUTS, [law])[0], [override]) is None


def test_the_hash_binds_the_overrides_to_the_request():
    one = [each.to_dict() for each in ask({CEILING: "Because"})]
    other = [each.to_dict() for each in ask({CEILING: "Because!"})]
    hashes = {
        overrides_hash(one, request_sha256="a"), overrides_hash(other, request_sha256="a"),
        overrides_hash(one, request_sha256="b"), overrides_hash([], request_sha256="a"),
    }  # fmt: skip
    assert len(hashes) == 4


AMOUNT = st.integers(1, 10**7)
PAIRS = st.tuples(AMOUNT, AMOUNT, AMOUNT, AMOUNT)


def nothing_worse_than_voted_passes(covers, figures):
    """`covers(override, verdict)` says whether a vote at some figures lets others through."""
    voted, now, cash, cash_now = figures
    for rule in (POLICY[0], POLICY[2]):
        at_vote = verdicts(ExposureInputs(amount_minor=voted, cash_minor=cash), [rule])[0]
        later = verdicts(ExposureInputs(amount_minor=now, cash_minor=cash_now), [rule])[0]
        if at_vote.passed or later.passed:
            continue
        (override,) = propose_overrides([at_vote], {(rule.code, ""): "Because"})
        is_worse = later.value > at_vote.value if rule is POLICY[0] else later.value < at_vote.value
        assert covers(override, later) is not is_worse


@given(PAIRS)
def test_nothing_worse_than_voted_passes(figures):
    nothing_worse_than_voted_passes(Override.covers, figures)


def test_an_override_without_limits_would_be_seen():
    assert_refutes(nothing_worse_than_voted_passes, lambda override, verdict: override.rule == verdict.rule, PAIRS)
