"""Why this cent, as outside programs read it."""

from fractions import Fraction
from random import Random

from lending.domain.schedule import build_schedule
from lending.domain.schedule_explanation import why_this_cent
from lending.domain.simulation import simulate
from lending.domain.terms_json import read_terms
from lending.domain.wrong_terms import WrongTerms
from tests.lending.domain.loans import terms_of
from tests.lending.domain.random_loans import random_loan, size


def test_an_instalment_says_its_segments_its_rounding_and_what_was_carried():
    terms = terms_of(
        repayment="interest_only",
        day_count="ACT/365F",
        rounding={"mode": "half_up", "interest": "cumulative"},
        rate_changes=[{"on": "2026-03-01", "annual_rate": "0.05"}],
    )
    second = simulate(terms, explains=True)["instalments"][1]
    assert second["explanation"] == {
        "segments": [
            {
                "from": "2026-02-15",
                "to": "2026-03-01",
                "balance": "10000.00",
                "rate": "0.04",
                "fraction": "14/365",
                "interest": "1120/73",
            },
            {
                "from": "2026-03-01",
                "to": "2026-03-15",
                "balance": "10000.00",
                "rate": "0.05",
                "fraction": "14/365",
                "interest": "1400/73",
            },
        ],
        "carried": "19/7300",
        "unrounded": "252019/7300",
        "rounded": "34.52",
        "residue": "-23/7300",
    }


def test_without_asking_the_answer_is_the_fixed_one():
    assert set(simulate(terms_of())["instalments"][0]) == {
        "number", "due_on", "principal", "interest", "fees", "total", "outstanding"
    }  # fmt: skip


def test_a_currency_without_decimals_explains_whole_units():
    terms = terms_of(currency="JPY", drawdowns=[{"on": "2026-01-15", "amount": "10000"}])
    first = simulate(terms, explains=True)["instalments"][0]["explanation"]
    assert (first["segments"][0]["balance"], first["unrounded"], first["rounded"]) == ("10000", "100/3", "33")


def test_explanations_add_up_for_any_loan():
    random = Random("why")
    for _ in range(size(300, 20_000)):
        try:
            terms = read_terms(random_loan(random))
        except WrongTerms:
            continue
        for row in build_schedule(terms).instalments:
            why = why_this_cent(row)
            parts = [
                Fraction(one["balance"]) * Fraction(one["rate"]) * Fraction(one["fraction"]) for one in why["segments"]
            ]
            assert parts == [Fraction(one["interest"]) for one in why["segments"]]
            assert sum(parts, Fraction(why["carried"])) == Fraction(why["unrounded"])
            assert Fraction(why["unrounded"]) + Fraction(why["residue"]) == Fraction(why["rounded"])
