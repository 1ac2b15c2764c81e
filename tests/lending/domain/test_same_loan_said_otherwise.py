"""One loan said in two ways has one schedule."""

from decimal import Decimal
from random import Random

import pytest

from lending.domain.due_dates import nominal_due_dates
from lending.domain.schedule import build_schedule
from lending.domain.terms_json import read_terms
from lending.domain.wrong_terms import WrongTerms
from tests.lending.domain.random_loans import METHODS, cents, random_loan, size

LOANS = size(100, 10_000)


def loans(seed, *, suits=lambda terms: True):
    """Right random terms without events."""
    random, found = Random(seed), 0
    while found < LOANS:
        terms = random_loan(random)
        if not suits(terms):
            continue
        try:
            read_terms(terms)
        except WrongTerms:
            continue
        found += 1
        yield random, terms


def rows(terms):
    """(due on, principal, interest, outstanding) of each instalment, in minor units."""
    schedule = build_schedule(read_terms(terms))
    return [
        (row.due_on, row.principal_minor, row.interest_minor, row.outstanding_minor) for row in schedule.instalments
    ]


def part_of(amount_minor, random):
    """Some of it and not all."""
    return random.randint(1, amount_minor - 1)


def test_the_order_in_which_things_are_given_says_nothing():
    for random, terms in loans("order"):
        shuffled = {name: list(terms[name]) for name in ("drawdowns", "rate_changes")}
        for given in shuffled.values():
            random.shuffle(given)
        assert rows({**terms, **shuffled}) == rows(terms), terms


def test_two_drawdowns_of_a_day_are_one():
    for random, terms in loans("halves", suits=lambda terms: terms["drawdowns"][0]["amount"] != "0.01"):
        first, *others = terms["drawdowns"]
        amount = round(Decimal(first["amount"]) * 100)
        part = part_of(amount, random)
        halves = [{"on": first["on"], "amount": cents(minor)} for minor in (part, amount - part)]
        assert rows({**terms, "drawdowns": halves + others}) == rows(terms), terms


def test_minor_units_are_all_that_counts():
    """As many cents of a euro, whole yen or thousandths of a dinar have the same schedule in minor units."""
    for _, terms in loans("currencies", suits=lambda terms: Decimal(terms["drawdowns"][0]["amount"]) < 10**8):
        told = []
        for currency, decimals in (("EUR", 2), ("JPY", 0), ("TND", 3)):
            drawn = [
                {**item, "amount": f"{(Decimal(item['amount']) * 100).scaleb(-decimals):.{decimals}f}"}
                for item in terms["drawdowns"]
            ]
            told.append(rows({**terms, "currency": currency, "drawdowns": drawn}))
        assert told[0] == told[1] == told[2], terms


def test_regular_dates_given_one_by_one_change_nothing_where_days_are_counted():
    def suits(terms):
        has_own_lengths = terms["day_count"] in ("equal_periods", "ACT/ACT-ICMA")
        return not has_own_lengths and terms["due_dates"] is None

    for _, terms in loans("dates", suits=suits):
        own = [str(day) for day in nominal_due_dates(read_terms(terms))]
        assert rows({**terms, "due_dates": own, "first_due_on": None}) == rows(terms), terms


def test_a_period_of_twelve_months_is_a_year_and_one_of_seven_days_a_week_but_for_equal_periods():
    def suits(terms):
        return terms["every"]["unit"] in ("years", "weeks") and terms["due_dates"] is None

    for _, terms in loans("units", suits=suits):
        times, unit = {"years": (12, "months"), "weeks": (7, "days")}[terms["every"]["unit"]]
        if unit == "days" and terms["day_count"] == "equal_periods":
            continue  # a week is a 52nd of a year, a day a 365th
        every = {"count": terms["every"]["count"] * times, "unit": unit}
        assert rows({**terms, "every": every}) == rows(terms), terms


@pytest.mark.parametrize("method", METHODS[:3])
def test_instalments_paid_on_their_days_are_what_was_due_anyway(method):
    def suits(terms):
        return terms["repayment"] == method and not terms["interest_grace"]

    for random, terms in loans(f"paid {method}", suits=suits):
        due = [row for row in rows(terms) if row[1] + row[2]]
        paid = due[: random.randint(1, len(due))]
        events = [{"on": str(on), "type": "repayment", "amount": cents(sum(parts))} for on, *parts, _left in paid]
        random.shuffle(events)
        assert rows({**terms, "events": events}) == rows(terms), terms


def test_what_is_left_after_an_early_repayment_on_a_due_date_is_a_new_loan():
    def suits(terms):
        is_plain = len(terms["drawdowns"]) == 1 and not terms["rate_changes"] and terms["business_day"] == "unadjusted"
        is_regular = terms["every"]["unit"] == "months" and not terms["due_dates"] and not terms["first_due_on"]
        has_grace = terms["interest_grace"] or terms["principal_grace"]
        # A rule that looks at the whole loan, at the end of a month or at cents carried over sees another loan.
        looks_back = terms["rounding"]["interest"] == "cumulative" or terms["day_count"] in (
            "30E/360-ISDA",
            "ACT/ACT-ICMA",
        )
        day = int(terms["drawdowns"][0]["on"][-2:])
        return is_plain and is_regular and not has_grace and not looks_back and day <= 28 and terms["instalments"] > 1

    compared = 0
    for random, terms in loans("early", suits=suits):
        due = rows(terms)
        place = random.randrange(len(due))
        on, _principal, _interest, left = due[place]
        if left < 2:
            continue
        early = part_of(left, random)
        event = {"on": str(on), "type": "prepayment", "amount": cents(early), "effect": "reduce_instalment"}
        new = [{"on": str(on), "amount": cents(left - early)}]
        fresh = {**terms, "drawdowns": new, "instalments": terms["instalments"] - place - 1}
        if terms["repayment"] != "bullet":  # whose interest waits for the end, also that of what was repaid
            assert rows({**terms, "events": [event]})[place + 1 :] == rows(fresh), terms
            compared += 1
    assert compared > LOANS / 3


def test_repaying_early_to_end_sooner_keeps_the_instalment():
    def suits(terms):
        is_plain = len(terms["drawdowns"]) == 1 and not terms["rate_changes"] and not terms["interest_grace"]
        return is_plain and terms["repayment"] == "equal_instalments" and terms["instalments"] > 3

    compared = 0
    for random, terms in loans("sooner", suits=suits):
        due = rows(terms)
        place = random.randrange(terms["principal_grace"], terms["instalments"])
        if place > len(due) - 3 or due[place][3] < 2:
            continue
        event = {"on": str(due[place][0]), "type": "prepayment", "amount": cents(part_of(due[place][3], random))}
        after = rows({**terms, "events": [event]})
        assert len(after) <= len(due), terms
        kept = {principal + interest for _, principal, interest, _ in due[place + 1 : -1]}
        assert {principal + interest for _, principal, interest, _ in after[place + 1 : -1]} <= kept, terms
        assert sum(row[2] for row in after) <= sum(row[2] for row in due), terms
        compared += 1
    assert compared > LOANS / 3
