"""Schedules against published ones: Fineract, loan-creator, OpenCBS, European Commission, textbooks."""

from decimal import Decimal

import pytest

from lending.domain.simulation import simulate
from tests.lending.domain.published import published

CASES = published("schedules")
AMOUNTS = ("principal", "interest", "total", "outstanding")

# Published figures that follow another policy than the terms they are said in: how far they lie from ours, and why.
ANOTHER_POLICY = {
    "FIN-F-RP02": ("4.10", "its instalment is 862; solved over the days it is 862.57, and 863 in whole euros"),
    "FIN-F-RP04": ("5.14", "same instalment; and it rounds the two segments of the late period apart"),
    "FIN-F-RP05": ("5.14", "its instalment is 862; solved over the days it is 862.57, and 863 in whole euros"),
    "FIN-F-RP07": ("5.14", "same instalment; and it rounds the two segments of the late period apart"),
    "FIN-F-RP10": ("225.00", "keeps what is paid too much for the next instalment; ours repays principal that day"),
    "FIN-F-RP16": ("71.71", "its instalment is solved for all tranches from the start; ours again at each drawdown"),
    "FIN-F-C3152": ("0.01", "splits the leap year at 31 December; ours at 1 January (ISDA)"),
    "FIN-F-C3153": ("0.04", "splits the leap year at 31 December; ours at 1 January (ISDA)"),
    "FIN-F-C3166": ("0.05", "moves the instalment once more towards an equal last one; ours is the rounded annuity"),
    "FIN-N12": ("0.02", "moves the instalment once more towards an equal last one; ours is the rounded annuity"),
    "OCBS-D2": ("0.02", "rounds principal so as to stay on the curve of unrounded balances; ours rounds interest"),
    "EC-EX02": ("0.07", "amounts of the source are not rounded: a cent a row adds up in the balance"),
    "EC-EX32": ("0.02", "amounts of the source are not rounded: a cent a row adds up in the balance"),
    "FR-WEB-ANN4": (
        "0.01",
        "the last instalment is forced to the annuity; 5 % of our last balance is 268.58",
    ),
    "NPF-05": ("0.01", "a formula without rounding; our instalment and interest are rounded first"),
    "CORE-01": ("0.01", "the last instalment is forced to the annuity; our last interest is 1.40"),
    "LC-04": ("0.01", "carries cents of interest when they reach one; and its monthly rate is cut at 0.00833333"),
    "LC-07": ("0.03", "splits by unrounded IPMT/PPMT and carries cents; ours takes interest on the rounded balance"),
    "LC-08": ("0.01", "carries cents of interest when they reach one; `cumulative` is ours, and meets it (below)"),
    "LC-09": ("0.01", "splits by unrounded IPMT/PPMT; ours takes interest on the rounded balance"),
    "LC-N09": ("0.02", "splits by unrounded IPMT/PPMT; ours takes interest on the rounded balance"),
    "LC-25": ("0.01", "carries cents of interest when they reach one; ours rounds each period by itself"),
    "LC-28": ("0.09", "a stale fixture split at 31 December; ISDA gives 11 992.99, as the gem does today"),
    "LC-33": ("0.01", "36 roundings with a carried cent; ours rounds once when the interest falls due: 16 500.00"),
    "LC-36": ("0.01", "carries cents of interest when they reach one; ours rounds each period by itself"),
    "LC-39": ("4492.80", "compounds whole years; interest bears none unless the contract says so (Code civil 1343-2)"),
}
# Rows that our dates do not meet, though all amounts do.
OTHER_DATES = {
    "FIN-F-ME3a": "a month after 31 January is 1 March there; here month ends stay month ends",
    "OCBS-D2": "a calendar of its own: the dates are tested in test_due_dates.py",
}
# What these terms cannot say.
NOT_SAID = {
    "FIN-U13-EV": "an instalment paid early while an older one stays unpaid; we pay the oldest first (1343-1)",
    "FIN-U14-EV": "rows that are paid ahead; our pay-off is tested in test_schedule.py: 0.24 of interest",
    "FIN-F-RS01": "flat interest on the initial principal hides the rate: not offered",
    "FIN-F-FLAT4": "flat interest on the initial principal hides the rate: not offered",
    "FIN-F-S1": "arrears seen from a later day; days past due are computed on the loan",
    "FIN-F-S3": "arrears seen from a later day; days past due are computed on the loan",
    "FIN-F-C3156-EV": "a due date moved afterwards is a reschedule: new terms, by a second decision",
    "FIN-F-PAUSE1": "days without interest: not offered",
    "OCBS-D4": "its first period alone is stretched by the business-day rule",
    "OCBS-D5": "shares of principal of one's own: not offered",
    "OCBS-D7": "shares of principal of one's own: not offered",
    "OCBS-F2": "flat interest on the initial principal hides the rate: not offered",
    "EC-EX40": "capitalises every month; interest is compounded only when due for a year (Code civil 1343-2)",
    "EC-EX41": "interest kept back at the drawdown: a fee of that day says the same cost",
    "FRA-02": "a given instalment with the number of them unknown: not offered",
    "FRA-04": "rounds the instalment up to a rupee, and interest to rupees; ours goes to the nearest multiple",
    "HAMB-01": "a bank's way of writing days times balance; no schedule",
    "ALLOCPAY-01": "an allocation: tested in test_allocation.py",
    "LC-29": "capitalises every half-year; interest is compounded only when due for a year (Code civil 1343-2)",
    "LC-32": "capitalises every year: interest is paid when due, so none is left to compound",
    "LC-35": "capitalises every half-year; interest is compounded only when due for a year (Code civil 1343-2)",
}
SAID = [name for name, case in CASES.items() if "terms" in case]
EXACT = [name for name in SAID if name not in ANOTHER_POLICY]


def differences(name, *, answer=None):
    """(field, ours, published) wherever they differ; a published row is asked for what it has."""
    case = CASES[name]
    ours = (answer or simulate(case["terms"]))["instalments"]
    theirs = case.get("rows") or [{}] * (case["row_number"] - 1) + [case["row"]]
    fields = AMOUNTS if name in OTHER_DATES else (*AMOUNTS, "due_on")
    is_excerpt = name == "EC-EX02" or "row" in case
    found = [] if is_excerpt or len(ours) == len(theirs) else [("rows", str(len(ours)), str(len(theirs)))]
    return found + [
        (field, our_row[field], their_row[field])
        for our_row, their_row in zip(ours, theirs, strict=False)
        for field in fields
        if field in their_row and our_row[field] != their_row[field]
    ]


@pytest.mark.parametrize("name", EXACT)
def test_published_schedules_are_met_to_the_cent(name):
    assert differences(name) == []


@pytest.mark.parametrize("name", ANOTHER_POLICY)
def test_where_another_policy_was_followed_the_difference_is_the_one_we_know(name):
    largest, _reason = ANOTHER_POLICY[name]
    found = differences(name)
    assert max(abs(Decimal(ours) - Decimal(theirs)) for field, ours, theirs in found if field != "due_on") == Decimal(
        largest
    )


@pytest.mark.parametrize("name", ["LC-08", "LC-10", "LC-21"])
def test_cumulative_rounding_meets_schedules_that_carry_cents(name):
    terms = {**CASES[name]["terms"], "rounding": {"mode": "half_up", "interest": "cumulative"}}
    assert differences(name, answer=simulate(terms)) == []


@pytest.mark.parametrize("name", ["EC-EX42", "EC-EX38"])
def test_published_totals_are_met(name):
    ours = simulate(CASES[name]["terms"])["totals"]
    theirs = CASES[name]["expected_totals"]
    assert abs(Decimal(ours["interest"]) - Decimal(theirs["interest"])) <= Decimal("0.01")  # unrounded source
    assert abs(Decimal(ours["total"]) - Decimal(theirs["total"])) <= Decimal("0.01")


def test_no_published_case_is_passed_over():
    assert set(CASES) == {*SAID, *NOT_SAID}
    assert not set(SAID) & set(NOT_SAID)


def test_the_demonstration_loans_are_exact():
    assert {"FIN-F-RS03", "LC-10", "LC-21", "TPFB-360"} <= set(EXACT)
