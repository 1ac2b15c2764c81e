"""Ceilings: each rule's verdict, its figures, and the largest amount that it lets through."""

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.domain.exposure import Verdict, largest_amount, verdicts
from lending.domain.exposure_rules import Bound, ExposureInputs, ExposureRule
from lending.domain.french_rules import french_rules
from lending.domain.fund_rules import policy_rules, product_rules
from tests.lending.domain.controls import assert_refutes

FUND = policy_rules(
    max_per_borrower_minor=60_000_00,
    max_share_of_fund=Fraction(1, 4),
    liquidity_reserve_minor=20_000_00,
    source="fund policy",
    version=3,
)
PRODUCT = product_rules(
    min_amount_minor=1_000_00, max_amount_minor=50_000_00, max_instalments=24, source="product short-term"
)
LEGAL_TERM = french_rules()[0]
TURNOVER = ExposureRule(
    code="turnover_share", measure="borrower_exposure", bound=Bound.AT_MOST, share=Fraction(1, 10),
    share_of="turnover_minor", source="fund policy",
)  # fmt: skip
RULES = (*FUND, *PRODUCT, LEGAL_TERM, TURNOVER)
INPUTS = ExposureInputs(
    amount_minor=20_000_00,
    instalments=12,
    term_months=12,
    borrower_owes_minor=10_000_00,
    borrower_committed_minor=2_000_00,
    linked_owe_minor=3_000_00,
    placements_minor=200_000_00,
    cash_minor=90_000_00,
    committed_minor=8_000_00,
    notices_minor=5_000_00,
    turnover_minor=800_000_00,
)


@pytest.mark.parametrize(
    ("rule", "change", "value", "limit", "passed", "possible"),
    [
        ("borrower_ceiling",    {},                              35_000_00, 60_000_00, True,  45_000_00),
        ("borrower_ceiling",    {"amount_minor": 45_000_00},     60_000_00, 60_000_00, True,  45_000_00),
        ("borrower_ceiling",    {"amount_minor": 45_000_01},     60_000_01, 60_000_00, False, 45_000_00),
        ("borrower_ceiling",    {"linked_owe_minor": 70_000_00}, 102_000_00, 60_000_00, False, 0),
        ("borrower_share",      {},                              35_000_00, 50_000_00, True,  35_000_00),
        ("borrower_share",      {"placements_minor": 100_000_00}, 35_000_00, 25_000_00, False, 10_000_00),
        ("borrower_share",      {"placements_minor": 99_999_99}, 35_000_00, 24_999_99, False, 9_999_99),
        ("borrower_share",      {"placements_minor": None},      35_000_00, None,      False, None),
        ("liquidity_reserve",   {},                              57_000_00, 20_000_00, True,  57_000_00),
        ("liquidity_reserve",   {"amount_minor": 57_000_01},     19_999_99, 20_000_00, False, 57_000_00),
        ("liquidity_reserve",   {"committed_minor": 80_000_00}, -15_000_00, 20_000_00, False, 0),
        ("product_minimum",     {"amount_minor": 1_000_00},      1_000_00,  1_000_00,  True,  1_000_00),
        ("product_minimum",     {"amount_minor": 999_99},        999_99,    1_000_00,  False, 1_000_00),
        ("product_maximum",     {"amount_minor": 50_000_01},     50_000_01, 50_000_00, False, 50_000_00),
        ("product_instalments", {"instalments": 24},             24,        24,        True,  24),
        ("product_instalments", {"instalments": 25},             25,        24,        False, 24),
        ("legal_term",          {"term_months": 35},             35,        36,        True,  35),
        ("legal_term",          {"term_months": 36},             36,        36,        False, 35),
        ("turnover_share",      {},                              35_000_00, 80_000_00, True,  65_000_00),
        ("turnover_share",      {"turnover_minor": None},        35_000_00, None,      False, None),
    ],
)  # fmt: skip
def test_each_rule_has_its_verdict(rule, change, value, limit, passed, possible):
    found = {verdict.rule: verdict for verdict in verdicts(replace(INPUTS, **change), RULES)}[rule]

    assert (found.value, found.limit, found.passed, found.possible) == (value, limit, passed, possible)


def test_a_verdict_keeps_all_that_it_looked_at():
    share = verdicts(INPUTS, FUND)[1]

    assert share == Verdict(
        rule="borrower_share",
        source="fund policy",
        version=3,
        measure="borrower_exposure",
        currency="EUR",
        inputs={
            "borrower_owes_minor": 10_000_00,
            "borrower_committed_minor": 2_000_00,
            "borrower_guarantees_minor": 0,
            "linked_owe_minor": 3_000_00,
            "amount_minor": 20_000_00,
            "placements_minor": 200_000_00,
        },
        limit=50_000_00,
        value=35_000_00,
        passed=True,
        possible=35_000_00,
        bound=Bound.AT_MOST,
    )
    assert json.loads(json.dumps(share.to_dict()))["possible"] == 35_000_00


@pytest.mark.parametrize(
    ("rule", "change", "sentences"),
    [
        (
            "borrower_ceiling",
            {"amount_minor": 45_000_01},
            (
                "The borrower and its linked parties would owe 60000.01; the ceiling is 60000.00. "
                "At most 45000.00 can be asked."
            ),
        ),
        (
            "borrower_ceiling",
            {},
            "The borrower and its linked parties would owe 35000.00; the ceiling is 60000.00.",
        ),
        (
            "liquidity_reserve",
            {"committed_minor": 80_000_00},
            "-15000.00 would stay available after all that is committed; 20000.00 must. Nothing can be asked now.",
        ),
        (
            "product_minimum",
            {"amount_minor": 999_99},
            "999.99 is asked; the limit is 1000.00. At least 1000.00 can be asked.",
        ),
        (
            "product_instalments",
            {"instalments": 25},
            "25 instalments are asked; the limit is 24. Choose 24 instalments.",
        ),
        ("legal_term", {"term_months": 40}, "The term would be 40 months; the limit is 36. Choose 35 months."),
        (
            "turnover_share",
            {"turnover_minor": None},
            "This cannot be checked: the turnover of the borrower at its last closing is not known. Fill it in first.",
        ),
    ],
)
def test_a_verdict_tells_the_fact_and_the_way_out(rule, change, sentences):
    found = {verdict.rule: verdict for verdict in verdicts(replace(INPUTS, **change), RULES)}[rule]

    assert " ".join(map(str, found.sentences)) == sentences


def test_amounts_in_sentences_are_decimals_for_the_page_to_format():
    found = verdicts(INPUTS, FUND)[0].sentences[0]

    assert found.values == {"value": Decimal("35000.00"), "limit": Decimal("60000.00")}


@pytest.mark.parametrize(
    ("change", "rules", "largest"),
    [
        ({},                                RULES, 35_000_00),   # the share of the fund binds
        ({"placements_minor": 900_000_00},  RULES, 45_000_00),   # the ceiling per borrower
        ({"notices_minor": 60_000_00},      RULES, 2_000_00),    # the reserve
        ({"notices_minor": 61_500_00},      RULES, None),        # what is left is below the product's minimum
        ({"cash_minor": 0},                 RULES, None),
        ({"term_months": 48},               RULES, None),        # no amount makes the term shorter
        ({"turnover_minor": None},          RULES, None),
        ({},                                (LEGAL_TERM,), None),
    ],
)  # fmt: skip
def test_the_largest_amount_passes_every_rule(change, rules, largest):
    assert largest_amount(replace(INPUTS, **change), rules) == largest


def test_rules_are_data():
    assert [ExposureRule.from_dict(json.loads(json.dumps(rule.to_dict()))) for rule in RULES] == list(RULES)
    assert ExposureRule.from_dict({**FUND[1].to_dict(), "share": "0.25"}) == FUND[1]


@pytest.mark.parametrize(
    "change",
    [{"measure": "luck"}, {"limit": None}, {"share": Fraction(1, 4)}, {"share": Fraction(1, 4), "limit": None}],
    ids=["measure", "no limit", "two limits", "a share of nothing"],
)
def test_a_rule_that_means_nothing_is_refused(change):
    if change == {"share": Fraction(1, 4)}:
        change = {**change, "share_of": "placements_minor"}
    with pytest.raises(ValueError, match="borrower_ceiling needs"):
        replace(FUND[0], **change)


MONEY = st.integers(0, 10**7)
SITUATIONS = st.builds(
    ExposureInputs,
    amount_minor=st.integers(1, 10**7),
    instalments=st.integers(1, 30),
    term_months=st.integers(1, 40),
    borrower_owes_minor=MONEY,
    borrower_committed_minor=MONEY,
    linked_owe_minor=MONEY,
    placements_minor=st.integers(0, 10**9),
    cash_minor=st.integers(0, 10**9),
    committed_minor=MONEY,
    notices_minor=MONEY,
    turnover_minor=st.integers(0, 10**9),
)


def what_is_possible_passes_and_a_cent_more_does_not(ask, inputs):
    """`ask(inputs, rules)` says the largest amount."""
    possible = ask(inputs, RULES)
    if possible is None:
        assert not all(verdict.passed for verdict in verdicts(inputs, RULES))
        return
    at, above = replace(inputs, amount_minor=possible), replace(inputs, amount_minor=possible + 1)
    assert all(verdict.passed for verdict in verdicts(at, RULES))
    assert not all(verdict.passed for verdict in verdicts(above, RULES))


def forgets_what_is_committed(inputs, rules):
    """Broken: counts the same cash twice."""
    return largest_amount(replace(inputs, committed_minor=0, borrower_committed_minor=0), rules)


@given(SITUATIONS)
def test_what_is_possible_passes_and_a_cent_more_does_not(inputs):
    what_is_possible_passes_and_a_cent_more_does_not(largest_amount, inputs)


def test_promising_the_same_cash_twice_would_be_seen():
    assert_refutes(what_is_possible_passes_and_a_cent_more_does_not, forgets_what_is_committed, SITUATIONS)
