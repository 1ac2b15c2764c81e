"""What French law asks of each lender's part (CMF L511-6, 3 bis): each rule, its figures, and what it lets through."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.domain.exposure import largest_amount, verdicts
from lending.domain.exposure_rules import ExposureInputs, ExposureRule, LenderInputs
from lending.domain.french_rules import YEARLY_BY_SIZE_MINOR, french_rules
from tests.lending.domain.controls import assert_refutes

RULES = french_rules(lender_borrower_share=Fraction(1, 20))
SOUND = LenderInputs(
    amount_minor=10_000_00,
    lender="1",
    whose="Atelier 1",
    lent_in_year_minor=100_000_00,
    lent_to_borrower_in_year_minor=5_000_00,
    lent_elsewhere_minor=20_000_00,
    equity_minor=300_000_00,
    equity_before_minor=250_000_00,
    share_capital_minor=100_000_00,
    share_capital_before_minor=100_000_00,
    ebitda_minor=50_000_00,
    ebitda_before_minor=40_000_00,
    net_treasury_minor=800_000_00,
    net_treasury_before_minor=1,
    size_ceiling_minor=YEARLY_BY_SIZE_MINOR["sme"],
    year_ceiling_minor=400_000_00,
    accounts_certified=1,
    lending_is_ancillary=1,
    economic_link=1,
)
ASKED = ExposureInputs(amount_minor=10_000_00, term_months=35, borrower_size_fits=1)


@pytest.mark.parametrize(
    ("rule", "change", "value", "limit", "passed", "possible"),
    [
        ("accounts_certified",          {},                                        1,  1, True,  1),
        ("accounts_certified",          {"accounts_certified": 0},                 0,  1, False, 1),
        ("accounts_certified",          {"accounts_certified": None},           None,  1, False, None),
        ("lending_is_ancillary",        {"lending_is_ancillary": 0},               0,  1, False, 1),
        ("economic_link",               {"economic_link": 0},                      0,  1, False, 1),
        ("economic_link",               {"economic_link": None},                None,  1, False, None),
        ("equity_above_capital",        {},                                200_000_00, 0, True,  1),
        ("equity_above_capital",        {"equity_minor": 100_000_00},              0,  0, False, 1),
        ("equity_above_capital_before", {"equity_before_minor": 99_999_99},       -1,  0, False, 1),
        ("equity_above_capital_before", {"equity_before_minor": None},          None,  0, False, None),
        ("ebitda_positive",             {"ebitda_minor": 0},                       0,  0, False, 1),
        ("ebitda_positive_before",      {"ebitda_before_minor": 1},                1,  0, True,  1),
        ("treasury_positive",           {"net_treasury_minor": -1},               -1,  0, False, 1),
        ("treasury_positive_before",    {},                                        1,  0, True,  1),
        ("year_by_treasury", {},                                  130_000_00, 400_000_00, True,  280_000_00),
        ("year_by_treasury", {"amount_minor": 280_000_00},        400_000_00, 400_000_00, True,  280_000_00),
        ("year_by_treasury", {"amount_minor": 280_000_01},        400_000_01, 400_000_00, False, 280_000_00),
        ("year_by_treasury", {"net_treasury_minor": 199_999_99},  130_000_00,  99_999_99, False, 0),
        ("year_by_treasury", {"lent_elsewhere_minor": None},      None,       400_000_00, False, None),
        ("year_by_size",     {},                                  130_000_00, 10_000_000_00, True, 9_880_000_00),
        ("year_by_size",     {"lent_in_year_minor": 9_980_000_00}, 10_010_000_00, 10_000_000_00, False, 0),
        ("year_by_size",     {"size_ceiling_minor": None},        130_000_00, None,       False, None),
        ("borrower_cap",     {},                                   15_000_00,  20_000_00, True,   15_000_00),
        ("borrower_cap",     {"amount_minor": 15_000_01},          20_000_01,  20_000_00, False,  15_000_00),
    ],
)  # fmt: skip
def test_each_rule_on_lenders_has_its_verdict(rule, change, value, limit, passed, possible):
    found = {verdict.rule: verdict for verdict in verdicts(replace(SOUND, **change), RULES)}[rule]
    assert (found.value, found.limit, found.passed, found.possible) == (value, limit, passed, possible)


@pytest.mark.parametrize(
    ("rule", "change", "passed"),
    [
        ("legal_term",    {},                          True),
        ("legal_term",    {"term_months": 36},         False),
        ("borrower_size", {},                          True),
        ("borrower_size", {"borrower_size_fits": 0},   False),
        ("borrower_size", {"borrower_size_fits": None}, False),
    ],
)  # fmt: skip
def test_each_rule_on_the_request_has_its_verdict(rule, change, passed):
    found = {verdict.rule: verdict for verdict in verdicts(replace(ASKED, **change), RULES)}
    assert found[rule].passed is passed
    assert set(found) == {"legal_term", "borrower_size"}


def test_every_rule_is_law_and_says_where_it_is_from():
    assert len(RULES) == 14
    assert {rule.may_be_overridden for rule in RULES} == {False}
    assert all(rule.source.startswith(("CMF L511-6", "CMF R511-2-1-")) and rule.version == 1 for rule in RULES)
    assert [ExposureRule.from_dict(json.loads(json.dumps(rule.to_dict()))) for rule in RULES] == list(RULES)


def test_as_long_as_the_cap_per_borrower_is_not_set_nothing_passes():
    found = {verdict.rule: verdict for verdict in verdicts(SOUND, french_rules())}["borrower_cap"]
    assert (found.passed, found.limit) == (False, None)
    assert [str(sentence) for sentence in found.sentences] == [
        "This cannot be checked: the cap per borrower, a setting of the fund's rules is not known. Fill it in first."
    ]


@pytest.mark.parametrize(
    ("rule", "change", "sentences"),
    [
        (
            "year_by_treasury",
            {"amount_minor": 280_000_01},
            (
                "Atelier 1 would have lent 400000.01 in its accounting year; its ceiling is 400000.00. "
                "Atelier 1 can lend at most 280000.00 to this loan: let other members lend the rest."
            ),
        ),
        ("accounts_certified", {}, "The accounts of Atelier 1 are certified by an auditor."),
        (
            "accounts_certified",
            {"accounts_certified": 0},
            (
                "The accounts of Atelier 1 are not certified by an auditor. "
                "Let other members lend this part, or declare newer figures."
            ),
        ),
        (
            "equity_above_capital",
            {"equity_minor": None, "share_capital_minor": None},
            (
                "This cannot be checked: the equity of Atelier 1 at its last closing is not known. Fill it in first. "
                "This cannot be checked: the share capital of Atelier 1 at its last closing is not known. "
                "Fill it in first."
            ),
        ),
    ],
)
def test_a_verdict_names_the_lender_the_fact_and_the_way_out(rule, change, sentences):
    found = {verdict.rule: verdict for verdict in verdicts(replace(SOUND, **change), RULES)}[rule]
    assert " ".join(map(str, found.sentences)) == sentences
    assert (found.lender, found.whose) == ("1", "Atelier 1")


MONEY = st.integers(0, 10**9)
LENDERS = st.builds(
    replace,
    st.just(SOUND),
    amount_minor=st.integers(1, 10**9),
    lent_in_year_minor=MONEY,
    lent_to_borrower_in_year_minor=st.integers(0, 10**6),
    lent_elsewhere_minor=MONEY,
    net_treasury_minor=st.integers(1, 10**10),
    size_ceiling_minor=st.sampled_from(sorted(set(YEARLY_BY_SIZE_MINOR.values()))),
    year_ceiling_minor=MONEY,
)


def what_a_lender_can_lend_passes_and_a_cent_more_does_not(ask, inputs):
    """`ask(inputs, rules)` says the most."""
    possible = ask(inputs, RULES)
    if possible is None:
        smallest = replace(inputs, amount_minor=1)
        assert not all(verdict.passed for verdict in verdicts(smallest, RULES))
        return
    at, above = replace(inputs, amount_minor=possible), replace(inputs, amount_minor=possible + 1)
    assert all(verdict.passed for verdict in verdicts(at, RULES))
    assert not all(verdict.passed for verdict in verdicts(above, RULES))


def forgets_what_is_lent_elsewhere(inputs, rules):
    """Broken: the yearly ceiling counts the books of this fund alone."""
    return largest_amount(replace(inputs, lent_elsewhere_minor=0), rules)


@given(LENDERS)
def test_what_a_lender_can_lend_passes_and_a_cent_more_does_not(inputs):
    what_a_lender_can_lend_passes_and_a_cent_more_does_not(largest_amount, inputs)


def test_forgetting_what_is_lent_elsewhere_would_be_seen():
    assert_refutes(what_a_lender_can_lend_passes_and_a_cent_more_does_not, forgets_what_is_lent_elsewhere, LENDERS)


@given(LENDERS, st.sampled_from(sorted(set(LenderInputs.__dataclass_fields__) - {
    "amount_minor", "currency", "lender", "whose", "lent_in_year_minor", "lent_to_borrower_in_year_minor",
})))  # fmt: skip
def test_whatever_is_not_known_blocks_and_says_so(inputs, name):
    found = verdicts(replace(inputs, **{name: None}), RULES)
    unknown = [verdict for verdict in found if not verdict.is_known]
    assert unknown
    assert not any(verdict.passed for verdict in unknown)
    assert all("Fill it in first." in str(verdict.sentences[0]) for verdict in unknown)
